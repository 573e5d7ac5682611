/** Runs one import to its end, or until somebody stops it: what it has done is noted each second. */
import type { Logger } from 'pino'
import { Failure } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Source } from '../source.ts'
import type { ImportRow, ImportStore } from '../store/imports.ts'
import { createTally, type Tally } from '../taking/tally.ts'
import type { importWork } from './work.ts'

const BEAT_MS = 1_000

interface Parts {
  db: Db
  store: ImportStore
  events: Events
  now: () => number
  log: Logger
  work: ReturnType<typeof importWork>
  open(row: ImportRow, signal: AbortSignal): Promise<Source>
}

class Cancelled extends Error {}

/** For whoever asked: without what only a developer understands. */
export const reasonOf = (error: unknown): string =>
  error instanceof Failure ? error.message : 'Something went wrong inside the server; its log says what.'

export function importRunner({ db, store, events, now, log, work, open }: Parts) {
  const say = (
    tx: Tx,
    row: ImportRow,
    what: 'started' | 'finished' | 'failed',
    details: Record<string, unknown> = {},
  ) =>
    events.append(tx, {
      ...{ workspace: row.workspace_id, accountId: row.account_id, name: `import.${what}`, kind: 'import' },
      id: String(row.id),
      details: { place: row.place, kind: row.kind, dry_run: row.options.dry_run, ...details },
    })

  async function begin(row: ImportRow): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      const patch = { state: 'running', began_ms: row.began_ms ?? now(), error: null } as const
      if (!(await store.change(row, ['waiting', 'running'], patch, tx))) return false
      if (row.began_ms === null) await say(tx, row, 'started')
      return true
    })
  }

  const sums = (tally: Tally) =>
    Object.fromEntries(tally.report().taken.map(({ kind, count }) => [kind, Number(count)]))

  async function end(row: ImportRow, tally: Tally, error?: unknown): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const failed = error !== undefined
      if (!failed) tally.at('done', null)
      const patch = {
        ...({ state: failed ? 'failed' : 'done', ended_ms: now() } as const),
        ...{ progress: tally.progress(), report: tally.report(), error: failed ? reasonOf(error) : null },
        ...(!failed && { secret: null }),
      }
      if (!(await store.change(row, ['running'], patch, tx))) return
      if (!failed) await store.forgetWhole(row, tx)
      await say(tx, row, failed ? 'failed' : 'finished', { taken: sums(tally), ...(failed && { reason: patch.error }) })
    })
  }

  /** Ends early, with nothing noted as ended, when the server stops: it goes on after its next start. */
  return async (row: ImportRow, stopping: AbortSignal): Promise<void> => {
    if (!(await begin(row))) return
    const tally = createTally(now, row)
    const cancelling = new AbortController()
    const signal = AbortSignal.any([stopping, cancelling.signal])
    const beat = setInterval(() => {
      store.change(row, ['running'], { progress: tally.progress(), report: tally.report() }).then(
        (isRunning) => isRunning || cancelling.abort(new Cancelled()),
        () => undefined,
      )
    }, BEAT_MS)
    let source: Source | undefined
    try {
      source = await open(row, signal)
      await work({ row, source, tally, signal })
      clearInterval(beat)
      await end(row, tally)
    } catch (error) {
      clearInterval(beat)
      if (stopping.aborted || cancelling.signal.aborted)
        return void (await store
          .change(row, ['running', 'cancelled'], { progress: tally.progress(), report: tally.report() })
          .catch(() => undefined))
      if (!(error instanceof Failure)) log.error({ err: error, import: row.id }, 'an import failed')
      await end(row, tally, error)
    } finally {
      clearInterval(beat)
      await source?.close().catch(() => undefined)
    }
  }
}
