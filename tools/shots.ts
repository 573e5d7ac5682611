/**
 * Screenshots of every page at 1440 and 390 px, light and dark, into docs/shots/ (not in git), with one contact sheet
 * per page. Fails on overflow, console errors, layout shift and serious barriers.
 * `npm run shots [-- --url URL]`: without a URL it starts a server with seeded runs on a temporary directory.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { createApp } from '../src/app.ts'
import { createClient } from '../src/cli/client.ts'
import { own } from '../src/features/track/contract/own.ts'
import { parseJson, toJson } from '../src/lib/json.ts'
import { localBlobs } from '../src/platform/blobs/local.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { startPostgres } from '../src/platform/postgres/supervisor.ts'
import { launch } from '../test/e2e/chromium.ts'
import {
  barriersOf,
  openPage,
  overflowOf,
  type Session,
  sessionAt,
  settled,
  shiftOf,
  type View,
} from '../test/e2e/look.ts'
import { accessPlaces } from '../test/e2e/places/access.ts'
import { placesOf } from '../test/e2e/places/all.ts'
import type { Place } from '../test/e2e/places/place.ts'
import { type Call, seed } from '../test/e2e/seed.ts'
import { seedAccess } from '../test/e2e/seed-access.ts'
import { ageVersions } from '../test/e2e/seed-models.ts'
import { points1m } from './seed/big.ts'
import { makeDataDir } from './verify/data-dir.ts'

const ROOT = join(import.meta.dirname, '..')
const SHOTS = join(ROOT, 'docs/shots')
const README_SHOT = join(ROOT, 'docs/img/run.png')
const RUNS = 214
const MAX_SHIFT = 0.05
/** Long enough for the server to have noted who was active: a lost run must stay lost. */
const SETTLE_MS = 1_300

const VIEWS: View[] = (['light', 'dark'] as const).flatMap((theme) => [
  { width: 1440, height: 900, theme },
  { width: 390, height: 844, theme },
])

const MILLION = 'run-million'

const clientAt = (url: string) => createClient({ url, from: 'the screenshots' } as Parameters<typeof createClient>[0])

