/**
 * The table of ten thousand runs with five hundred keys in Chromium: how long until the first rows, from a key or click
 * to sorted or filtered rows, and what a frame of scrolling costs. `npm run verify web-runs [runs] [url experiment]`.
 */
import { rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { type Client, connect } from '../../src/cli/client.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { launch } from '../../test/e2e/chromium.ts'
import { wide } from '../seed/wide.ts'
import {
  actMs,
  type FrameCost,
  frameCosts,
  longTasksOf,
  openMs,
  type Spread,
  spreadOf,
  type Watched,
  watchedPage,
  wheel,
} from './browser-speed.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { startServer } from './process.ts'

/** In milliseconds. */
export const BARS = { firstRows: 800, sortOrFilter: 600, frame: 8, task: 50 } as const

const PORT = 7_653
const COLUMNS = [
  ...['metrics.val/auc', 'metrics.val/loss', 'metrics.p99_ms', 'metrics.layer_50/attention/gradient_norm'],
  ...[
    'params.lr',
    'params.optimizer',
    'params.width',
    'params.data.source_50.weight',
    'tags.team',
    'started',
    'duration',
  ],
]
const SORTED = COLUMNS.filter((id) => id !== 'params.optimizer')
const FILTERS = [
  "params.optimizer = 'adamw'",
  'metrics.val/auc > 0.86',
  'params.lr < 0.005 and metrics.val/auc > 0.85',
  "tags.team like 's%'",
  "status = 'FAILED' or metrics.p99_ms > 16",
  'params.data.source_50.weight between 0.2 and 0.4',
  "attributes.run_name like '%-seed-3'",
  'metrics.layer_07/attention/gradient_norm is null',
]

const pathOf = (experiment: string, query: Record<string, string[]>): string =>
  `/experiments/${experiment}?${new URLSearchParams(Object.entries(query).flatMap(([key, all]) => all.map((value) => [key, value])))}`

/** Twenty rows, or all there are, with what they hold. */
const HAS_ROWS = "document.querySelectorAll('[data-row] .run-name').length >= 12"
/** The rows on the screen are of a list whose address says this. */
const isShowing = (...parts: string[]): string =>
  `(() => { const table = document.querySelector('table.runs'); return table && table.getAttribute('aria-busy') === 'false' && ${JSON.stringify(parts)}.every((part) => table.dataset.list.includes(part)) && document.querySelector('[data-row]') })()`

export interface RunsSpeed {
  firstRows: Spread
  sort: Spread
  filter: Spread
  scroll: Record<string, { frame: Spread; frameCpu: Spread; longestTask: number }>
  /** Long tasks while somebody sorted, filtered and scrolled. */
  longTasks: number[]
}

async function firstRows(browser: Browser, url: string, times: number): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const { page } = await watchedPage(browser)
    took.push(await openMs(page, url, HAS_ROWS))
    await page.context().close()
  }
  return took
}

/** Clicks on headings, each twice: one way and the other. */
async function sorts({ page }: Watched): Promise<number[]> {
  const took: number[] = []
  for (const id of SORTED) {
    const heading = page.locator(`th .heading[title^="${id}"]`)
    await heading.scrollIntoViewIfNeeded()
    for (let way = 0; way < 2; way++) {
      const before = await page.evaluate(() => document.querySelector<HTMLElement>('table.runs')!.dataset.list)
      const changed = `document.querySelector('table.runs').dataset.list !== ${JSON.stringify(before)}`
      took.push(await actMs(page, () => heading.click(), `${changed} && ${isShowing(id)}`))
    }
  }
  return took
}

async function filters({ page }: Watched, times: number): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < times; i++)
    for (const filter of FILTERS) {
      // A number that changes nothing, so that no answer is remembered.
      const text = `${filter} and start_time > ${i}`
      await page.fill('[aria-label="Filter runs"]', text)
      took.push(await actMs(page, () => page.keyboard.press('Enter'), isShowing(JSON.stringify(text).slice(1, -1))))
    }
  return took
}

async function scrolls(browser: Browser, url: string, experiment: string, frames: number) {
  const plans: [name: string, columns: string[], dx: number, dy: number][] = [
    ['down, 60 px a frame', COLUMNS, 0, 60],
    ['down, 400 px a frame', COLUMNS, 0, 400],
    ['500 columns, down', ['*'], 0, 120],
    ['500 columns, sideways', ['*'], 120, 0],
  ]
  const scroll: RunsSpeed['scroll'] = {}
  const longTasks: number[] = []
  for (const [name, column, dx, dy] of plans) {
    const watched = await watchedPage(browser)
    await openMs(watched.page, url + pathOf(experiment, { column }), HAS_ROWS)
    // The picture of the whole page is there, and the program's own warm-up is over.
    await watched.page.waitForTimeout(1_500)
    await wheel(watched, 30, dx, dy)
    await watched.page.waitForTimeout(500)
    const before = (await longTasksOf(watched.page)).length
    const cost: FrameCost = await frameCosts(watched, () => wheel(watched, frames, dx, dy))
    longTasks.push(...(await longTasksOf(watched.page)).slice(before))
    scroll[name] = { frame: spreadOf(cost.frames), frameCpu: spreadOf(cost.cpu), longestTask: cost.tasks[0] ?? 0 }
    await watched.page.context().close()
  }
  return { scroll, longTasks }
}

