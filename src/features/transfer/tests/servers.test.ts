import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../../test/harness/accounts.ts'
import { server } from '../../../../test/harness/server.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { runs } from '../../track/contract/runs.ts'
import { type ImportInput, imports } from '../contract/imports.ts'

/** A server with accounts and workspaces, and one without either that moves in from it. */
const there = await ownedServer()
const { call } = await server()
const url = await there.listen()

/** Stands before it as an old server would, under load: it knows no logged models, and is busy at first. */
let refusals = 2
const asked: string[] = []
const old = createServer((request, reply) => {
  asked.push(`${request.headers['x-mlflow-workspace']} ${request.url}`)
  if (request.url!.includes('logged-models')) return void reply.writeHead(404).end('<h1>Not Found</h1>')
  if (request.url!.includes('runs/search') && refusals-- > 0)
    return void reply.writeHead(refusals ? 429 : 503, { 'retry-after': '1' }).end()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]))
    for (const name of ['host', 'connection', 'content-length']) delete headers[name]
    const body = chunks.length ? Buffer.concat(chunks).toString() : undefined
    const answer = await fetch(url + request.url, {
      method: request.method!,
      headers,
      ...(body !== undefined && { body }),
    })
    const type = answer.headers.get('content-type') ?? 'text/plain'
    reply.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()))
  })
})
await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve))
afterAll(() => old.close())
const uri = `http://127.0.0.1:${(old.address() as AddressInfo).port}`

async function take(input: Partial<ImportInput>) {
  const { import: begun } = await call(imports.create, { uri, ...input })
  const look = async () => (await call(imports.get, { id: begun.id })).import
  await expect.poll(async () => (await look()).state, { timeout: 30_000 }).toMatch(/done|failed/)
  return look()
}

test('Data-18: a server that asks for a token, has workspaces, is busy and knows no logged models is moved in from', {
  timeout: 60_000,
}, async () => {
  await there.as(there.token, 'POST', '/api/v1/workspaces', { name: 'vision' })
  const headers = { ...bearer(there.token), 'x-mlflow-workspace': 'vision' }
  const made = await there.send('POST', experiments.create.path, { name: 'from vision' }, headers)
  const run = await there.send('POST', runs.create.path, { experiment_id: made.body.experiment_id }, headers)
  const { run_id } = (run.body.run as { info: { run_id: string } }).info
  const told = await take({ token: there.token, source_workspace: 'vision' })
  expect([told.state, told.error]).toEqual(['done', null])
  expect((await call(runs.get, { run_id })).run.info.run_id).toBe(run_id)
  expect(refusals).toBeLessThan(0)
  expect(asked.filter((line) => line.includes('search')).every((line) => line.startsWith('vision '))).toBe(true)
})

test('a database or a folder, which the server itself reads, is for owners', async () => {
  const { token } = await there.makeAccount('ada', 'admin')
  for (const place of ['sqlite:////etc/x.db', '/etc']) {
    const { status, body } = await there.as(token, 'POST', imports.create.path, { uri: place })
    expect([status, body.detail]).toEqual([403, expect.stringContaining('only an owner may')])
  }
  const { status } = await there.as(token, 'POST', imports.create.path, { uri })
  expect(status).toBe(400)
})

test('a server that does not know who asks is said to have refused, with what to give', async () => {
  for (const wrong of [{}, { token: 'bw_wrong' }, { user: 'ana', password: 'wrong' }]) {
    const told = await take(wrong)
    expect([told.state, told.error]).toEqual([
      'failed',
      expect.stringMatching(/refused to answer \(401.*Give a user and password, or a token/),
    ])
    expect(told.error).not.toMatch(/bw_wrong|ana:/)
  }
})
