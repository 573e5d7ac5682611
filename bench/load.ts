/** A closed-loop load over kept or fresh connections: each client sends its next request when the last is answered. */
import http from 'node:http'

export interface Client {
  send(method: string, path: string, body?: string): Promise<{ status: number; body: string; ms: number }>
  close(): void
}

export function createClient(url: string, connections: number, keepAlive = true): Client {
  const agent = new http.Agent({ keepAlive, maxSockets: connections })
  const { hostname, port } = new URL(url)
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        const started = performance.now()
        const headers =
          body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
        const request = http.request({ agent, hostname, port, method, path, headers }, (reply) => {
          const chunks: Buffer[] = []
          reply.on('data', (chunk: Buffer) => chunks.push(chunk))
          reply.on('end', () =>
            resolve({
              status: reply.statusCode!,
              body: Buffer.concat(chunks).toString(),
              ms: performance.now() - started,
            }),
          )
          reply.on('error', reject)
        })
        request.on('error', reject)
        request.end(body)
      }),
    close: () => agent.destroy(),
  }
}

export interface Load {
  /** Requests answered with 200 in the measured time. */
  count: number
  perSecond: number
  p50: number
  p99: number
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/** Runs `task` on each connection for `seconds` after a warm-up of a fifth of that. A reply other than 200 ends it. */
export async function load(
  connections: number,
  seconds: number,
  task: (connection: number, n: number) => Promise<{ status: number; body: string }>,
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
  return {
    count: times.length,
    perSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  }
}
