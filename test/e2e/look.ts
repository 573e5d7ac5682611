/** Opens pages and looks for what no page may have: errors in the console, overflow, shifts, barriers. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface View {
  width: number
  height: number
  theme: 'light' | 'dark'
}

export const DESK: View = { width: 1440, height: 900, theme: 'light' }

/** The cookie of somebody who is logged in. */
export interface Session {
  name: string
  value: string
  url: string
}

/** Logs in as the log-in page does. */
export async function sessionAt(url: string, token: string): Promise<Session> {
  const reply = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    body: new URLSearchParams({ token }),
  })
  const [, name, value] = /^(\w+)=([^;]+)/.exec(reply.headers.get('set-cookie') ?? '') ?? []
  if (!name || !value) throw new Error(`The log-in failed: ${reply.status}`)
  return { name, value, url }
}

/** A page of its own browser profile; `errors` grows with what its console and scripts report. */
export async function openPage(
  browser: Browser,
  { width, height, theme }: View,
  session?: Session,
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  if (session) await context.addCookies([session])
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    // Nothing that a page shows comes from elsewhere than its server.
    const isHere = !/^(https?|wss?):$/.test(protocol) || page.url() === 'about:blank' || page.url().startsWith(origin)
    if (!isHere && !request.isNavigationRequest()) errors.push(`asked ${request.url()}`)
  })
  await page.addInitScript(watchShifts)
  return { page, errors }
}

interface Shift {
  value: number
  /** What moved farthest. */
  what: string
}

/** Runs in the page. */
function watchShifts(): void {
  interface Entry extends PerformanceEntry {
    value: number
    hadRecentInput: boolean
    sources: { node: Element | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
  }
  const shift: Shift = { value: 0, what: '' }
  ;(globalThis as { shift?: Shift }).shift = shift
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as Entry[]) {
      if (hadRecentInput) continue
      shift.value += value
      for (const { node, previousRect, currentRect } of sources)
        shift.what += ` ${node?.nodeName}.${node?.className ?? ''} ${previousRect.top}→${currentRect.top}`
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Waits until nothing is loading any more and the fonts are there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main h1, main .problem') !== null &&
      document.querySelectorAll('.bone, [aria-busy=true]').length === 0 &&
      document.fonts.status === 'loaded',
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

export const shiftOf = (page: Page): Promise<Shift> =>
  page.evaluate(() => (globalThis as { shift?: Shift }).shift ?? { value: 0, what: '' })

/** Serious and critical findings of axe, one line each. */
export async function barriersOf(page: Page): Promise<string[]> {
  // Scrolled, a bar that stays on top hides a part of what lies below it, which is no fault of that.
  await page.evaluate(() => scrollTo(0, 0))
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    interface Axe {
      run(options: object): Promise<{
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
      }>
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 3)
          .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.split('\n')[1]}`),
      )
  })
}
