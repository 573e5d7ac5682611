/**
 * Charts of a million points in a real browser: from the navigation to the curve, from the end of a drag to the finer
 * curve, from a logged point to the screen; and whether a spike of one point is served and drawn at every zoom.
 * `npm run verify web-charts [points visits]`; 1,000,000 and 40 by default.
 */
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { bellwether } from '../../bench/peers.ts'
import { createClient } from '../../src/cli/client.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { random } from '../../src/lib/random.ts'
import { launch } from '../../test/e2e/chromium.ts'
import type { Call } from '../../test/e2e/seed.ts'
import { isQuiet, logSpikes, METRIC, type Spike, spikesIn, walkTo } from '../../test/e2e/spikes.ts'
import { spreadOf } from './browser-speed.ts'
import type { Evidence } from './evidence.ts'

/** Milliseconds that the 95th of a hundred may take. */
const BARS = { paint_ms: 600, zoom_ms: 300, live_ms: 1_000 }
const ANYWHERE = 4
const LIVE_POINTS = 20

const WAIT_MS = 60_000

/** A page of a profile of its own, with nothing in its cache. */
async function fresh<T>(browser: Browser, act: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  try {
    return await act(page)
  } finally {
    await context.close()
  }
}

/** What the page notes down about itself. */
interface Watched {
  painted?: number
  zoomed?: number
}

/** Runs in the page: notes when the curve is first on the canvas, and when a zoom has brought its own points. */
function watch(metric: string): void {
  const watched: Watched = {}
  ;(globalThis as { watched?: Watched }).watched = watched
  const card = (): Element | null => document.querySelector(`section[aria-label="${metric}"]`)
  const note = (): string => card()?.querySelector('.chart-note')?.textContent ?? ''
  const isBusy = (): boolean => card()?.querySelector('footer[aria-busy]') !== null
  /** Something of the line's colour in the middle of the canvas. */
  const hasCurve = (): boolean => {
    const canvas = card()?.querySelector('canvas')
    if (!canvas?.width) return false
    const { data } = canvas.getContext('2d')!.getImageData(Math.floor(canvas.width * 0.47), 0, 2, canvas.height)
    for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 40 && data[i + 2]! - data[i]! > 50) return true
    return false
  }
  /** Calls `then` after the frame in which `holds` first did, when it has been handed to the screen. */
  const afterFrame = (holds: () => boolean, then: () => void): void => {
    const look = (): void => {
      if (!holds()) return void requestAnimationFrame(look)
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = then
      port2.postMessage(0)
    }
    requestAnimationFrame(look)
  }
  afterFrame(hasCurve, () => {
    watched.painted = performance.now()
  })
  addEventListener(
    'mouseup',
    () => {
      const began = performance.now()
      const before = note()
      delete watched.zoomed
      afterFrame(
        () => note() !== before && !isBusy(),
        () => {
          watched.zoomed = performance.now() - began
        },
      )
    },
    true,
  )
}

const watched = (page: Page, name: keyof Watched): Promise<number> =>
  page
    .waitForFunction((key) => (globalThis as { watched?: Watched }).watched?.[key], name)
    .then((found) => found.jsonValue() as Promise<number>)

/** Milliseconds from the navigation to the frame with the curve. */
const paint = (browser: Browser, address: string): Promise<number> =>
  fresh(browser, async (page) => {
    await page.addInitScript(watch, METRIC)
    await page.goto(address, { waitUntil: 'commit' })
    return watched(page, 'painted')
  })

