/** Quiet series with single points that stand out, and whether a chart shows each of them at every zoom. */
import type { Page } from 'playwright-core'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { numberOf } from '../../src/lib/format/numbers.ts'
import { random } from '../../src/lib/random.ts'
import type { Call } from './seed.ts'

export const METRIC = 'loss'
/** The quiet part stays within ±1. */
const HEIGHT = 10
const BATCH = 1_000
const LANES = 8
/** Points in a full segment of the server. */
const SEGMENT = 8_192

export interface Spike {
  step: number
  /** What lies right before and after it. */
  beside: number | undefined
}

/**
 * Places where a spike could get lost: the ends, both sides of an edge of a segment and of a bucket, anywhere; half of
 * them with neighbours that are no numbers. Far enough from each other to stand in columns of pixels of their own.
 */
export function spikesIn(n: number, anywhere: number): Spike[] {
  const r = random('spikes', n)
  const bucket = Math.floor((n - 2) / 999)
  const edges = [0, n - 1, SEGMENT - 1, 3 * SEGMENT, 1 + 200 * bucket, 400 * bucket]
  const some = Array.from({ length: anywhere }, (_, i) => Math.floor(n * (0.5 + (0.45 * (i + r.next())) / anywhere)))
  const odd = [undefined, Number.NaN, undefined, Number.POSITIVE_INFINITY, Number.NaN, undefined]
  return [...edges.filter((step) => step < n / 2 || step === n - 1), ...some].map((step, i) => ({
    step,
    beside: odd[i % odd.length],
  }))
}

/** Logs a series of `n` points with those spikes; returns the run. */
export async function logSpikes(call: Call, n: number, spikes: Spike[]): Promise<string> {
  const start_time = Date.now() - n * 100
  const { run } = await call(runs.create, { experiment_id: '0', run_name: 'spikes', start_time })
  const { run_id } = run.info
  const at = new Map<number, number>()
  for (const { step, beside } of spikes)
    if (beside !== undefined) for (const near of [step - 1, step + 1]) at.set(near, beside)
  for (const { step } of spikes) at.set(step, HEIGHT)
  const value = (step: number): number => at.get(step) ?? Math.sin(step / 5_000)
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < n) {
      const from = next
      next += BATCH
      const length = Math.min(BATCH, n - from)
      const points = Array.from({ length }, (_, i) => ({
        key: METRIC,
        step: from + i,
        timestamp: start_time + (from + i) * 100,
        value: value(from + i),
      }))
      await call(metrics.logBatch, { run_id, metrics: points })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  await call(runs.update, { run_id, status: 'FINISHED', end_time: Date.now() })
  return run_id
}

/** Is the spike among the columns that the server gives for this part? */
export async function isServed(call: Call, run_id: string, step: number, from: number, to: number): Promise<boolean> {
  const { steps, values } = await call(own.points, { run_id, key: METRIC, from_step: from, to_step: to })
  const i = steps.indexOf(step)
  return i >= 0 && numberOf(values[i]!) === HEIGHT
}

/** Does the canvas have the line's colour near its top, at that part of the axis? */
export const isDrawn = (page: Page, fraction: number): Promise<boolean> =>
  page.evaluate(
    ([metric, part]) => {
      const card = document.querySelector(`section[aria-label="${metric}"]`)!
      const canvas = card.querySelector('canvas')!
      const plot = card.querySelector('.u-over')!.getBoundingClientRect()
      const whole = canvas.getBoundingClientRect()
      const dense = canvas.width / whole.width
      const x = Math.round((plot.left - whole.left + part * plot.width) * dense)
      const y = Math.round((plot.top - whole.top) * dense)
      // The axis ends a little above the greatest value.
      const height = Math.round(plot.height * 0.1 * dense)
      const { data } = canvas.getContext('2d')!.getImageData(x - 2, y, 5, height)
      for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 40 && data[i + 2]! - data[i]! > 50) return true
      return false
    },
    [METRIC, fraction] as const,
  )

/** Waits until the chart shows what the address says, in full. */
export async function isQuiet(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelectorAll('.bone, [aria-busy=true]').length === 0 && document.querySelector('canvas') !== null,
  )
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** What the address says is shown. */
function shownOf(page: Page, n: number): [from: number, to: number] {
  const { searchParams } = new URL(page.url())
  return [Number(searchParams.get('from') ?? 0), Number(searchParams.get('to') ?? n - 1)]
}

/** Zooms in on a spike by the keyboard until a few points are left; returns at how many zooms it was not seen. */
export async function walkTo(page: Page, call: Call, run: string, n: number, { step }: Spike) {
  const lost: string[] = []
  let levels = 0
  for (;;) {
    await isQuiet(page)
    const before = new URL(page.url()).search
    const [from, to] = shownOf(page, n)
    const fraction = (step - from) / (to - from)
    levels += 1
    if (!(await isServed(call, run, step, from, to))) lost.push(`${step}: not served for ${from} to ${to}`)
    if (!(await isDrawn(page, fraction))) lost.push(`${step}: not drawn for ${from} to ${to}`)
    if (to - from <= 10) return { levels, lost }
    const plot = (await page.locator(`section[aria-label="${METRIC}"] .u-over`).boundingBox())!
    // Inside of the plot, where the cursor is.
    const x = Math.min(Math.max(fraction * plot.width, 1), plot.width - 1)
    await page.mouse.move(plot.x + x, plot.y + plot.height / 2)
    await page.locator(`section[aria-label="${METRIC}"] .plot[tabindex]`).press('+')
    await page.waitForFunction((search) => location.search !== search, before)
  }
}
