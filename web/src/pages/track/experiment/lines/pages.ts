/**
 * A long list on the server, read page by page as it comes into view, from any place in it. What is passed over
 * quickly is not asked for; what is no longer in view is not waited for.
 */

export interface Part<T> {
  rows: T[]
  /** Of the whole list. */
  total: number
}

export type Read<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Part<T>>

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly total: number | undefined
  /** How long the last page took to arrive. */
  readonly ms: number
  readonly error: unknown
  row(index: number): T | undefined
  /** What is in view: reads the pages that are missing, and forgets about those that were wanted before. */
  want(first: number, last: number): void
  has(first: number, last: number): boolean
  /** Reads again what is in view; the rest is read when it comes into view. */
  refresh(): void
  /** Replaces rows that changed. */
  replace(change: (row: T) => T): void
  /** All rows that are there. */
  loaded(): T[]
  stop(): void
}

export const PAGE = 100
/** A page that is in view for less than this is not read: somebody is dragging the scroll bar. */
const LINGER_MS = 50
/** Far pages are dropped beyond this many, so that a day of scrolling does not fill the memory. */
const MAX_PAGES = 60

interface Reading {
  abort: AbortController
  timer: number
}

export function createPages<T>(read: Read<T>, onChange: () => void, now = () => performance.now()): Pages<T> {
  const pages = new Map<number, T[]>()
  const old = new Set<number>()
  const reading = new Map<number, Reading>()
  let total: number | undefined
  let ms = 0
  let error: unknown
  let inView: [number, number] = [0, 0]

  const lastPage = (): number =>
    total === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil(total / PAGE) - 1)

  async function load(page: number, signal: AbortSignal): Promise<void> {
    const start = now()
    try {
      const part = await read(page * PAGE, PAGE, signal)
      if (signal.aborted) return
      // A list that became shorter or longer lies about the pages that were read before.
      if (total !== undefined && total !== part.total) for (const other of pages.keys()) old.add(other)
      pages.set(page, part.rows)
      old.delete(page)
      total = part.total
      ms = now() - start
      error = undefined
      dropFar()
    } catch (failure) {
      if (signal.aborted) return
      error = failure
    }
    reading.delete(page)
    onChange()
  }

  function begin(page: number, delayMs: number): void {
    const abort = new AbortController()
    const timer = delayMs ? window.setTimeout(() => void load(page, abort.signal), delayMs) : 0
    reading.set(page, { abort, timer })
    if (!delayMs) void load(page, abort.signal)
  }

  function cancel(page: number, { abort, timer }: Reading): void {
    clearTimeout(timer)
    abort.abort()
    reading.delete(page)
  }

  function dropFar(): void {
    const [first, last] = inView
    const far = [...pages.keys()].filter((page) => page < first || page > last)
    for (const page of far.slice(0, Math.max(0, pages.size - MAX_PAGES))) pages.delete(page)
  }

  return {
    get total() {
      return total
    },
    get ms() {
      return ms
    },
    get error() {
      return error
    },
    row: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    want(first, last) {
      inView = [Math.max(0, Math.floor(first / PAGE)), Math.min(Math.floor(last / PAGE), lastPage())]
      for (const [page, each] of reading) if (page < inView[0] || page > inView[1]) cancel(page, each)
      // What failed is not tried again by itself: it would fail for ever.
      if (error !== undefined) return
      for (let page = inView[0]; page <= inView[1]; page++)
        if ((!pages.has(page) || old.has(page)) && !reading.has(page)) begin(page, total === undefined ? 0 : LINGER_MS)
    },
    has(first, last) {
      if (total === undefined) return false
      for (let page = Math.floor(first / PAGE); page <= Math.min(Math.floor(last / PAGE), lastPage()); page++)
        if (!pages.has(page)) return false
      return true
    },
    refresh() {
      error = undefined
      for (const page of pages.keys()) old.add(page)
      for (let page = inView[0]; page <= Math.min(inView[1], lastPage()); page++) if (!reading.has(page)) begin(page, 0)
    },
    replace(change) {
      for (const [page, rows] of pages) {
        const changed = rows.map(change)
        if (changed.some((row, i) => row !== rows[i])) pages.set(page, changed)
      }
      onChange()
    },
    loaded: () => [...pages].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows),
    stop() {
      for (const [page, each] of reading) cancel(page, each)
    },
  }
}
