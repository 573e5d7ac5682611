import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { server } from '../../test/harness/server.ts'

let status = 200
const receiver = createServer((request, reply) => {
  request.resume().on('end', () => reply.writeHead(status).end())
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
afterAll(() => receiver.close())
const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
const { listen } = await server({ config: { allowedTargets: ['127.0.0.1'] } })
const { bw } = commandLine(await listen())

test('Platform-13: webhooks are made, tried, looked at, stopped and removed from the command line', {
  timeout: 90_000,
}, async () => {
  expect((await bw(['webhooks', 'ls'])).stdout).toContain('No webhooks. Make one')
  const made = await bw(['webhooks', 'add', 'ci', target, '--event', 'experiment.created', 'run.*'])
  expect(made).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/said this once: whsec_\S{40,}/) })
  expect((await bw(['webhooks', 'test', 'ci'])).stdout).toMatch(/Received: 200 after \d+ ms/)
  status = 500
  expect(await bw(['webhooks', 'test', 'ci'])).toMatchObject({
    code: 1,
    stdout: 'Not received: The receiver answered 500, not 2xx.\n',
  })
  status = 200
  expect((await bw(['experiments', 'create', 'told'])).code).toBe(0)
  const sent = async () =>
    (await bw(['webhooks', 'deliveries', 'ci', '--json'])).json<{ deliveries: { id: number; state: string }[] }>()
      .deliveries
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['done'])
  const [{ id } = { id: 0 }] = await sent()
  expect((await bw(['webhooks', 'deliveries', 'ci'])).stdout).toContain('experiment.created')
  expect((await bw(['webhooks', 'repeat', 'ci', String(id)])).stdout).toContain('is sent once more')
  await expect
    .poll(async () => (await bw(['webhooks', 'ls'])).stdout, { timeout: 10_000 })
    .toMatch(/ci +experiment.created, run.\* +http\S+ +received/)
  expect((await bw(['webhooks', 'set', 'ci', '--stop'])).stdout).toContain('stopped by hand')
  expect((await bw(['webhooks', 'secret', 'ci', '--json'])).json()).toEqual({
    secret: expect.stringMatching(/^whsec_/),
  })
  const unknown = await bw(['webhooks', 'set', 'none', '--stop'])
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining("There is no webhook 'none'. There are ci."),
  ])
  expect((await bw(['webhooks', 'rm', 'ci'])).code).toBe(2)
  expect((await bw(['webhooks', 'rm', 'ci', '--yes'])).stdout).toContain('Removed webhook ci')
})
