import { afterEach, expect, test, vi } from 'vitest'
import { bearer, ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'
import { activity } from './contract.ts'

const here = await server()
const owned = await ownedServer()
const stopping = await server()
const url = `${await here.listen()}${activity.stream.path}`
const ownedUrl = `${await owned.listen()}${activity.stream.path}`
const stoppingUrl = `${await stopping.listen()}${activity.stream.path}`
const { database, app, call } = here

interface Message {
  id?: string
  event?: string
  data?: string
  comment?: string
}
const open: AbortController[] = []
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort()
})

/** A client of server-sent events over a real socket. */
async function connect(to: string, headers: Record<string, string> = {}) {
  const controller = new AbortController()
  open.push(controller)
  const reply = await fetch(to, { headers, signal: controller.signal })
  const messages: Message[] = []
  let ended = false
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop()!
      for (const part of parts) {
        const lines = part.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string])
        messages.push(Object.fromEntries(lines.map(([key, value]) => [key || 'comment', value])))
      }
    }
  }
  if (reply.status === 200)
    read()
      .catch(() => undefined)
      .finally(() => {
        ended = true
      })
  const ids = (): number[] => messages.filter(({ id }) => id).map(({ id }) => Number(id))
  return {
    reply,
    messages,
    ids,
    ended: () => ended,
    cut: () => controller.abort(),
    until: (n: number) => expect.poll(ids, { timeout: 5_000 }).toEqual(expect.arrayContaining([n])),
    runs: () =>
      messages.filter(({ event }) => event === 'points').flatMap(({ data }) => JSON.parse(data!).runs as string[]),
  }
}
const append = (id: string, workspace = 1) =>
  app.events.append(database.db, { workspace, name: 'run.started', kind: 'run', id })
