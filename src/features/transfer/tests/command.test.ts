import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stop } from '../../../../test/boot/process.ts'
import { bootServers } from '../../../../test/boot/servers.ts'
import { commandLine } from '../../../../test/harness/cli.ts'
import { type Mlflow, startedMlflow } from '../../../../test/harness/mlflow.ts'
import type { ImportView } from '../contract/imports.ts'

const RUNS = 260
const { fresh, serve } = bootServers()
let mlflow: Mlflow
let experiment: string

beforeAll(async () => {
  mlflow = await startedMlflow()
  experiment = String((await mlflow.post('experiments/create', { name: 'many' })).experiment_id)
  const lane = async (from: number): Promise<void> => {
    for (let n = from; n < RUNS; n += 4) {
      const run = await mlflow.run(experiment, `run ${n}`, { start_time: 1_700_000_000_000 + n })
      await mlflow.log(run, 'loss', [
        [1, 1, n],
        [2, 2, n / 2],
      ])
    }
  }
  await Promise.all([0, 1, 2, 3].map(lane))
}, 180_000)
afterAll(() => mlflow.stop())

interface Whole {
  runs: { info: { run_id: string }; data: { metrics: { value: number }[] } }[]
}

test('an import goes on by itself after the server was killed, and takes nothing twice', {
  timeout: 120_000,
}, async () => {
  const dir = fresh()
  let server = await serve(dir)
  const begun = await commandLine(server.url).bw(['import', mlflow.url, '--no-wait', '--json'])
  expect(begun.code).toBe(0)
  const { id } = begun.json<{ import: ImportView }>().import
  const look = async () =>
    ((await (await fetch(`${server.url}/api/v1/imports/${id}`)).json()) as { import: ImportView }).import
  const found = async (): Promise<Whole['runs']> => {
    const body = JSON.stringify({ experiment_ids: [experiment], max_results: 1_000 })
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${server.url}/api/2.0/mlflow/runs/search`, { method: 'POST', body, headers })
    return ((await reply.json()) as Whole).runs ?? []
  }
  while ((await found()).length === 0) await sleep(20)
  server.child.kill('SIGKILL')
  await server.ended
  server = await serve(dir)
  await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe('done')
  const runs = await found()
  expect([runs.length, new Set(runs.map(({ info }) => info.run_id)).size]).toEqual([RUNS, RUNS])
  const { report } = await look()
  const sums = Object.fromEntries(report.taken.map(({ kind, count, known }) => [kind, Number(count) + Number(known)]))
  expect(sums).toMatchObject({ runs: RUNS, points: RUNS * 2 })
  const { bw } = commandLine(server.url)
  const again = await bw(['import', mlflow.url, '--experiment', 'many'])
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Here already: 1 experiment, ${RUNS} runs, ${RUNS * 2} points`),
  })
  expect((await bw(['import', mlflow.url, '--dry-run'])).stdout).toContain('a dry run: nothing was written')
  expect((await bw(['import', 'ls'])).stdout).toMatch(/done \(dry run\)/)
  expect((await bw(['import', 'show', '99'])).code).toBe(1)
  expect((await bw(['import', 'resume', String(id)])).stderr).toContain('only one that failed or was cancelled')
  await stop(server)
})
