/** Moving in from another tracking server, and following one that stays. */
import { Failure } from '../../lib/failure.ts'
import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Along, Move } from '../track/index.ts'
import { filesElsewhere } from './elsewhere.ts'
import { followPass } from './follows/pass.ts'
import { followRunner } from './follows/runner.ts'
import { followService } from './follows/service.ts'
import { writeBack } from './follows/write-back.ts'
import { importRunner } from './imports/runner.ts'
import { importService } from './imports/service.ts'
import { importWork } from './imports/work.ts'
import { followRoutes, importRoutes } from './routes.ts'
import { unseal } from './secrets.ts'
import { openSource } from './sources/open.ts'
import type { ServerSource } from './sources/server.ts'
import { type FollowRow, followStore } from './store/follows.ts'
import { importStore } from './store/imports.ts'
import { modelOrigins } from './store/models.ts'
import { originStore } from './store/origins.ts'
import type { Asked } from './taking/asked.ts'
import { experimentPlacer } from './taking/experiments.ts'
import type { TakePorts } from './taking/ports.ts'
import { registryWork } from './taking/registry.ts'
import { transferWorker, type Work } from './worker.ts'
import './tables.ts'

export type { Source, SourceExperiment, SourceLoggedModel, SourceModel, SourceRun, SourceVersion } from './source.ts'

interface Ports extends TakePorts {
  artifacts: TakePorts['artifacts'] & { onElsewhere(port: ReturnType<typeof filesElsewhere>): void }
  isOpen(): Promise<boolean>
}

export function transfer({
  config,
  log,
  http,
  database,
  outside,
  rootKey,
  onStart,
  onStop,
  isOpen,
  ...deps
}: Deps & Ports) {
  const { db, events, now, ...ports } = deps
  const store = importStore(db)
  const origins = originStore(db)
  const place = experimentPlacer(ports.track, origins)

  const open = async (row: { secret: Buffer | null; key_id: string }, signal: AbortSignal) => {
    const { uri, ...secret } = unseal(rootKey(), row.key_id, row.secret!)
    return openSource(uri, { outside, ...secret, s3: config.s3, loopback: await isOpen(), signal })
  }
  const judge = async ({ secret }: Asked): Promise<void> => outside.check(secret.uri, 'uri', await isOpen())

  const takeRegistry = registryWork(ports, modelOrigins(db))
  const parts = { db, store, events, now, log }
  const following = { ...parts, store: followStore(db) }
  const openServer = (row: FollowRow, signal: AbortSignal) => open(row, signal) as Promise<ServerSource>
  ports.track.take.onNote(writeBack({ ...following, open: openServer }))
  const runFollow = followRunner({
    ...following,
    open: openServer,
    pass: followPass({ ...following, ports, place, takeRegistry }),
  })
  const runImport = importRunner({
    ...parts,
    open,
    work: importWork({ ports, store, place, takeRegistry }),
  })
  const worker = transferWorker({
    ...{ pool: database.pool, log },
    due: async () => [
      ...(await store.open()).map(
        (row): Work => ({
          ...{ kind: 'imports', id: row.id },
          run: (stopping) => runImport(row, stopping),
        }),
      ),
      ...(await following.store.due(now())).map(
        (row): Work => ({
          ...{ kind: 'follows', id: row.id },
          run: (stopping) => runFollow(row, stopping),
        }),
      ),
    ],
  })
  ports.artifacts.onElsewhere(filesElsewhere({ ...following, open }))
  const asking = { key: rootKey, wake: worker.wake, judge }
  importRoutes(http, importService({ ...parts, ...asking }))
  followRoutes(http, followService({ ...following, ...asking, track: ports.track }))
  onStart(() => {
    if (config.roles.includes('jobs')) worker.start()
  })
  onStop(worker.stop)
  return {
    purge: origins.purge,
    forget: origins.forget,
    /** An experiment stays while an import, which may be bringing runs into it, is at work. */
    async move(tx: Tx, move: Move): Promise<Along> {
      ports.track.take.checkAtHome(String(move.experiment))
      const open = await origins.openImport(tx, move.from)
      if (open !== undefined)
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Import ${open} is at work in this workspace. Wait for its end, or cancel it, and move the experiment then.`,
        )
      await origins.move(tx, move)
      return {}
    },
  }
}
