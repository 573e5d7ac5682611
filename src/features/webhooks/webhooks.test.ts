import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type Reply, server } from '../../../test/harness/server.ts'
import { experiments } from '../track/contract/experiments.ts'
import { runs } from '../track/contract/runs.ts'
import { webhooks } from './contract.ts'
import { signatureOf } from './message.ts'
import { RETRY_MS } from './sender.ts'

interface Got {
  headers: IncomingHttpHeaders
  body: string
  event: { id: string; type: string; source: string; subject: string; data: Record<string, unknown> }
}

/** Stands for a program of the team's: keeps what it gets and answers as it is told. */
const got: Got[] = []
let answer: { status: number; headers?: Record<string, string> } = { status: 204 }
const receiver = createServer((request, reply) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    got.push({ headers: request.headers, body, event: JSON.parse(body) as Got['event'] })
    reply.writeHead(answer.status, answer.headers).end()
  })
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
afterAll(() => receiver.close())
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`

const here = await server({ config: { allowedTargets: ['127.0.0.1'] } })
const { call, send, advance, database } = here
/** Another process of the installation, which was not given the same key; and a server that may go to public addresses only. */
const second = await server({ config: { allowedTargets: ['127.0.0.1'], roles: ['api'] }, database })
const strict = await server()

beforeEach(async () => {
  for (const { id } of (await call(webhooks.list, {})).webhooks) await call(webhooks.delete, { id })
  got.length = 0
  answer = { status: 204 }
})

const make = (name: string, events: string[]) => call(webhooks.create, { name, url, events })
const remove = (id: number) => call(webhooks.delete, { id })
const deliveries = async (id: number) => (await call(webhooks.deliveries, { id })).deliveries

let made = 0
async function finishRun(headers: Record<string, string> = {}): Promise<string> {
  const { body } = await send('POST', experiments.create.path, { name: `e${++made}` }, headers)
  const run = await send('POST', runs.create.path, { experiment_id: body.experiment_id }, headers)
  const { run_id } = (run.body.run as { info: { run_id: string } }).info
  await send('POST', runs.update.path, { run_id, status: 'FINISHED' }, headers)
  return run_id
}

/** As any receiver checks it, by the text of the standard. */
function verify({ headers, body }: Got, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

test('signatures are those of the standard (example of standardwebhooks.com)', () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' }
  expect(signatureOf(key, message, 1_614_265_330)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('Platform-13: another program is told of what it asked for, signed, and of nothing else', async () => {
  const { webhook, secret } = await make('ci', ['run.finished'])
  const run = await finishRun()
  await expect.poll(() => got.length).toBe(1)
  const [told] = got
  expect(told!.event).toMatchObject({
    specversion: '1.0',
    type: 'bellwether.run.finished.v1',
    source: '/w/default',
    subject: `run/${run}`,
    data: { name: 'run.finished', subject: { kind: 'run', id: run } },
  })
  expect(told!.headers['content-type']).toContain('application/cloudevents+json')
  expect(told!.headers['webhook-id']).toBe(told!.event.id)
  expect([verify(told!, secret), verify({ ...told!, body: `${told!.body} ` }, secret)]).toEqual([true, false])
  await expect
    .poll(async () => (await deliveries(webhook.id)).map(({ state, status }) => [state, status]))
    .toEqual([['done', 204]])
  await remove(webhook.id)
})

test('groups and * stand for many; what says who has access is told to nobody', async () => {
  const { webhook } = await make('all', ['*'])
  const { webhook: group } = await make('group', ['experiment.*'])
  await call(experiments.create, { name: 'told' })
  await expect
    .poll(() => got.map(({ event }) => event.type).sort())
    .toEqual([
      'bellwether.experiment.created.v1',
      'bellwether.experiment.created.v1',
      'bellwether.webhook.created.v1',
      'bellwether.webhook.created.v1',
    ])
  for (const events of [['token.created'], ['account.*'], ['run.flew'], ['run']])
    await expect(make('wrong', events)).rejects.toThrow(`Parameter 'events' has '${events[0]}'`)
  await remove(webhook.id)
  await remove(group.id)
})

test('events of another workspace are told there', async () => {
  await send('POST', '/api/v1/workspaces', { name: 'other' })
  const { webhook } = await make('here', ['run.*'])
  const there = { 'x-mlflow-workspace': 'other' }
  const made = await send('POST', webhooks.create.path, { name: 'there', url, events: ['run.finished'] }, there)
  const { id } = made.body.webhook as { id: number }
  await finishRun(there)
  await expect.poll(() => got.length).toBe(1)
  expect(got[0]!.event.source).toBe('/w/other')
  expect(await deliveries(webhook.id)).toEqual([])
  const foreign: Reply = await send('GET', `/api/v1/webhooks/${id}/deliveries`)
  expect([foreign.status, foreign.body.detail]).toEqual([404, expect.stringContaining('Webhook')])
  await remove(webhook.id)
  await send('DELETE', '/api/v1/workspaces/other')
  await here.app.jobs.runNow('access.purge-workspaces')
  expect((await database.pool.query('select from webhooks where id = $1', [id])).rowCount).toBe(0)
})

test('what is not received is tried again under the same id, later each time', async () => {
  const { webhook } = await make('away', ['run.finished'])
  answer = { status: 503, headers: { 'retry-after': '60' } }
  await finishRun()
  await expect
    .poll(async () => (await deliveries(webhook.id))[0])
    .toMatchObject({
      ...{ state: 'waiting', attempts: 1, status: 503, error: 'The receiver answered 503, not 2xx.' },
    })
  const { at } = (await deliveries(webhook.id))[0]!
  // What the receiver asks for counts where it is longer.
  expect(Number(at) - here.now()).toBeGreaterThan(RETRY_MS[0]! + 40_000)
  answer = { status: 200 }
  advance(61_000)
  await expect
    .poll(async () => (await deliveries(webhook.id))[0], { timeout: 8_000 })
    .toMatchObject({
      ...{ state: 'done', attempts: 2, status: 200, error: null },
    })
  expect(new Set(got.map(({ event }) => event.id)).size).toBe(1)
  const { id } = (await deliveries(webhook.id))[0]!
  await call(webhooks.repeat, { id: webhook.id, delivery: id })
  await expect.poll(() => got.length).toBe(3)
  expect(got[2]!.body).toBe(got[0]!.body)
  await remove(webhook.id)
})

test('where nobody listens any more sending stops, and the log says so', async () => {
  const { webhook } = await make('silent', ['run.finished'])
  answer = { status: 500 }
  await finishRun()
  await expect.poll(async () => (await deliveries(webhook.id))[0]?.attempts).toBe(1)
  await database.pool.query('update webhook_deliveries set attempts = $1, at = now() where webhook_id = $2', [
    ...[RETRY_MS.length, webhook.id],
  ])
  const look = async () => (await call(webhooks.list, {})).webhooks.find(({ id }) => id === webhook.id)!
  await expect.poll(async () => (await look()).stopped).toContain('nothing was received for 9 attempts')
  expect(await look()).toMatchObject({ waiting: 0, last: { state: 'failed', status: 500 } })
  const { rows } = await database.pool.query("select count(*)::int as n from events where name = 'webhook.stopped'")
  expect(rows).toEqual([{ n: 1 }])
  await finishRun()
  answer = { status: 410 }
  await call(webhooks.change, { id: webhook.id, active: true })
  got.length = 0
  const run = await finishRun()
  await expect.poll(async () => (await look()).stopped).toContain('gone for good')
  // Of the run that finished while it was stopped nothing is told.
  expect(got.map(({ event }) => event.subject)).toEqual([`run/${run}`])
  await expect(call(webhooks.repeat, { id: webhook.id, delivery: 1 })).rejects.toThrow('is stopped')
  await remove(webhook.id)
})

test('a test says what came back, and a new secret ends the old one', async () => {
  const { webhook, secret } = await make('tried', ['run.finished'])
  expect(await call(webhooks.test, { id: webhook.id })).toMatchObject({ ok: true, status: 204, error: null })
  const renewed = await call(webhooks.renew, { id: webhook.id })
  await call(webhooks.test, { id: webhook.id })
  expect(got.map((each) => [verify(each, secret), verify(each, renewed.secret)])).toEqual([
    [true, false],
    [false, true],
  ])
  answer = { status: 302, headers: { location: 'http://127.0.0.1:1/' } }
  expect((await call(webhooks.test, { id: webhook.id })).error).toContain('redirects to another place')
  await remove(webhook.id)
})

test('what the database keeps of secrets lets nobody sign', async () => {
  const { webhook, secret } = await make('kept', ['run.finished'])
  const { rows } = await database.pool.query('select to_jsonb(w)::text as text from webhooks w')
  const bytes = Buffer.from(secret.replace('whsec_', ''), 'base64')
  for (const { text } of rows as { text: string }[])
    for (const form of ['base64', 'hex'] as const) expect(text).not.toContain(bytes.toString(form))
  expect((await second.call(webhooks.test, { id: webhook.id })).error).toContain('another secret key')
  await remove(webhook.id)
})

test('where a webhook may not lead is said when it is made, and why', async () => {
  const made = (to: string) => strict.call(webhooks.create, { name: 'x', url: to, events: ['*'] })
  await expect(made('http://169.254.169.254/latest')).rejects.toThrow("'url'")
  await expect(made('http://localhost:1/')).rejects.toThrow('this machine')
  await expect(made('ftp://example.com/')).rejects.toThrow("'url'")
  await expect(made('https://me:secret@example.com/')).rejects.toThrow('user name or password')
  await expect(make(' ', ['*'])).rejects.toThrow("Parameter 'name'")
  const { webhook } = await make('one', ['*'])
  await expect(make('one', ['*'])).rejects.toThrow("There is a webhook 'one' already")
  const { webhook: two } = await make('two', ['*'])
  await expect(call(webhooks.change, { id: two.id, name: 'one' })).rejects.toThrow("'one' already")
  for (const { id } of [webhook, two]) await remove(id)
})
