/** A closed-loop load: each connection sends its next request when the last is answered. */
import { Pool } from 'undici'

/** MLflow's server answers kept connections about 40 ms late, so its best is looked for with both. */
export type Connections = 'kept' | 'fresh'

export interface Answer {
  status: number
  body: string
}

export interface Client {
  send(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer>
  close(): Promise<void>
}

const PATIENCE_MS = 120_000

export function createClient(url: string, connections: number, kind: Connections = 'kept'): Client {
  const pool = new Pool(url, { connections, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS })
  return {
    async send(method, path, body) {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' }
      const reply = await pool.request({ method, path, headers, body: body ?? null, reset: kind === 'fresh' })
      return { status: reply.statusCode, body: await reply.body.text() }
    },
    close: () => pool.close(),
  }
}

export interface Load {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/** Runs `task` on each connection for `seconds` after a warm-up of a fifth of that. A reply other than 200 ends it. */
export async function load(
  connections: number,
  seconds: number,
  task: (connection: number, n: number) => Promise<Answer>,
): Promise<Load> {
  const begin = performance.now() + seconds * 200
  const end = begin + seconds * 1000
  const times: number[] = []
  let n = 0
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      while (performance.now() < end) {
        const started = performance.now()
        const { status, body } = await task(connection, n++)
        if (status !== 200) throw new Error(`reply ${status}: ${body.slice(0, 300)}`)
        const done = performance.now()
        if (started >= begin && done <= end) times.push(done - started)
      }
    }),
  )
  times.sort((a, b) => a - b)
  return { perSecond: times.length / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}
