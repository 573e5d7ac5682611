/** The application, readable as a table of contents: the platform, then every feature in its order. */
import type pg from 'pg'
import type { Logger } from 'pino'
import { access } from './features/access/index.ts'
import { activity, verifyEvents } from './features/activity/index.ts'
import { approvals } from './features/approvals/index.ts'
import { artifacts, BLOB_COLUMNS } from './features/artifacts/index.ts'
import { exports } from './features/exports/index.ts'
import { handbook } from './features/handbook/index.ts'
import { home, type LoadDemo } from './features/home/index.ts'
import { models } from './features/models/index.ts'
import { operate } from './features/operate/index.ts'
import { track } from './features/track/index.ts'
import { transfer } from './features/transfer/index.ts'
import { trash } from './features/trash/index.ts'
import { webhooks } from './features/webhooks/index.ts'
import type { Blobs } from './platform/blobs.ts'
import type { Config } from './platform/config.ts'
import type { Database } from './platform/db.ts'
import type { Deps } from './platform/deps.ts'
import { createEvents, type Events } from './platform/events.ts'
import { createGauges } from './platform/http/gauges.ts'
import { createHttp, type Http } from './platform/http/server.ts'
import { system } from './platform/http/system.ts'
import { web } from './platform/http/web.ts'
import { createJobs, type Jobs } from './platform/jobs.ts'
import { createListener } from './platform/listen.ts'
import { createOutside } from './platform/outside/fetch.ts'
import { rootKey } from './platform/root-key.ts'

export const FEATURES = [
  'access',
  'activity',
  'approvals',
  'handbook',
  'track',
  'artifacts',
  'models',
  'transfer',
  'trash',
  'webhooks',
  'operate',
  'exports',
  'home',
] as const
export type Feature = (typeof FEATURES)[number]

export interface Parts {
  config: Config
  log: Logger
  database: Database
  connection: pg.PoolConfig
  blobs: Blobs
  now?: () => number
  /** Leaves a feature out, to show that a test depends on it. */
  without?: string
}

/** How long requests under way may take to end once the server is told to stop. */
const GRACE_MS = 5_000

export interface App {
  http: Http
  jobs: Jobs
  events: Events
  /** The page that makes the first owner, on a server that others can reach and that has none. */
  setupLink(baseUrl: string): Promise<string | undefined>
  /** Whoever runs the server may offer to load the demo into it. */
  offerDemo(load: LoadDemo): void
  /** Starts background work; requests may come from then on. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function createApp({ config, log, database, connection, blobs, now = Date.now, without }: Parts): App {
  const http = createHttp(log, config.basePath)
  const gauges = createGauges(http)
  const events = createEvents()
  const jobs = createJobs(database.pool, log)
  const listener = createListener(connection, log)
  const outside = createOutside(config.allowedTargets)
  const starts: (() => Promise<void> | void)[] = []
  const stops: (() => Promise<void> | void)[] = []
  const onStart: Deps['onStart'] = (start) => void starts.push(start)
  const onStop: Deps['onStop'] = (stop) => void stops.push(stop)
  const { db } = database
  const deps: Deps = {
    http,
    config,
    log,
    database,
    db,
    events,
    jobs,
    listener,
    blobs,
    now,
    gauges,
    outside,
    rootKey: rootKey(config.dataDir, config.secretKey),
    onStart,
    onStop,
  }
  const wired = (feature: Feature): boolean => feature !== without

  system(deps)
  const accounts = access(deps)
  const { ready, isOpen, setupLink, onPurge, workspaceOf, declared, onDeclare, counts, notePeopleRead } = accounts
  if (wired('activity')) accounts.onErase(activity(deps).eraseDetails)
  const asked = wired('approvals') ? approvals(deps) : undefined
  if (asked) accounts.onExport('approvals', asked.export)
  const book = wired('handbook') ? handbook({ ...deps, workspaceOf, declared, notePeopleRead }) : undefined
  if (book) onDeclare(book.readSpecialisations)
  const tracked = wired('track') ? track({ ...deps, workspaces: accounts.workspaces }) : undefined
  const stored = tracked && wired('artifacts') ? artifacts({ ...deps, runs: tracked.runs }) : undefined
  const modelled =
    tracked && stored && wired('models') ? models({ ...deps, track: tracked, artifacts: stored.artifacts }) : undefined
  const moved =
    tracked && stored && modelled && wired('transfer')
      ? transfer({ ...deps, track: tracked, artifacts: stored.take, models: modelled, isOpen })
      : undefined
  const binned =
    tracked && stored && modelled && wired('trash')
      ? trash({
          ...deps,
          ...{ track: tracked.trash, models: modelled.trash, files: stored.trash, sweepBlobs: stored.sweepBlobs },
          needs: [modelled.needs],
          onFreed: moved ? [moved.forget] : [],
        })
      : undefined
  const told = wired('webhooks') ? webhooks(deps) : undefined
  for (const feature of [asked, book, tracked, stored, modelled, moved, binned, told])
    if (feature) onPurge(feature.purge)
  // Models name folders, which artifacts move; approvals look at all that would go.
  for (const onMove of [modelled?.move, stored?.move, moved?.move, asked?.checkMove])
    if (onMove) tracked?.onMove(onMove)
  for (const count of [counts, tracked?.counts, modelled?.counts]) if (count) book?.onCount(count)
  if (wired('operate')) operate({ ...deps, connection, blobColumns: BLOB_COLUMNS, verifyEvents })
  if (wired('exports')) exports({ ...deps, connection })
  let demo: LoadDemo | undefined
  if (wired('home'))
    home({
      ...deps,
      cards: [tracked?.card, asked?.card, book?.card].filter((card) => card !== undefined),
      sources: book ? [book.source] : [],
      demo: () => demo,
    })
  web(deps)

  return {
    http,
    jobs,
    events,
    setupLink,
    offerDemo: (load) => {
      demo = load
    },
    async start() {
      await ready()
      await jobs.start(config.roles.includes('jobs'))
      for (const start of starts) await start()
    },
    async stop() {
      // A transfer that stands still must not keep the server from stopping.
      const grace = setTimeout(() => http.app.server.closeAllConnections(), GRACE_MS)
      await http.app.close()
      clearTimeout(grace)
      for (const stop of stops.reverse()) await stop()
      await jobs.stop()
      await listener.close()
    },
  }
}