/** Drags over parts of the axis, wide and narrow ones, each from the whole; milliseconds from the end of the drag. */
function zooms(browser: Browser, address: string, widths: number[]): Promise<number[]> {
  return fresh(browser, async (page) => {
    await page.addInitScript(watch, METRIC)
    await page.goto(address)
    const took: number[] = []
    const r = random('zooms', widths.length)
    for (const width of widths) {
      await isQuiet(page)
      const plot = (await page.locator(`section[aria-label="${METRIC}"] .u-over`).boundingBox())!
      const from = plot.x + r.next() * (1 - width) * plot.width
      await page.mouse.move(from, plot.y + 40)
      await page.mouse.down()
      await page.mouse.move(from + width * plot.width, plot.y + 60, { steps: 5 })
      await page.mouse.up()
      took.push(await watched(page, 'zoomed'))
      await page.locator(`section[aria-label="${METRIC}"] .u-over`).dblclick()
      await page.waitForURL((at) => !at.search.includes('from='))
    }
    return took
  })
}

/** Milliseconds from the server's answer to a logged point until the page shows it. */
function live(browser: Browser, url: string, call: Call): Promise<number[]> {
  return fresh(browser, async (page) => {
    const { run } = await call(runs.create, { experiment_id: '0', run_name: 'live', start_time: Date.now() })
    const { run_id } = run.info
    const log = (step: number) => call(metrics.log, { run_id, key: METRIC, value: step, step, timestamp: Date.now() })
    await log(0)
    await log(1)
    await page.goto(`${url}/runs/${run_id}`)
    await page.waitForSelector('.live-dot.live')
    await isQuiet(page)
    const took: number[] = []
    for (let step = 2; step < LIVE_POINTS + 2; step++) {
      const shown = page
        .waitForFunction(
          ([metric, text]) =>
            document.querySelector(`section[aria-label="${metric}"] .chart-value`)?.textContent?.endsWith(text!) &&
            Date.now(),
          [METRIC, `step ${step}`],
          { polling: 'raf' },
        )
        .then((found) => found.jsonValue() as Promise<number>)
      await log(step)
      const answered = Date.now()
      took.push(Math.max(0, (await shown) - answered))
      await sleep(150)
    }
    return took
  })
}

async function spikeLevels(browser: Browser, url: string, call: Call, run: string, n: number, spikes: Spike[]) {
  const lost: string[] = []
  let levels = 0
  for (const spike of spikes)
    await fresh(browser, async (page) => {
      await page.goto(`${url}/runs/${run}`)
      const found = await walkTo(page, call, run, n, spike)
      lost.push(...found.lost)
      levels += found.levels
    })
  return { spikes: spikes.length, levels, lost }
}

export async function webCharts([points = '1000000', visits = '40']: string[]): Promise<Evidence> {
  const n = Number(points)
  const before = loadavg()[0]!
  const server = await bellwether(7_803)
  const browser = await launch()
  try {
    const client = createClient({ url: server.url, from: 'the check' } as Parameters<typeof createClient>[0])
    const call: Call = (route, input) => client.call(route, input)
    const spikes = spikesIn(n, ANYWHERE)
    const run = await logSpikes(call, n, spikes)
    // The fold runs a second behind.
    await sleep(3_000)
    const address = `${server.url}/runs/${run}`
    const painted: number[] = []
    for (let i = -1; i < Number(visits); i++) {
      const ms = await paint(browser, address)
      // The first visit brings the files of the page into the server's cache.
      if (i >= 0) painted.push(ms)
    }
    const widths = [0.5, 0.26, 0.12, 0.05, 0.01]
    const zoomed = await zooms(
      browser,
      address,
      Array.from({ length: 25 }, (_, i) => widths[i % widths.length]!),
    )
    const shown = await live(browser, server.url, call)
    const seen = await spikeLevels(browser, server.url, call, run, n, spikes)
    const times = { paint_ms: spreadOf(painted), zoom_ms: spreadOf(zoomed), live_ms: spreadOf(shown) }
    const held = (Object.keys(BARS) as (keyof typeof BARS)[]).every((name) => times[name].p95 <= BARS[name])
    return {
      ok: held && seen.lost.length === 0,
      figures: {
        points: n,
        browser: browser.version(),
        cores: availableParallelism(),
        // Of the minute before: what else the machine did, which the times include.
        load_before: Number(before.toFixed(1)),
        bars_p95: BARS,
        ...times,
        spikes: seen,
      },
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}
