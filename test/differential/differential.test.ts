/** Everything that is asked of MLflow's own server is asked of ours, and the replies are compared. Slow: it starts Python. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { type ClientOutcome, compareClient } from './clients.ts'
import { EXPLAINED } from './differences/index.ts'
import { explain } from './explained.ts'
import { compareTopics, type Outcome } from './run.ts'
import { TOPICS } from './topics/index.ts'
import { startMlflow } from './twins.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../docs', path), 'utf8')
const { listen } = await server()
let twin: Awaited<ReturnType<typeof startMlflow>>
let raw: Outcome
let client: ClientOutcome

beforeAll(async () => {
  const [peer, url] = await Promise.all([startMlflow(), listen()])
  twin = peer
  raw = await compareTopics(TOPICS, twin.url, url)
  client = await compareClient('core', twin.url, url)
}, 480_000)
afterAll(() => twin?.stop())

test('every reply is as MLflow 3.17.2 gives it, but for what the list explains', () => {
  expect(explain(raw.found, EXPLAINED).unexplained).toEqual([])
})

test('the stock client sees the same at both, but for what the list explains', () => {
  expect(explain(client.found, EXPLAINED).unexplained).toEqual([])
  expect(client.steps).toBeGreaterThan(240)
})

test('every entry of the list explains something', () => {
  expect(explain([...raw.found, ...client.found], EXPLAINED).stale).toEqual([])
})

test('the corpus is as large as it is said to be', () => {
  expect(raw.steps).toBeGreaterThan(2_000)
  expect(raw.compared).toBeGreaterThan(30_000)
})

test('the decision lists and justifies every difference, and no other', () => {
  const rows = read('decisions/004-what-differs-from-mlflow.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
  expect(rows.slice(1)).toEqual(EXPLAINED.map(({ mlflow, here, why }) => `| ${mlflow} | ${here} | ${why} |`))
})

test('the guide says of each client what the last full check found', () => {
  const { figures } = JSON.parse(read('evidence/protocol.json')) as {
    figures: { clients: Record<string, { steps: number; values_compared: number; unexplained: number }> }
  }
  const guide = read('guide/tracking.md')
  for (const [version, { steps, values_compared, unexplained }] of Object.entries(figures.clients))
    expect(guide).toContain(
      `| mlflow ${version} | ${steps} | ${values_compared.toLocaleString('en')} | ${unexplained} |`,
    )
})
