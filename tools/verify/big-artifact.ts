/** Sends a large artifact up and down and watches the memory of the server: it must stay constant. */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import http from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { startServer, treePss } from './process.ts'

const CHUNK = 1 << 20

/** Bytes that do not repeat, cheaply: a counter in every block of random bytes. */
function* blocks(count: number): Generator<Buffer> {
  const base = Buffer.alloc(CHUNK)
  for (let i = 0; i < CHUNK; i += 4) base.writeUInt32LE((i * 2_654_435_761) >>> 0, i)
  for (let n = 0; n < count; n++) {
    const block = Buffer.from(base)
    block.writeUInt32LE(n, 0)
    yield block
  }
}

/** `big-artifact [megabytes]`, 5,120 by default. */
export async function bigArtifact(args: string[]): Promise<Evidence> {
  const megabytes = Number(args[0] ?? 5_120)
  const dataDir = makeDataDir('bellwether-big-')
  const server = await startServer(dataDir, 7_652)
  try {
    const path = '/api/2.0/mlflow-artifacts/artifacts/0/big/artifacts/model.bin'
    const before = treePss(server.child.pid!)
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, treePss(server.child.pid!))
    }, 500)
    const sent = createHash('sha256')
    const upStarted = performance.now()
    await new Promise<void>((resolve, reject) => {
      const request = http.request(`${server.url}${path}`, { method: 'PUT' }, (reply) => {
        reply
          .resume()
          .on('end', () => (reply.statusCode === 200 ? resolve() : reject(new Error(`upload: ${reply.statusCode}`))))
      })
      request.on('error', reject)
      const source = function* () {
        for (const block of blocks(megabytes)) {
          sent.update(block)
          yield block
        }
      }
      pipeline(Readable.from(source(), { objectMode: false }), request).catch(reject)
    })
    const upSeconds = (performance.now() - upStarted) / 1000
    const received = createHash('sha256')
    let bytes = 0
    const downStarted = performance.now()
    await new Promise<void>((resolve, reject) => {
      http
        .get(`${server.url}${path}`, (reply) => {
          reply.on('data', (chunk: Buffer) => {
            received.update(chunk)
            bytes += chunk.length
          })
          reply.on('end', resolve).on('error', reject)
        })
        .on('error', reject)
    })
    const downSeconds = (performance.now() - downStarted) / 1000
    clearInterval(watch)
    const equal = sent.digest('hex') === received.digest('hex') && bytes === megabytes * CHUNK
    const grownMiB = Math.round((peak - before) / CHUNK)
    return {
      ok: equal && grownMiB < 200,
      figures: {
        megabytes,
        equal,
        up_mb_per_s: Math.round(megabytes / upSeconds),
        down_mb_per_s: Math.round(megabytes / downSeconds),
        pss_before_mib: Math.round(before / CHUNK),
        pss_grown_mib: grownMiB,
      },
    }
  } finally {
    const gone = new Promise((resolve) => server.child.once('exit', resolve))
    server.child.kill('SIGTERM')
    await gone
    rmSync(dataDir, { recursive: true, force: true })
  }
}
