/** One file up and down, through a client that costs little: bare requests of node:http. */
import { once } from 'node:events'
import http from 'node:http'
import type { Scenario } from './scenario.ts'

const BYTES = 64_000_000
/** Few: rented disks are quick for some gigabytes and slow for the rest of the minute, whoever writes. */
const TRANSFERS = 3
const PATH = '/api/2.0/mlflow-artifacts/artifacts/0/bench/artifacts/model.bin'

async function put(url: string, bytes: Buffer): Promise<void> {
  const request = http.request(url + PATH, { method: 'PUT', headers: { 'content-length': bytes.length } })
  request.end(bytes)
  const [reply] = (await once(request, 'response')) as [http.IncomingMessage]
  reply.resume()
  await once(reply, 'end')
  if (reply.statusCode !== 200) throw new Error(`upload: ${reply.statusCode}`)
}

async function countBytes(url: string): Promise<number> {
  const [reply] = (await once(http.get(url + PATH), 'response')) as [http.IncomingMessage]
  let received = 0
  reply.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  await once(reply, 'end')
  return received
}

export const artifact = (direction: 'up' | 'down', levels: Scenario['levels']): Scenario => ({
  what: `a file of 64 MB, ${direction}`,
  unit: 'MB/s',
  better: 'greater',
  levels,
  ofBare: 0.8,
  keptOnly: true,
  async run({ url }) {
    const bytes = Buffer.alloc(BYTES)
    let spentMs = 0
    // The first one warms up.
    for (let n = -1; n < TRANSFERS; n++) {
      // Never the same bytes twice: a store that knows them already would be spared the disk.
      for (let i = 0; i < BYTES; i += 4096) bytes.writeDoubleLE(Math.random(), i)
      let started = performance.now()
      if (direction === 'up' || n < 0) await put(url, bytes)
      if (direction === 'down') {
        started = performance.now()
        const received = await countBytes(url)
        if (received !== BYTES) throw new Error(`${received} bytes came back`)
      }
      if (n >= 0) spentMs += performance.now() - started
    }
    return { value: (TRANSFERS * BYTES) / 1000 / spentMs }
  },
})
