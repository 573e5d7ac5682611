/** Background jobs on graphile-worker: queued in the caller's transaction, run by processes with the role `jobs`. */

import { Logger as GraphileLogger, makeWorkerUtils, parseCronItems, type Runner, run } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Db, Tx } from './db.ts'

export interface Job {
  /** `feature.verb-noun`. */
  name: string
  /** Five cron fields in UTC, for jobs that recur. */
  cron?: string
  run(payload: unknown): Promise<void>
}

export interface Jobs {
  define(job: Job): void
  /** Queues a defined job in the caller's transaction. */
  enqueue(tx: Db | Tx, name: string, payload?: Record<string, unknown>): Promise<void>
  /** Runs a defined job in this process, now. */
  runNow(name: string, payload?: unknown): Promise<void>
  /** Makes the queue's tables; with `work`, also runs jobs until `stop`. */
  start(work: boolean): Promise<void>
  stop(): Promise<void>
}

/** Makes the queue's tables, so that jobs can be queued. */
export async function prepareQueue(pgPool: pg.Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool, logger: new GraphileLogger(() => () => undefined) })
  await utils.migrate()
  await utils.release()
}

/** Queues jobs again that were read from the queue of another database. */
export async function requeue(client: pg.ClientBase, jobs: Record<string, unknown>[]): Promise<void> {
  for (const job of jobs)
    await client.query(
      `select graphile_worker.add_job(j.identifier, j.payload, j.queue_name, j.run_at, j.max_attempts, j.job_key,
        j.priority) from json_to_record($1::json) as j(identifier text, payload json, queue_name text,
        run_at timestamptz, max_attempts int, job_key text, priority int)`,
      [JSON.stringify(job)],
    )
}

export function createJobs(pgPool: pg.Pool, log: Logger): Jobs {
  const jobs = new Map<string, Job>()
  let runner: Runner | undefined
  const logger = new GraphileLogger(() => (level, message, meta) => {
    if (level === 'error') log.error(meta ?? {}, message)
    else if (level === 'warning') log.warn(message)
    else log.debug(message)
  })
  return {
    define(job) {
      if (jobs.has(job.name)) throw new Error(`job ${job.name} is defined twice`)
      jobs.set(job.name, job)
    },
    async enqueue(tx, name, payload = {}) {
      if (!jobs.has(name)) throw new Error(`job ${name} is not defined`)
      await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json)`.execute(tx)
    },
    async runNow(name, payload = {}) {
      const job = jobs.get(name)
      if (!job) throw new Error(`job ${name} is not defined`)
      await job.run(payload)
    },
    async start(work) {
      if (!work) {
        const utils = await makeWorkerUtils({ pgPool, logger })
        await utils.migrate()
        return utils.release()
      }
      const crons = [...jobs.values()].filter((job) => job.cron)
      runner = await run({
        pgPool,
        logger,
        concurrency: 2,
        noHandleSignals: true,
        pollInterval: 5_000,
        taskList: Object.fromEntries([...jobs].map(([name, job]) => [name, (payload) => job.run(payload)])),
        parsedCronItems: parseCronItems(crons.map((job) => ({ task: job.name, match: job.cron! }))),
      })
    },
    async stop() {
      await runner?.stop().catch(() => undefined)
    },
  }
}
