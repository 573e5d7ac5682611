import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { metrics } from '../../features/track/contract/metrics.ts'
import { runs } from '../../features/track/contract/runs.ts'
import type { Client, SendOptions } from '../client.ts'
import { changes, readMessages } from './event-stream.ts'

const { call, listen } = await server()
const { bw, start, ended } = commandLine(await listen())

async function run(run_name: string): Promise<string> {
  return (await call(runs.create, { experiment_id: '0', run_name })).run.info.run_id
}
const log = (run_id: string, key: string, values: number[], from = 0) =>
  call(metrics.logBatch, {
    run_id,
    metrics: values.map((value, i) => ({ key, value, step: from + i, timestamp: 1_700_000_000_000 + from + i })),
  })

/** A command that stays. What it said is kept, so that a text may be waited for after it was said. */
function follow(args: string[]) {
  const child = start(['runs', 'tail', ...args])
  let all = ''
  child.stdout!.on('data', (chunk: string) => (all += chunk))
  return {
    child,
    said: ended(child),
    says: (text: string) => expect.poll(() => all, { interval: 20, timeout: 15_000 }).toContain(text),
  }
}

interface Line {
  type: string
  key?: string
  step?: number
  value?: number | string
  state?: string
}

test('tail follows points and states until the run ends', async () => {
  const run_id = await run('followed')
  await log(run_id, 'loss', [9, 8, 7, 6, 5])
  const { said, says } = follow([run_id, '-n', '2', '--metric', 'loss', '--json'])
  await says('"running"')
  await log(run_id, 'loss', [4, Number.NaN], 5)
  await log(run_id, 'unasked', [1])
  await says('"NaN"')
  await log(run_id, 'loss', [3], 7)
  await call(runs.update, { run_id, status: 'FAILED', end_time: Date.now() })
  const { stdout, code } = await said
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  expect(code).toBe(0)
  expect(lines.filter(({ type }) => type === 'state').map(({ state }) => state)).toEqual(['running', 'failed'])
  expect(lines.filter(({ type }) => type === 'point').map(({ key, step, value }) => [key, step, value])).toEqual([
    ['loss', 3, 6],
    ['loss', 4, 5],
    ['loss', 5, 4],
    ['loss', 6, 'NaN'],
    ['loss', 7, 3],
  ])
})

test('tail of a run that has ended shows how it ended', async () => {
  const run_id = await run('over')
  await log(run_id, 'loss', [2, 1])
  await call(runs.update, { run_id, status: 'FINISHED', end_time: Date.now() })
  const { stdout, code } = await bw(['runs', 'tail', 'over', '-e', '0'])
  expect([code, stdout]).toEqual([0, '22:13:20  step 0  loss 2\n22:13:20  step 1  loss 1\nover is finished\n'])
})

test('Ctrl-C ends tail well', async () => {
  const { child, said, says } = follow([await run('left-alone')])
  await says('left-alone is running')
  // It listens by then, or is about to: either must do.
  await sleep(100)
  child.kill('SIGINT')
  expect(await said).toMatchObject({ code: 0, stderr: '' })
})

test('messages of an event stream are read however they are cut', async () => {
  const text =
    ': hello\n\nid: 7\nevent: run.started\ndata: {"a":\ndata: 1}\n\nevent: points\r\ndata: é\r\n\r\ndata: half'
  const bytes = Buffer.from(text)
  for (const size of [1, 3, 1_000]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const found = []
    for await (const message of readMessages(
      (async function* () {
        yield* chunks
      })(),
    ))
      found.push(message)
    expect(found).toEqual([
      { id: '7', event: 'run.started', data: '{"a":\n1}' },
      { id: undefined, event: 'points', data: 'é' },
    ])
  }
})

/** A client whose event stream says what it is given, connection by connection. */
function listening(connections: (string | Error)[]) {
  const asked: (string | undefined)[] = []
  const client = {
    async send(_route: unknown, _input: unknown, { headers }: SendOptions = {}) {
      asked.push(headers?.['last-event-id'])
      const text = connections.shift()
      if (text === undefined || text instanceof Error) throw text ?? new Error('nothing more')
      return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
    },
  } as unknown as Client
  return { client, asked }
}

/** Waits for wakes until there were enough of them. */
async function wakes(client: Client, pollingMs: number, enough: (n: number) => boolean): Promise<void> {
  const stop = new AbortController()
  let n = 0
  for await (const _ of changes(client, 'run-1', stop.signal, { streamingMs: 60_000, pollingMs }))
    if (enough(++n)) stop.abort()
}

test('the event stream wakes tail, and is resumed where it broke off', async () => {
  const { client, asked } = listening([
    'id: 41\ndata: {"id":"run-1"}\n\n',
    'id: 42\nevent: points\ndata: ["run-1"]\n\n',
  ])
  await wakes(client, 60_000, () => asked.length === 2)
  expect(asked).toEqual([undefined, '41'])
})

test('where the event stream does not get through the clock wakes tail', async () => {
  const { client } = listening([new Error('held back by a proxy')])
  await wakes(client, 20, (n) => n === 3)
})
