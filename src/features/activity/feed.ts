/** Shares what is sealed among all who wait for it: each event is read from the database once, however many they are. */
import type { Logger } from 'pino'
import { Failure } from '../../lib/failure.ts'
import { isAudited } from '../../lib/vocabulary.ts'
import type { EventReads, EventRow } from './reads.ts'

const PAGE = 500
/** Events kept for those who are at the end of the log. */
const KEPT = 1_000
const MAX_READERS = 200
const POINTS_EVERY_MS = 250
/** A reader that does not keep up loses news of points, never events. */
const MAX_RUNS = 10_000
const RETRY_MS = 500

/** One who waits: for events, for news of points, for a heartbeat, or for the end. */
export interface Reader {
  readonly closed: boolean
  /** Changes with everything that happens. */
  readonly version: number
  /** Returns once something has happened since `version`, or after `ms`. */
  wait(version: number, ms?: number): Promise<void>
  wake(): void
  takeRuns(): string[]
  close(): void
}

/** What of the log somebody sees. */
export interface View {
  workspace: number
  /** Also what only those see who audit. */
  audited: boolean
}

export interface Page {
  events: EventRow[]
  /** Everything up to here was looked at. */
  upto: number
  full: boolean
}

function createReader(onClose: (reader: Reader) => void): Reader & { runs: Set<string> } {
  let version = 0
  let closed = false
  let resume: (() => void) | undefined
  const wake = (): void => {
    version++
    resume?.()
  }
  const runs = new Set<string>()
  const reader = {
    get closed() {
      return closed
    },
    get version() {
      return version
    },
    runs,
    wake,
    async wait(seen: number, ms?: number) {
      if (closed || version !== seen) return
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
        resume = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      resume = undefined
    },
    takeRuns() {
      const taken = [...runs]
      runs.clear()
      return taken
    },
    close() {
      if (closed) return
      closed = true
      onClose(reader)
      wake()
    },
  }
  return reader
}

export function createFeed(reads: EventReads, log: Logger) {
  const readers = new Set<ReturnType<typeof createReader>>()
  /** The log without gaps up to `end`; nothing while nobody reads. */
  let kept: EventRow[] = []
  let end: number | undefined
  let loading = false
  let dirty = false
  let stopped = false
  let runs = new Set<string>()
  let pointsAt = Number.NEGATIVE_INFINITY
  let pointsTimer: NodeJS.Timeout | undefined

  const wakeAll = (): void => {
    for (const reader of readers) reader.wake()
  }

  async function load(): Promise<void> {
    while (dirty && !stopped) {
      dirty = false
      if (end === undefined) end = await reads.head()
      for (let full = true; full; ) {
        const rows = await reads.after(end, PAGE, { audited: true })
        kept = [...kept, ...rows].slice(-KEPT)
        end = rows.at(-1)?.seq ?? end
        full = rows.length === PAGE
      }
      wakeAll()
    }
  }

  function refresh(): void {
    dirty = true
    if (loading) return
    loading = true
    load()
      .catch((error: Error) => {
        log.debug({ err: error }, 'reading sealed events failed; trying again')
        dirty = false
        setTimeout(refresh, RETRY_MS).unref()
      })
      .finally(() => {
        loading = false
        if (dirty && !stopped) refresh()
      })
  }

  /** Of the kept events, those after `seq`; undefined when they do not reach back that far. */
  function recent(seq: number, { workspace, audited }: View): EventRow[] | undefined {
    const first = kept[0]?.seq ?? (end === undefined ? undefined : end + 1)
    if (end === undefined || first === undefined || seq < first - 1 || seq > end) return undefined
    return kept
      .slice(kept.findLastIndex((row) => row.seq <= seq) + 1)
      .filter((row) => row.workspace_id === workspace && (audited || !isAudited(row.name)))
  }

  function tellPoints(): void {
    pointsTimer = undefined
    pointsAt = performance.now()
    for (const reader of readers) {
      for (const run of runs) if (reader.runs.size < MAX_RUNS) reader.runs.add(run)
      reader.wake()
    }
    runs = new Set()
  }

  return {
    head: reads.head,

    subscribe(): Reader {
      if (stopped) throw new Failure('TEMPORARILY_UNAVAILABLE', 'The server is stopping. Try again in a few seconds.')
      if (readers.size >= MAX_READERS)
        throw new Failure(
          'REQUEST_LIMIT_EXCEEDED',
          `${MAX_READERS} streams are open already. Close some, or share one stream between pages.`,
        )
      if (readers.size === 0) {
        kept = []
        end = undefined
        refresh()
      }
      const reader = createReader((closing) => void readers.delete(closing as ReturnType<typeof createReader>))
      readers.add(reader)
      return reader
    },

    /** The next events of a workspace; from memory at the end of the log, else from the database. */
    async read(view: View, seq: number, limit = PAGE): Promise<Page> {
      const known = end ?? 0
      const near = recent(seq, view)
      const events = (near ?? (await reads.after(seq, limit, view))).slice(0, limit)
      const full = near ? near.length > limit : events.length === limit
      // Whatever was kept before the database was asked, it has seen too.
      const upto = full ? events.at(-1)!.seq : Math.max(seq, known, events.at(-1)?.seq ?? 0)
      return { events, upto, full }
    },

    /** Something was sealed, or may have been. */
    onSealed(): void {
      if (readers.size) refresh()
    },

    /** Runs of the first workspace got points. */
    onPoints(payload: string): void {
      if (readers.size === 0 || payload === '') return
      for (const run of payload.split(',')) runs.add(run)
      const wait = POINTS_EVERY_MS - (performance.now() - pointsAt)
      if (wait <= 0 && !pointsTimer) tellPoints()
      else pointsTimer ??= setTimeout(tellPoints, wait).unref()
    },

    /** Ends every stream: the server would wait for them. */
    stop(): void {
      stopped = true
      clearTimeout(pointsTimer)
      for (const reader of readers) reader.close()
    },
  }
}

export type Feed = ReturnType<typeof createFeed>
