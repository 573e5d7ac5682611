import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { experiments } from '../../features/track/contract/experiments.ts'
import { metrics } from '../../features/track/contract/metrics.ts'
import { own } from '../../features/track/contract/own.ts'
import { runs } from '../../features/track/contract/runs.ts'
import type { RunView } from '../resolve.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

async function experiment(name: string): Promise<string> {
  return (await call(experiments.create, { name })).experiment_id
}

async function run(experiment_id: string, run_name: string, loss: number, lr = '0.1'): Promise<string> {
  const { run: made } = await call(runs.create, { experiment_id, run_name, start_time: Date.now() - 60_000 })
  const { run_id } = made.info
  const point = { key: 'val/loss', value: loss, timestamp: Date.now(), step: 3 }
  await call(metrics.logBatch, { run_id, metrics: [point], params: [{ key: 'lr', value: lr }] })
  await call(runs.update, { run_id, status: 'FINISHED', end_time: Date.now() })
  return run_id
}

test('Platform-13: runs are found by the filters and orders of the API, with the columns one asks for', async () => {
  const [a, b] = [await experiment('list-a'), await experiment('list-b')]
  await run(a, 'low', 0.25)
  await run(a, 'high', 0.75)
  await run(b, 'not-a-number', Number.NaN, '3')
  const among = ['-e', 'list-a', '-e', b]
  const found = await bw(['runs', 'ls', ...among, '--order-by', 'metrics.`val/loss` ASC', '--json'])
  const { runs: list, total } = found.json<{ runs: RunView[]; total: number }>()
  expect([found.code, total, list.map((r) => r.name)]).toEqual([0, 3, ['low', 'high', 'not-a-number']])
  expect(list[2]).toMatchObject({
    state: 'finished',
    params: { lr: '3' },
    metrics: { 'val/loss': { value: 'NaN', step: 3 } },
  })

  const columns = ['--columns', 'metrics.val/loss,params.lr', '--columns', 'tags.none']
  const { stdout, stderr } = await bw([
    'runs',
    'ls',
    ...among,
    '--filter',
    'metrics.`val/loss` > 0.2',
    '--limit',
    '1',
    ...columns,
  ])
  const [head, line] = stdout.split('\n')
  expect(head!.split(/ {2,}/)).toEqual([
    'ID',
    'NAME',
    'EXPERIMENT',
    'STATE',
    'STARTED',
    'TOOK',
    'val/loss',
    'lr',
    'none',
  ])
  expect(line).toMatch(/^[0-9a-f]{8} {2}high +list-a +finished +1 min ago .*—$/)
  expect(stderr).toBe('bellwether: 1 of 2 runs; see more with --limit.\n')
})

test('a wrong column is wrong usage, a wrong filter is refused by the server', async () => {
  const column = await bw(['runs', 'ls', '--columns', 'loss'])
  expect(column).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'--columns <list>' argument 'loss' is invalid. 'loss' names no column"),
  })
  const filter = await bw(['runs', 'ls', '--filter', 'loss < 1'])
  expect(filter).toMatchObject({ code: 1, stderr: expect.stringContaining('Invalid filter at position') })
})

test('a run is given by its id, the unique beginning of one, or its unique name in an experiment', async () => {
  const id = await run(await experiment('resolve'), 'it\'s a "run"', 1)
  const shown = async (...args: string[]) =>
    (await bw(['runs', 'get', ...args, '--json'])).json<{ run: RunView; url: string }>()
  const whole = await shown(id)
  expect(whole.run.run_id).toBe(id)
  expect(whole.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/runs/${id}$`))
  expect((await shown(id.slice(0, 12).toUpperCase())).run.run_id).toBe(id)
  expect((await shown('it\'s a "run"', '-e', 'resolve')).run.run_id).toBe(id)
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  expect((await shown(uuid)).run.run_id).toBe(id)
})

test('what may mean several runs is refused and names them', async () => {
  const at = await experiment('twins')
  const twins = [await run(at, 'twin', 1), await run(at, 'twin', 2)]
  const { code, stderr } = await bw(['runs', 'get', 'twin', '-e', 'twins'])
  expect(code).toBe(1)
  for (const id of twins) expect(stderr).toContain(`${id.slice(0, 12)} (twin)`)
  expect(stderr).toContain('Give more of the id.')
  // Of two with one name the one that is not in the trash is meant.
  await call(runs.delete, { run_id: twins[0]! })
  expect((await bw(['runs', 'get', 'twin', '-e', 'twins', '--json'])).json<{ run: RunView }>().run.run_id).toBe(
    twins[1],
  )
})

test('what means no run says how runs are named', async () => {
  const said = async (...args: string[]) => (await bw(['runs', 'get', ...args])).stderr
  expect(await said('abc')).toContain('name its experiment with --experiment')
  expect(await said('0123456789')).toContain("Run '0123456789' does not exist")
  expect(await said('nobody', '-e', 'twins')).toContain("No run in experiment 'twins' has the name or the id 'nobody'")
  expect((await bw(['runs', 'get', 'f'.repeat(32)])).code).toBe(1)
})

test('runs are deleted and restored, several at a time and all or none', async () => {
  const at = await experiment('trash')
  const ids = [await run(at, 'one', 1), await run(at, 'two', 2)]
  expect((await bw(['runs', 'rm', ids[0]!, 'nobody', '-e', 'trash'])).code).toBe(1)
  expect((await call(own.run, { run_id: ids[0]! })).run.deleted).toBe(false)
  const gone = await bw(['runs', 'rm', 'one', 'two', '-e', 'trash', '--json'])
  expect(gone.json<{ runs: RunView[] }>().runs.map((r) => [r.run_id, r.deleted])).toEqual(ids.map((id) => [id, true]))
  expect((await bw(['runs', 'ls', '-e', 'trash'])).stderr).toBe('bellwether: No runs found.\n')
  const back = await bw(['runs', 'restore', 'one', ids[1]!.slice(0, 10), '-e', 'trash'])
  expect(back.stdout).toBe(`Restored run one (${ids[0]}).\nRestored run two (${ids[1]}).\n`)
})

test('Track-04: a run without a commit is flagged, and what is unknown of it is said', async () => {
  const id = await run(await experiment('unknowns'), 'nobody-knows', 0.5)
  const { stdout } = await bw(['runs', 'get', id])
  expect(stdout).toMatch(/^commit +unknown: this run cannot be traced to its code$/m)
  for (const name of ['branch', 'remote', 'uncommitted', 'command', 'python', 'packages', 'device', 'user'])
    expect(stdout).toMatch(new RegExp(`^${name} +unknown$`, 'm'))
  expect(stdout).toMatch(/^val\/loss +0\.5 +3 +(just now|\d+ s ago)$/m)
})
