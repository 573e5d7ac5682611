/** Measures pages in Chromium: until the first rows, from a key or click to the paint, and what scrolling costs a frame. */
import type { Browser, CDPSession, Page } from 'playwright-core'

export interface Spread {
  n: number
  median: number
  p95: number
  worst: number
}

const round = (ms: number): number => Math.round(ms * 10) / 10

/** The 95th percentile is the smallest value that at least 95 % stay within. */
export function spreadOf(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { n: sorted.length, median: round(at(0.5)), p95: round(at(0.95)), worst: round(at(1)) }
}

interface Watch {
  inputAt: number
  longTasks: number[]
  painted(condition: string): Promise<number>
}
const watchIn = 'speedWatch'

/** Runs in the page, before its own scripts. */
function installWatch(name: string): void {
  const watch: Watch = {
    inputAt: 0,
    longTasks: [],
    // A message posted from an animation frame arrives when that frame has been painted.
    painted: (condition) =>
      new Promise((resolve, reject) => {
        const until = performance.now() + 60_000
        const isMet = new Function(`return ${condition}`) as () => unknown
        const look = (): void => {
          if (performance.now() > until) reject(new Error(`not seen within a minute: ${condition}`))
          else if (isMet()) {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now())
            requestAnimationFrame(() => port2.postMessage(0))
          } else requestAnimationFrame(look)
        }
        look()
      }),
  }
  ;(globalThis as unknown as Record<string, Watch>)[name] = watch
  for (const type of ['keydown', 'click'] as const)
    addEventListener(
      type,
      ({ timeStamp }) => {
        watch.inputAt = timeStamp
      },
      { capture: true },
    )
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
}

export interface Watched {
  page: Page
  cdp: CDPSession
  errors: string[]
}

/** A page of a browser profile of its own, hence with an empty cache. */
export async function watchedPage(browser: Browser, width = 1440, height = 900): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.addInitScript(`(${String(installWatch)})('${watchIn}')`)
  return { page, cdp: await context.newCDPSession(page), errors }
}

const ask = <T>(page: Page, expression: string): Promise<T> => page.evaluate(`${watchIn}.${expression}`) as Promise<T>

/** Milliseconds from the start of the navigation until what the condition (JavaScript) says is on the screen. */
export async function openMs(page: Page, url: string, condition: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' })
  return ask(page, `painted(${JSON.stringify(condition)})`)
}

/** Milliseconds from the key or click that `act` makes until the condition is on the screen. */
export async function actMs(page: Page, act: () => Promise<unknown>, condition: string): Promise<number> {
  // The condition is watched from before the input: asking afterwards could be late itself.
  const painted = ask<number>(page, `painted(${JSON.stringify(condition)})`)
  await act()
  const at = await painted
  return at - (await ask<number>(page, 'inputAt'))
}

export const longTasksOf = (page: Page): Promise<number[]> => ask(page, 'longTasks')

interface TraceEvent {
  name: string
  ph: string
  ts: number
  dur?: number
  tdur?: number
  pid: number
  tid: number
  args?: { data?: { type?: string } }
}

/** Work of the main thread that a page can answer for; painting and compositing are the browser's. */
const SCRIPT_AND_LAYOUT = new Set([
  ...['EvaluateScript', 'FunctionCall', 'EventDispatch', 'FireAnimationFrame', 'TimerFire', 'RunMicrotasks'],
  ...[
    'XHRReadyStateChange',
    'HandlePostMessage',
    'V8.GCScavenger',
    'MinorGC',
    'MajorGC',
    'V8.GC_MC_BACKGROUND_MARKING',
  ],
  ...[
    'UpdateLayoutTree',
    'Layout',
    'RecalculateStyles',
    'HitTest',
    'IntersectionObserverController::computeIntersections',
  ],
  'ParseHTML',
])

export interface FrameCost {
  /** Script, style and layout of each frame, in milliseconds of the clock. */
  frames: number[]
  /** The same in milliseconds of the processor, which other work on the machine does not stretch. */
  cpu: number[]
  /** Whole tasks of the main thread, in milliseconds of the clock, the longest first. */
  tasks: number[]
}

/** What the main thread does, frame by frame, while `act` goes on. */
export async function frameCosts({ cdp }: Watched, act: () => Promise<unknown>): Promise<FrameCost> {
  const events: TraceEvent[] = []
  const onData = ({ value }: { value: object[] }): void => void events.push(...(value as unknown as TraceEvent[]))
  cdp.on('Tracing.dataCollected', onData)
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'toplevel', 'v8'],
    },
  })
  await act()
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await complete
  cdp.off('Tracing.dataCollected', onData)
  return costsOf(events)
}

function costsOf(events: TraceEvent[]): FrameCost {
  // The thread that lays out is the page's main thread.
  const counts = new Map<string, number>()
  for (const { name, pid, tid } of events)
    if (name === 'UpdateLayoutTree' || name === 'Layout') {
      const thread = `${pid}/${tid}`
      counts.set(thread, (counts.get(thread) ?? 0) + 1)
    }
  const main = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
  const own = events.filter(({ pid, tid }) => `${pid}/${tid}` === main).sort((a, b) => a.ts - b.ts)
  const starts = own.flatMap(({ name, ts }) => (name === 'BeginMainThreadFrame' ? [ts] : []))
  const frames = starts.map(() => 0)
  const cpu = starts.map(() => 0)
  let frame = 0
  let covered = 0
  for (const { name, ph, ts, dur = 0, tdur = 0 } of own) {
    // Nested pieces are within what already counted.
    if (ph !== 'X' || !SCRIPT_AND_LAYOUT.has(name) || ts < covered) continue
    covered = ts + dur
    while (frame + 1 < starts.length && starts[frame + 1]! <= ts) frame++
    if (!starts.length || ts < starts[0]!) continue
    frames[frame]! += dur / 1_000
    cpu[frame]! += tdur / 1_000
  }
  const tasks = own
    .filter(({ name, ph }) => ph === 'X' && /RunTask$/.test(name))
    .map(({ dur = 0 }) => dur / 1_000)
    .sort((a, b) => b - a)
  return { frames: frames.map(round), cpu: cpu.map(round), tasks: tasks.map(round) }
}

/** Turns the wheel over the middle of the page, `perFrame` pixels at about sixty times a second. */
export async function wheel({ page, cdp }: Watched, frames: number, dx: number, dy: number): Promise<void> {
  const { width, height } = page.viewportSize()!
  let due = performance.now()
  for (let i = 0; i < frames; i++) {
    due += 1_000 / 60
    const sent = cdp.send('Input.dispatchMouseEvent', {
      type: 'mouseWheel',
      x: width / 2,
      y: height * 0.7,
      deltaX: dx,
      deltaY: dy,
    })
    await Promise.all([sent, new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))])
  }
}
