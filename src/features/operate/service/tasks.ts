/** Rules of work on backups: one at a time, seen to be alive, noted when it ends. */
import type { Logger } from 'pino'
import { Failure, notFound } from '../../../lib/failure.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Progress } from '../../../platform/backup/make.ts'
import type { Db } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import { type TaskRow, type TaskStore, WHOLE } from '../store/tasks.ts'
import type { TaskKind } from '../tables.ts'

export const TASK_JOB = 'operate.work-on-backup'

const BEAT_MS = 1_000

/** What a task leaves when it has gone well. */
export interface Outcome {
  name: string | null
  bytes: number | null
  event: EventName
  details: Record<string, unknown>
}

export interface Work {
  onProgress(progress: Progress): void
  signal: AbortSignal
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

interface Parts {
  db: Db
  store: TaskStore
  events: Events
  jobs: Jobs
  now: () => number
  log: Logger
}

export function taskService({ db, store, events, jobs, now, log }: Parts) {
  const stopping = new AbortController()
  const running = new Set<Promise<unknown>>()

  const settle = (): Promise<void> => store.giveUp(now(), 'It was cut off: the server that worked on it ended.')

  async function ask(
    task: TaskRow['task'],
    kind: TaskKind,
    accountId: number | null,
    name: string | null,
    queue: boolean,
  ) {
    await settle()
    const asked = await db.transaction().execute(async (tx) => {
      const row = await store.insert(tx, { task, kind, name, account_id: accountId, asked_ms: now() })
      if (row && queue) await jobs.enqueue(tx, TASK_JOB, { id: Number(row.id) })
      return row
    })
    if (asked) return asked
    const other = await store.active()
    throw new Failure(
      'RESOURCE_CONFLICT',
      other?.task === 'verify'
        ? 'A backup is being verified at the moment. Wait for it to end.'
        : 'A backup is being made at the moment. Wait for it to end.',
    )
  }

  async function end(task: TaskRow, outcome: Outcome): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const { name, bytes } = outcome
      await store.update(task.id, { state: 'done', ended_ms: now(), name, bytes }, tx)
      await events.append(tx, {
        workspace: WHOLE,
        name: outcome.event,
        kind: 'backup',
        id: outcome.name ?? `task-${task.id}`,
        accountId: task.account_id,
        details: outcome.details,
      })
    })
  }

  async function fail(task: TaskRow, error: unknown): Promise<void> {
    const reason = messageOf(error)
    log.error({ err: error, task: task.task }, 'working on a backup failed')
    await db.transaction().execute(async (tx) => {
      await store.update(task.id, { state: 'failed', ended_ms: now(), error: reason }, tx)
      const id = task.name ?? `task-${task.id}`
      const details = { task: task.task, reason }
      await events.append(tx, {
        ...{ workspace: WHOLE, name: 'backup.failed', kind: 'backup', id, details },
        accountId: task.account_id,
      })
    })
  }

  /** Runs a task that waits; what it throws is noted, and thrown. */
  async function run(task: TaskRow, work: (work: Work) => Promise<Outcome>): Promise<Outcome> {
    if (!(await store.begin(task.id, now()))) throw new Failure('RESOURCE_CONFLICT', 'This was begun already.')
    let latest: Progress | undefined
    const beat = setInterval(() => {
      const { phase = null, done = 0, total = 0 } = latest ?? {}
      store.update(task.id, { seen_ms: now(), phase, done, total }).catch(() => undefined)
    }, BEAT_MS)
    const working = work({ onProgress: (progress) => (latest = progress), signal: stopping.signal })
    running.add(working)
    try {
      const outcome = await working
      await end(task, outcome)
      return outcome
    } catch (error) {
      await fail(task, stopping.signal.aborted ? new Error('The server was stopped while it was made.') : error)
      throw error
    } finally {
      clearInterval(beat)
      running.delete(working)
    }
  }

  return {
    ask,
    run,
    settle,
    active: store.active,
    lastEnded: store.lastEnded,
    lastNightly: store.lastNightly,
    find: store.find,
    async get(id: number): Promise<TaskRow> {
      await settle()
      const task = await store.find(id)
      if (!task) throw notFound('Backup task', String(id))
      return task
    },
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}

export type TaskService = ReturnType<typeof taskService>
