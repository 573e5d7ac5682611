/** Measuring pages: many visits in fresh profiles, and what the times add up to. */
import type { Browser, Page } from 'playwright-core'

const WAIT_MS = 60_000

/** Of a list: how many, the middle, the 95th of a hundred, the longest; rounded to milliseconds. */
export interface Times {
  n: number
  p50: number
  p95: number
  max: number
}

export function timesOf(ms: readonly number[]): Times {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!)
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: Math.round(sorted.at(-1)!) }
}

/** Opens a page of a profile of its own, with nothing in its cache, and closes it. */
export async function fresh<T>(browser: Browser, act: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  try {
    return await act(page)
  } finally {
    await context.close()
  }
}
