import { expect, test } from 'vitest'
import { commandLine } from '../../../../test/harness/cli.ts'
import { server } from '../../../../test/harness/server.ts'
import { operate } from '../contract.ts'
import { checkBackups } from '../health/backups.ts'

const DAY_MS = 86_400_000
const { call, database, advance, listen } = await server()
const url = await listen()
const { bw } = commandLine(url)

const checks = async () => (await call(operate.health, {})).checks
const named = async (name: string) => (await checks()).find(({ check }) => check === name)

test('a new server is in order', async () => {
  const all = await checks()
  expect(all.map(({ check }) => check)).toEqual([
    'version',
    'database size',
    'schema',
    'backups',
    'jobs',
    'artifact store',
    'disk',
  ])
  for (const { check, status } of all)
    expect([check, status]).toEqual([check, check === 'disk' ? expect.any(String) : 'ok'])
  expect((await named('backups'))!.message).toMatch(/^There is no backup yet; one is made tonight, at 02:30/)
})

test('a lost index is named by the server, and by the doctor in the same words', async () => {
  await database.pool.query('drop index runs_running')
  advance(61_000)
  const schema = await named('schema')
  expect(schema).toMatchObject({ status: 'bad', message: expect.stringContaining('index runs_running is missing') })
  const { code, json } = await bw(['doctor', '--json'])
  const told = json<{ checks: unknown[] }>().checks
  expect([code, told]).toEqual([1, expect.arrayContaining([schema])])
})

test('a job that failed for good is named with its error', async () => {
  await database.pool.query(`
    select graphile_worker.add_job('operate.test', max_attempts := 1, run_at := now() + interval '1 day')`)
  await database.pool.query("update graphile_worker._private_jobs set attempts = 1, last_error = E'it broke\\nat once'")
  expect(await named('jobs')).toMatchObject({
    status: 'attention',
    message: '1 job has failed for good, such as operate.test: it broke.',
  })
})

const none = {
  place: '/b',
  backups: [],
  unreadable: [],
  active: null,
  failed: null,
  nightly: { on: true, at: '02:30', keep: 7, next_ms: 0 },
}
const backup = (made_ms: number, verified_ms: number | null = null) => ({
  ...{
    name: 'x',
    place: '/b/x',
    kind: 'nightly' as const,
    bytes: 1,
    made_ms,
    took_ms: 1,
    version: '1',
    rows: 1,
    verified_ms,
  },
  artifacts: { kept: 'beside' as const, count: 0, bytes: 0, missing: 0 },
})

test.each([
  ['no backup for days', none, 'bad'],
  ['none, and none by itself', { ...none, nightly: { ...none.nightly, on: false } }, 'attention'],
  ['a recent one', { ...none, backups: [backup(9 * DAY_MS)] }, 'ok'],
  ['an old one', { ...none, backups: [backup(7 * DAY_MS)] }, 'bad'],
] as const)('%s', (_what, state, status) => {
  expect(checkBackups({ ...state, backups: [...state.backups], unreadable: [] }, 10 * DAY_MS, 0)[0]!.status).toBe(
    status,
  )
})