const head = async (): Promise<number> => {
  await expect
    .poll(async () => (await database.pool.query('select from events where seq is null')).rows)
    .toHaveLength(0)
  return (await call(activity.list, { after: 0, limit: 1, name: 'run.lost' })).next_after
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('a stream without a place starts at the present', async () => {
  await append('before')
  const last = await head()
  const client = await connect(url)
  expect(client.reply.headers.get('content-type')).toContain('text/event-stream')
  expect(client.reply.headers.get('x-accel-buffering')).toBe('no')
  expect(client.reply.headers.get('x-content-type-options')).toBe('nosniff')
  await append('after\nwith a line')
  await client.until(last + 1)
  expect(client.ids()).toEqual([last + 1])
  const message = client.messages.find(({ id }) => id)!
  expect(message.event).toBe('run.started')
  expect(JSON.parse(message.data!)).toMatchObject({ seq: last + 1, subject_id: 'after\nwith a line', account: null })
})

test('a backlog longer than a page and what happens meanwhile arrive once and in order', async () => {
  const from = await head()
  await database.pool.query(
    "insert into events (name, subject_kind, subject_id, digest) select 'run.started', 'run', i::text, '\\x00' from generate_series(1, 1200) i",
  )
  await append('wakes the sealer')
  await expect.poll(head).toBe(from + 1_201)
  const client = await connect(`${url}?after=${from}`)
  const late = await connect(`${url}?after=${from + 1_100}`)
  for (let i = 0; i < 50; i++) await append(`live ${i}`)
  await Promise.all([client.until(from + 1_251), late.until(from + 1_251)])
  expect(client.ids()).toEqual(range(from + 1, from + 1_251))
  expect(late.ids()).toEqual(range(from + 1_101, from + 1_251))
})

test('a client that is cut again and again resumes without loss or duplicate', async () => {
  const from = await head()
  const writing = (async () => {
    for (let i = 0; i < 120; i++) {
      await append(`n${i}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  const got: number[] = []
  while ((got.at(-1) ?? from) < from + 120) {
    // The header counts, not the URL, which a browser leaves as it was.
    const client = await connect(`${url}?after=0`, { 'last-event-id': String(got.at(-1) ?? from) })
    await expect.poll(() => client.ids().length, { interval: 5 }).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
    client.cut()
    got.push(...client.ids())
  }
  await writing
  expect(got).toEqual(range(from + 1, from + 120))
})

test("another workspace's events do not arrive", async () => {
  const last = await head()
  const client = await connect(url)
  await append('elsewhere', 2)
  await append('here')
  await client.until(last + 2)
  expect(client.ids()).toEqual([last + 2])
})

test('a place beyond the end of the log counts as the end', async () => {
  const last = await head()
  const client = await connect(`${url}?after=${last + 1_000}`)
  await append('next')
  await client.until(last + 1)
  expect((await fetch(url, { headers: { 'last-event-id': 'abc' } })).status).toBe(400)
})

test('runs that got points are told without an id, together, at most four times a second', async () => {
  const client = await connect(url)
  const notify = (payload: string) => database.pool.query("select pg_notify('bw_points', $1)", [payload])
  const began = performance.now()
  for (let i = 0; i < 20; i++) await notify(`run${i % 4},shared`)
  await expect.poll(client.runs).toEqual(expect.arrayContaining(['run0', 'run1', 'run2', 'run3', 'shared']))
  const points = client.messages.filter(({ event }) => event === 'points')
  expect(points.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 250)
  expect(points.every(({ id }) => id === undefined)).toBe(true)
})

test('a silent stream says every fifteen seconds that it is still there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const client = await connect(url)
    const beats = () => client.messages.filter(({ comment }) => comment === 'still here').length
    for (const n of [1, 2]) {
      vi.advanceTimersByTime(15_000)
      await expect.poll(beats).toBe(n)
    }
  } finally {
    vi.useRealTimers()
  }
})

test('a client that takes nothing is dropped, and others are not held up', async () => {
  const from = await head()
  await database.pool.query(
    "insert into events (name, subject_kind, subject_id, digest) select 'run.started', 'run', repeat('x', 20000), '\\x00' from generate_series(1, 1000) i",
  )
  await append('wakes the sealer')
  await expect.poll(head).toBe(from + 1_001)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const { connect: dial } = await import('node:net')
    const { hostname, port, pathname } = new URL(url)
    const socket = dial(Number(port), hostname)
    socket.on('error', () => undefined).pause()
    socket.write(`GET ${pathname}?after=${from} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const client = await connect(url)
    await append('passes')
    await client.until(from + 1_002)
    for (let i = 1; i <= 5; i++) {
      vi.advanceTimersByTime(15_000)
      await expect.poll(() => client.messages.filter(({ comment }) => comment).length).toBe(i)
    }
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    await closed
    expect(socket.bytesRead).toBeLessThan(1_000 * 20_000)
    expect(client.ended()).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('two hundred streams may be open, not one more', async () => {
  const clients = await Promise.all(Array.from({ length: 200 }, () => connect(ownedUrl, bearer(owned.token))))
  expect(clients.every(({ reply }) => reply.status === 200)).toBe(true)
  const more = await fetch(ownedUrl, { headers: bearer(owned.token) })
  expect([more.status, ((await more.json()) as { code: string }).code]).toEqual([429, 'REQUEST_LIMIT_EXCEEDED'])
  for (const client of clients) client.cut()
  await expect.poll(async () => (await connect(ownedUrl, bearer(owned.token))).reply.status).toBe(200)
})

test('a stream needs a token, and ends when that is revoked, before anything more is told', async () => {
  expect((await fetch(ownedUrl)).status).toBe(401)
  const { token, id } = await owned.makeToken({ label: 'tab', scopes: ['read', 'audit'] })
  const client = await connect(`${ownedUrl}?after=0`, bearer(token))
  await client.until(3)
  await owned.as(owned.token, 'DELETE', `/api/v1/access/tokens/${id}`)
  await expect.poll(client.ended).toBe(true)
  expect(client.messages.some(({ event }) => event === 'token.revoked')).toBe(false)
})

test('a server that stops ends its streams', async () => {
  const client = await connect(stoppingUrl)
  const at = performance.now()
  await stopping.app.http.app.close()
  await expect.poll(client.ended).toBe(true)
  expect(performance.now() - at).toBeLessThan(2_000)
})
