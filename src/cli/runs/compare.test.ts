import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { metrics } from '../../features/track/contract/metrics.ts'
import { runs } from '../../features/track/contract/runs.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

async function run(run_name: string, lr: string, seed: string, auc: number): Promise<string> {
  const { run: made } = await call(runs.create, { experiment_id: '0', run_name })
  const { run_id } = made.info
  const params = [
    { key: 'lr', value: lr },
    { key: 'seed', value: seed },
    { key: 'layers', value: '4' },
  ]
  await call(metrics.logBatch, {
    run_id,
    params,
    metrics: [{ key: 'auc', value: auc, timestamp: Date.now(), step: 1 }],
  })
  return run_id
}

const a = await run('slow-1', '0.1', '1', 0.9)
const b = await run('slow-2', '0.1', '2', 0.91)
const c = await run('fast', '0.3', '1', 0.95)

test('several runs stand beside each other: what differs, differences to one of them, repetitions with n and interval', async () => {
  const { stdout, code } = await bw(['runs', 'compare', a, b, c, '--base', a.slice(0, 8)])
  expect(code).toBe(0)
  for (const line of [
    /^KEY +A slow-1 +B slow-2 +C fast$/m,
    /^lr +0\.1 +0\.1 +0\.3$/m,
    /^auc +0\.9 +0\.91 \(\+0\.01\) +0\.95 \(\+0\.05\)$/m,
    /^A B +auc +2 +0\.905 +0\.841469 to 0\.968531$/m,
    /^Params \(1 the same in all\)$/m,
  ])
    expect(stdout).toMatch(line)
  expect(stdout).not.toMatch(/^layers/m)
  expect(stdout).toContain('Unknown, so not compared: command (of all)')
  const whole = await bw(['runs', 'compare', 'slow-1', 'fast', '-e', 'Default', '--all'])
  expect(whole.stdout).toMatch(/^layers +4 +4$/m)
})

test('the comparison as JSON is what the route says', async () => {
  const { groups, seeds } = (await bw(['runs', 'compare', a, b, c, '--json'])).json<{
    groups: string[][]
    seeds: string[]
  }>()
  expect([groups, seeds]).toEqual([[[a, b], [c]], ['seed']])
})

test('a baseline that is not compared, and one run alone, are refused', async () => {
  const other = await bw(['runs', 'compare', a, b, '--base', c])
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--base names run') })
  const twice = await bw(['runs', 'compare', a, a])
  expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining("'run_id' names one run") })
})