/** `rounds` repeats everything that often; `frames` are scrolled in each way. */
export async function measureRuns(
  browser: Browser,
  url: string,
  experiment: string,
  rounds: number,
  frames = 150 * rounds,
): Promise<RunsSpeed> {
  const open = url + pathOf(experiment, { column: COLUMNS })
  const first = await firstRows(browser, open, 5 * rounds)
  const sorted: number[] = []
  const filtered: number[] = []
  const longTasks: number[] = []
  for (let i = 0; i < rounds; i++) {
    const watched = await watchedPage(browser, 1_600)
    await openMs(watched.page, open, HAS_ROWS)
    await watched.page.waitForTimeout(1_000)
    longTasks.push(...(await longTasksDuring(watched.page, async () => sorted.push(...(await sorts(watched))))))
    await reset(watched.page, open)
    longTasks.push(...(await longTasksDuring(watched.page, async () => filtered.push(...(await filters(watched, 2))))))
    await watched.page.context().close()
  }
  const scrolled = await scrolls(browser, url, experiment, frames)
  return {
    firstRows: spreadOf(first),
    sort: spreadOf(sorted),
    filter: spreadOf(filtered),
    scroll: scrolled.scroll,
    longTasks: [...longTasks, ...scrolled.longTasks].map(Math.round),
  }
}

/** Those of `act` alone: opening a page again begins the list anew, and has tasks of its own. */
async function longTasksDuring(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  const before = (await longTasksOf(page)).length
  await act()
  return (await longTasksOf(page)).slice(before)
}

async function reset(page: Page, url: string): Promise<void> {
  await openMs(page, url, HAS_ROWS)
  await page.waitForTimeout(500)
}

/** What was logged last has been folded, and the database has looked at its tables: until then it is slower than ever after. */
export async function settle(client: Client, experiment: string): Promise<void> {
  const order_by = ['metrics.`val/auc` DESC']
  let quick = 0
  for (let waited = 0; quick < 3 && waited < 180; waited++) {
    const start = performance.now()
    await client.call(own.searchRuns, { experiment_ids: [experiment], order_by, columns: [], limit: 10 })
    quick = performance.now() - start < 150 ? quick + 1 : 0
    await sleep(1_000)
  }
}

const meets = ({ firstRows, sort, filter, scroll, longTasks }: RunsSpeed): Record<string, boolean> => ({
  [`first rows within ${BARS.firstRows} ms at p95`]: firstRows.p95 <= BARS.firstRows,
  [`sort within ${BARS.sortOrFilter} ms at p95`]: sort.p95 <= BARS.sortOrFilter,
  [`filter within ${BARS.sortOrFilter} ms at p95`]: filter.p95 <= BARS.sortOrFilter,
  [`script and layout within ${BARS.frame} ms a frame at p95`]: Object.values(scroll).every(
    ({ frame }) => frame.p95 <= BARS.frame,
  ),
  [`no task beyond ${BARS.task} ms`]: longTasks.length === 0,
})

export async function webRuns(args: string[]): Promise<Evidence> {
  const [count = '10000', given, experiment] = args
  const dataDir = given ? undefined : makeDataDir('bellwether-web-runs-')
  const server = dataDir ? await startServer(dataDir, PORT) : undefined
  const url = given ?? server!.url
  const browser = await launch()
  try {
    const client = connect({ url })
    const say = (text: string): void => void process.stderr.write(`${text}\n`)
    const id = experiment ?? (await wide(client, Date.now(), say, Number(count)))
    await settle(client, id)
    const speed = await measureRuns(browser, url, id, 3)
    const bars = meets(speed)
    const machine = { cores: cpus().length, load: loadavg()[0], browser: browser.version() }
    return {
      ok: Object.values(bars).every(Boolean),
      figures: { runs: Number(count), keys: 500, bars, ...speed, machine },
    }
  } finally {
    await browser.close()
    if (server && dataDir) {
      const gone = new Promise((resolve) => server.child.once('exit', resolve))
      server.child.kill('SIGTERM')
      await gone
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}
