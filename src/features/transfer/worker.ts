/**
 * Works on imports that wait and on follows that are due, each held by one process of the installation: the hold is a
 * lock of the database, which ends with the process, so what was cut off goes on elsewhere or after the next start.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import { LOCKS } from '../../platform/locks.ts'
import { createWorker, type Worker } from '../../platform/worker.ts'

export interface Work {
  kind: 'imports' | 'follows'
  id: number
  run(stopping: AbortSignal): Promise<void>
}

interface Parts {
  pool: pg.Pool
  log: Logger
  due(): Promise<Work[]>
}

const POLL_MS = 1_000
const EVERY_MS = 100
const RETRY_MS = 2_000
/** Each holds a connection. */
const AT_ONCE = 6

export function transferWorker({ pool, log, due }: Parts): Worker {
  const running = new Map<string, Promise<void>>()
  const stopping = new AbortController()

  async function hold({ kind, id, run }: Work): Promise<void> {
    const client = await pool.connect()
    try {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
        LOCKS[kind],
        id,
      ])
      if (!rows[0]!.got) return
      try {
        await run(stopping.signal)
      } finally {
        await client.query('select pg_advisory_unlock($1, $2)', [LOCKS[kind], id])
      }
    } finally {
      client.release()
    }
  }

  const worker = createWorker({
    ...{ what: 'looking for imports and follows', log, everyMs: EVERY_MS, pollMs: POLL_MS, retryMs: RETRY_MS },
    async pass() {
      if (running.size >= AT_ONCE) return false
      for (const work of await due()) {
        const name = `${work.kind} ${work.id}`
        if (running.has(name) || running.size >= AT_ONCE) continue
        const done = hold(work)
          .catch((error: unknown) => log.warn({ err: error }, `working on ${name} failed; trying again`))
          .finally(() => running.delete(name))
        running.set(name, done)
      }
      return false
    },
  })
  return {
    ...worker,
    async stop() {
      stopping.abort(new Error('the server stops'))
      await worker.stop()
      await Promise.allSettled(running.values())
    },
  }
}