const callAt =
  (url: string, token?: string): Call =>
  async (route, input) => {
    const rest: Record<string, unknown> = { ...(input as object) }
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
      const value = String(rest[name])
      delete rest[name]
      return encodeURIComponent(value)
    })
    const isGet = route.method === 'GET'
    const query = isGet ? `?${new URLSearchParams(rest as Record<string, string>)}` : ''
    const reply = await fetch(url + path + query, {
      method: route.method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(!isGet && { 'content-type': 'application/json' }),
      },
      ...(!isGet && { body: toJson(rest) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${route.method} ${path}: ${text}`)
    return parseJson(text) as never
  }

/** A server of our own, with its database at hand: nothing else can make a run lost at once. */
async function startSeeded() {
  const dataDir = makeDataDir('bellwether-shots-')
  const log = pino({ level: 'silent' })
  const postgres = await startPostgres(dataDir, log)
  const database = openDatabase(postgres.connection, () => undefined)
  await migrate(database.pool)
  const config = { ...loadConfig({ data_dir: dataDir, port: 0 }, {}, dataDir) }
  const app = createApp({ config, log, database, connection: postgres.connection, blobs: localBlobs(config.blobs) })
  await app.start()
  await app.http.app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.http.app.server.address() as { port: number }).port}`
  return {
    url,
    /** Says that nothing was heard of the run for 23 minutes, and that versions were registered over weeks. */
    async lose(runId: string) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const long = Date.now() - 23 * 60_000
      await database.pool.query(
        `with r as (update runs set lost_ms = $1 where run_id = $2 returning *)
          insert into run_count_changes select experiment_id, deleted, workspace_id, 0, -1, 1, 0, null, null, false from r`,
        [Date.now(), runId],
      )
      await database.pool.query(
        'update run_activity set seen_ms = $1 where run = (select id from runs where run_id = $2)',
        [long, runId],
      )
      await ageVersions(database.pool, Date.now())
    },
    async stop() {
      await app.stop()
      await database.close()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Takes the whole page; a taller window first, so that charts below the fold are drawn. */
async function whole(page: Page, { width, height }: View): Promise<void> {
  const full = await page.evaluate(() => document.documentElement.scrollHeight)
  if (full <= height) return
  await page.setViewportSize({ width, height: Math.min(full, 5_000) })
  await page.waitForTimeout(200)
  await settled(page)
}

async function take(
  browser: Browser,
  url: string,
  { name, path, act, expected, isFolded }: Place,
  view: View,
  session?: Session,
): Promise<string[]> {
  const { page, errors } = await openPage(browser, view, session)
  const { width, theme } = view
  await page.goto(url + path)
  await settled(page)
  await page.waitForTimeout(150)
  const shift = await shiftOf(page)
  await act?.(page)
  if (!act && (!isFolded || width < 700)) await whole(page, view)
  await settled(page)
  await page.screenshot({ path: join(SHOTS, `${name}-${theme}-${width}.png`) })
  const overflow = width === 390 ? await overflowOf(page) : 0
  const barriers = await barriersOf(page)
  await page.context().close()
  return [
    ...errors.filter((text) => !expected?.test(text)).map((text) => `console: ${text}`),
    ...(overflow > 0 ? [`${overflow} px wider than the screen`] : []),
    ...(shift.value > MAX_SHIFT ? [`layout shift ${shift.value.toFixed(3)}:${shift.what}`] : []),
    ...barriers,
  ].map((text) => `${name}, ${width} px, ${theme}: ${text}`)
}

/** A server with accounts answers whoever is logged in: it is closed last. */
async function takeWithAccounts(browser: Browser, url: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const seeded = await seedAccess(callAt(url), (token) => callAt(url, token))
  const sessions: Record<string, Session> = {}
  const found: string[] = []
  for (const place of accessPlaces(seeded).filter(({ name }) => isWanted(name))) {
    const { as } = place
    if (as !== undefined) sessions[as] ??= await sessionAt(url, seeded.tokens[as]!)
    for (const view of VIEWS)
      found.push(...(await take(browser, url, place, view, as === undefined ? undefined : sessions[as])))
    await contactSheet(browser, place.name)
    process.stdout.write(`${place.name}\n`)
  }
  return found
}

/** The four pictures of a page beside each other. */
async function contactSheet(browser: Browser, name: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1800, height: 300 } })
  const images = VIEWS.map(({ width, theme }) => {
    const bytes = readFileSync(join(SHOTS, `${name}-${theme}-${width}.png`)).toString('base64')
    return `<img style="max-height:1040px;max-width:${width > 700 ? 640 : 210}px;object-fit:contain;object-position:top" src="data:image/png;base64,${bytes}">`
  })
  await page.setContent(
    `<body style="margin:16px;display:flex;gap:12px;background:#888;align-items:start">${images.join('')}</body>`,
  )
  await page.screenshot({ path: join(SHOTS, `sheet-${name}.png`), fullPage: true })
  await page.close()
}

async function readmeShot(browser: Browser, url: string, path: string): Promise<void> {
  const { page } = await openPage(browser, { width: 1440, height: 1010, theme: 'light' })
  await page.goto(url + path)
  await settled(page)
  await page.waitForTimeout(200)
  const bytes = await page.screenshot()
  if (bytes.length > 300_000) throw new Error(`docs/img/run.png would have ${bytes.length} bytes; at most 300,000.`)
  mkdirSync(join(ROOT, 'docs/img'), { recursive: true })
  writeFileSync(README_SHOT, bytes)
  await page.context().close()
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { url: { type: 'string' }, only: { type: 'string' } } })
  if (!existsSync(join(ROOT, 'web/dist/index.html')))
    execFileSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'web'], { cwd: ROOT })
  mkdirSync(SHOTS, { recursive: true })
  const started = values.url ? undefined : await startSeeded()
  const url = values.url ?? started!.url
  const browser = await launch()
  const found: string[] = []
  try {
    const first: Place = { name: 'first-run', path: '/experiments' }
    const { experiments } = await callAt(url)(own.experiments, {})
    const isEmpty = experiments.every(({ runs }) => runs.total === 0)
    if (isEmpty && (!values.only || values.only === first.name)) {
      for (const view of VIEWS) found.push(...(await take(browser, url, first, view)))
      await contactSheet(browser, first.name)
    }
    const ids = await seed(callAt(url), Date.now(), RUNS, (path, body) =>
      fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${encodeURI(path)}`, { method: 'PUT', body: body as BodyInit }),
    )
    await started?.lose(ids.silent)
    // Seconds, so only where it is looked at.
    if (!values.only || MILLION.startsWith(values.only))
      ids.million = await points1m(clientAt(url), Date.now(), () => undefined)
    for (const shot of placesOf(ids)) {
      if (values.only && !shot.name.startsWith(values.only)) continue
      for (const view of VIEWS) found.push(...(await take(browser, url, shot, view)))
      await contactSheet(browser, shot.name)
      process.stdout.write(`${shot.name}\n`)
    }
    const { only } = values
    if (!only) await readmeShot(browser, url, `/runs/${ids.best}`)
    if (started && (!only || only.startsWith('access')))
      found.push(...(await takeWithAccounts(browser, url, (name) => name.startsWith(only ?? ''))))
  } finally {
    await browser.close()
    await started?.stop()
  }
  for (const line of found) process.stdout.write(`✕ ${line}\n`)
  process.stdout.write(found.length ? `${found.length} findings\n` : `no findings; pictures in ${SHOTS}\n`)
  return found.length ? 1 : 0
}

process.exitCode = await main()
