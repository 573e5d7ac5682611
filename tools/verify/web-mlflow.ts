/**
 * Our pages beside MLflow's own, on the same data, in one browser, alternating: the first rows of an experiment with
 * many wide runs, its order by a metric, and one metric of a million points. `npm run verify web-mlflow [runs points]`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { bellwether, mlflow, type Peer } from '../../bench/peers.ts'
import { createClient } from '../../src/cli/client.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { launch } from '../../test/e2e/chromium.ts'
import { ensurePython } from '../python-env.mjs'
import { points1m } from '../seed/big.ts'
import { wide } from '../seed/wide.ts'
import type { Evidence } from './evidence.ts'

const ROUNDS = 5
const METRIC = 'val/auc'
const WAIT_MS = 180_000

/** One thing a person waits for, on both servers. */
interface Task {
  name: string
  ours(page: Page, url: string): Promise<void>
  theirs(page: Page, url: string): Promise<void>
}

type Client = ReturnType<typeof createClient>

/** Everything that our server has of the experiment, as lines for the database of the other. */
async function* linesOf(client: Client, experiment: string, run: string): AsyncGenerator<object> {
  let cursor: string | undefined
  do {
    const page = await client.call(own.searchRuns, { experiment_ids: [experiment], limit: 100, cursor })
    for (const { run_id, name, state, started_at, ended_at, params, tags, metrics } of page.runs)
      yield {
        run: { run_id, name, status: state.toUpperCase(), start: started_at, end: ended_at, params, tags, metrics },
      }
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  const { run: detail } = await client.call(own.run, { run_id: run })
  const { name, started_at: start, ended_at: end } = detail
  yield { run: { run_id: run, name, status: 'FINISHED', start, end, params: {}, tags: {}, metrics: {} } }
  const STEPS = 100_000
  for (let from = 0; ; from += STEPS) {
    const { steps, timestamps, values } = await client.call(own.points, {
      run_id: run,
      key: 'loss',
      limit: STEPS,
      from_step: from,
      to_step: from + STEPS - 1,
    })
    if (steps.length === 0) return
    yield { points: { run_id: run, key: 'loss', steps, timestamps, values } }
  }
}

/** Returns the id of the experiment there. */
async function fill(python: string, peer: Peer, lines: AsyncGenerator<object>): Promise<string> {
  const script = join(import.meta.dirname, 'fill_mlflow.py')
  const child = spawn(python, [script, peer.store.replace('sqlite:///', '')], { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  for await (const line of lines) if (!child.stdin.write(`${JSON.stringify(line)}\n`)) await once(child.stdin, 'drain')
  child.stdin.end()
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`filling MLflow's database ended with ${code}`)
  return said.trim()
}

/** A cold visit: its own profile, hence nothing in the cache; returns milliseconds. */
async function visit(browser: Browser, act: (page: Page) => Promise<void>): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const began = performance.now()
  await act(page)
  const took = performance.now() - began
  await context.close()
  return took
}

const median = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!
const round = (ms: number): number => Math.round(ms)

/** Waits until a curve is drawn: something of its colour in a canvas, or a path of the plot. */
const curveHere = (page: Page) =>
  page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('section[aria-label="loss"] canvas')
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
    if (!pixels) return false
    let inked = 0
    for (let i = 3; i < pixels.length; i += 4) if (pixels[i]! > 0) inked++
    return inked > 3_000
  })
const curveThere = (page: Page) =>
  page.waitForFunction(
    () => (document.querySelector('.js-plotly-plot .scatterlayer path.js-line')?.getAttribute('d')?.length ?? 0) > 200,
  )

export async function webMlflow([runs = '10000']: string[]): Promise<Evidence> {
  const python = await ensurePython('core')
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  const here = await bellwether(7_801)
  const there = await mlflow(python, 7_802, 'SQLite')
  const browser = await launch()
  try {
    const client = createClient({ url: here.url, from: 'the check' } as Parameters<typeof createClient>[0])
    const experiment = await wide(client, Date.now(), say, Number(runs))
    let million = ''
    await points1m(client, Date.now(), (text) => {
      million ||= /Run (\w{32})/.exec(text)?.[1] ?? ''
    })
    say('filling the other database with the same')
    const theirs = await fill(python, there, linesOf(client, experiment, million))
    const best = (
      await client.call(own.searchRuns, {
        experiment_ids: [experiment],
        order_by: [`metrics.\`${METRIC}\` DESC`],
        limit: 1,
      })
    ).runs[0]!.name
    const rows = `#/experiments/${theirs}/runs?searchFilter=&orderByAsc=false&startTime=ALL&lifecycleFilter=Active&modelVersionFilter=All+Runs`
    const tasks: Task[] = [
      {
        name: `first rows of ${Number(runs).toLocaleString('en')} runs × 500 keys`,
        ours: async (page, url) => {
          await page.goto(`${url}/experiments/${experiment}`)
          await page.waitForSelector('[data-row] .run-name')
        },
        theirs: async (page, url) => {
          await page.goto(`${url}/${rows}&orderByKey=attributes.start_time`)
          await page.waitForSelector('.ag-row a:has-text("config-")')
        },
      },
      {
        name: 'the same, ordered by one metric',
        ours: async (page, url) => {
          await page.goto(`${url}/experiments/${experiment}?sort=-metrics.${METRIC}`)
          await page.waitForSelector(`[data-row] .run-name:has-text("${best}")`)
        },
        theirs: async (page, url) => {
          await page.goto(`${url}/${rows}&orderByKey=${encodeURIComponent(`metrics.\`${METRIC}\``)}`)
          await page.waitForSelector(`.ag-row a:has-text("${best}")`)
        },
      },
      {
        name: 'a chart of 1,000,000 points',
        ours: async (page, url) => {
          await page.goto(`${url}/runs/${million}`)
          await curveHere(page)
        },
        theirs: async (page, url) => {
          await page.goto(`${url}/#/experiments/${theirs}/runs/${million}/model-metrics`)
          await curveThere(page)
        },
      },
    ]
    const figures: Record<string, unknown> = { browser: browser.version(), rounds: ROUNDS }
    let ok = true
    for (const { name, ours, theirs: other } of tasks) {
      const took: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
      // One visit each first: files of the servers come from the disk's cache afterwards.
      for (let i = -1; i < ROUNDS; i++) {
        const a = await visit(browser, (page) => ours(page, here.url))
        const b = await visit(browser, (page) => other(page, there.url))
        if (i < 0) continue
        took.ours.push(a)
        took.theirs.push(b)
        await sleep(200)
      }
      const ratios = took.ours.map((a, i) => took.theirs[i]! / a)
      figures[name] = {
        bellwether_ms: took.ours.map(round),
        mlflow_ms: took.theirs.map(round),
        times_faster: { median: Number(median(ratios).toFixed(1)), least: Number(Math.min(...ratios).toFixed(1)) },
      }
      say(`${name}: ${round(median(took.ours))} ms beside ${round(median(took.theirs))} ms`)
      ok &&= Math.min(...ratios) > 1
    }
    return { ok, figures }
  } finally {
    await browser.close()
    await there.stop()
    await here.stop()
  }
}
