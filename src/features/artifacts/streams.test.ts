/** Uploads and downloads over real sockets: broken off, refused, large. */
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { files } from './contract/files.ts'

const { call, listen, config } = await server()
const url = await listen()
const { hostname, port } = new URL(url)
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const MB = 1 << 20

const names = async (path: string): Promise<string[]> =>
  ((await call(files.list, { path })).files ?? []).map((file) => file.path)
const incoming = (): string[] => readdirSync(join(config.blobs, 'incoming'))

/** Sends the beginning of an upload, waits until the server has some of it, then ends the connection. */
async function breakOff(path: string, header: string, body: Buffer, end: 'destroy' | 'end'): Promise<void> {
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.resume()
  socket.write(`PUT ${PROXY}/${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${header}\r\n\r\n`)
  await new Promise((resolve) => socket.write(body, resolve))
  await vi.waitFor(() => expect(incoming()).toHaveLength(1))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket[end]()
  await closed
}

test.for([
  ['a connection that is reset', 'content-length: 9000000', Buffer.alloc(3 * MB), 'destroy'],
  ['a body shorter than it declared', 'content-length: 9000000', Buffer.alloc(3 * MB), 'end'],
  ['chunks without a last one', 'transfer-encoding: chunked', Buffer.from('5\r\nhello\r\n'), 'end'],
  ['a chunk that breaks off', 'transfer-encoding: chunked', Buffer.from('ff\r\nhello'), 'destroy'],
] as const)('%s leaves nothing behind', async ([name, header, body, end]) => {
  await breakOff(`broken/${encodeURIComponent(name)}`, header, body, end)
  await vi.waitFor(() => expect(incoming()).toEqual([]))
  expect(await names('broken')).toEqual([])
})

test('a broken upload leaves the file that it was to replace', async () => {
  await fetch(`${url}${PROXY}/kept/file`, { method: 'PUT', body: 'first' })
  await breakOff('kept/file', 'content-length: 1000', Buffer.from('second'), 'destroy')
  await vi.waitFor(() => expect(incoming()).toEqual([]))
  expect(await (await fetch(`${url}${PROXY}/kept/file`)).text()).toBe('first')
})

/** Pulls `total` bytes out of nothing, so that the test itself holds none. */
const upload = (path: string, total: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const put = request({ method: 'PUT', hostname, port, path, headers: { 'content-length': total } }, (reply) => {
      reply.resume().on('end', () => resolve(reply.statusCode!))
    })
    put.on('error', reject)
    let left = total
    const go = (): void => {
      while (left > 0) {
        const chunk = Buffer.alloc(Math.min(left, MB), left / MB)
        left -= chunk.length
        if (!put.write(chunk)) return void put.once('drain', go)
      }
      put.end()
    }
    go()
  })

test('a refused upload is read to its end: many clients look for the answer only then', async () => {
  const socket = connect(Number(port), hostname)
  const size = 20 * MB
  socket.write(`PUT ${PROXY}/..%2fescape HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${size}\r\n\r\n`)
  const sent = new Promise((resolve) => socket.write(Buffer.alloc(size), resolve))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('400 Bad Request')
  await sent
  // The connection is in order: it takes the next request.
  socket.write('GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
  expect(Buffer.concat(await socket.toArray()).toString()).toContain('200 OK')
})

test('a body in chunks of unknown length is kept whole', async () => {
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 3000; i++) controller.enqueue(Buffer.from(`${i},`))
      controller.close()
    },
  })
  await fetch(`${url}${PROXY}/chunked`, { method: 'PUT', body, duplex: 'half' } as RequestInit)
  expect((await (await fetch(`${url}${PROXY}/chunked`)).text()).split(',')).toHaveLength(3001)
})

// Takes more than a second: less data would not show whether memory grows with it.
test('400 MB go up and down in memory that does not grow with them', async () => {
  let most = 0
  const sample = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }, 5)
  const before = process.memoryUsage().arrayBuffers
  expect(await upload(`${PROXY}/large`, 400 * MB)).toBe(200)
  let received = 0
  for await (const chunk of (await fetch(`${url}${PROXY}/large`)).body!) received += chunk.byteLength
  clearInterval(sample)
  expect(received).toBe(400 * MB)
  // Client and server share this process, and dead buffers wait for the collector: it takes about 80 MB whatever the size.
  expect((most - before) / MB).toBeLessThan(160)
})

const openBlobs = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(config.blobs)
    } catch {
      return false
    }
  }).length

test.runIf(process.platform === 'linux')('a download that the client gives up frees its file', async () => {
  expect(await upload(`${PROXY}/abandoned`, 16 * MB)).toBe(200)
  const controller = new AbortController()
  const { body } = await fetch(`${url}${PROXY}/abandoned`, { signal: controller.signal })
  await body!.getReader().read()
  expect(openBlobs()).toBe(1)
  controller.abort()
  await vi.waitFor(() => expect(openBlobs()).toBe(0))
})

test('who downloads a file while it is replaced gets the old bytes to their end', async () => {
  expect(await upload(`${PROXY}/moving`, 16 * MB)).toBe(200)
  const slow = await fetch(`${url}${PROXY}/moving`)
  await fetch(`${url}${PROXY}/moving`, { method: 'PUT', body: 'new' })
  expect((await slow.arrayBuffer()).byteLength).toBe(16 * MB)
  expect(await (await fetch(`${url}${PROXY}/moving`)).text()).toBe('new')
})

test('HEAD of a missing artifact is 404', async () => {
  expect((await fetch(`${url}${PROXY}/missing`, { method: 'HEAD' })).status).toBe(404)
})
