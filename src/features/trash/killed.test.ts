/** The server is killed while it empties the trash; started again, it goes on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { stop } from '../../../test/boot/process.ts'
import { bootServers } from '../../../test/boot/servers.ts'
import { createClient } from '../../cli/client.ts'
import { experiments } from '../track/contract/experiments.ts'
import { metrics } from '../track/contract/metrics.ts'
import { own } from '../track/contract/own.ts'
import { runs } from '../track/contract/runs.ts'
import { trash } from './contract.ts'

const RUNS = 1_200
const { fresh, serve } = bootServers()

// Twenty seconds pass before a silent process counts as gone, and a job of each minute notices.
test('an emptying goes on by itself after the server was killed, and frees everything once', {
  timeout: 240_000,
}, async () => {
  const dir = fresh()
  let server = await serve(dir)
  const clientOf = () => createClient({ url: server.url, from: 'the test' } as Parameters<typeof createClient>[0])
  let { call } = clientOf()
  const { experiment_id } = await call(experiments.create, { name: 'doomed' })
  const { experiment_id: kept } = await call(experiments.create, { name: 'kept' })
  const make = async (experiment: string): Promise<string> => {
    const { run } = await call(runs.create, { experiment_id: experiment })
    const { run_id } = run.info
    await call(metrics.logBatch, { run_id, metrics: [{ key: 'loss', value: 1, step: 0, timestamp: 1 }] })
    return run_id
  }
  const stays = await make(kept)
  let left = RUNS
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) await make(experiment_id)
    }),
  )
  await call(experiments.delete, { experiment_id })
  await call(trash.empty, { older_than_days: 0 })
  let seen = 0
  while (seen === 0) seen = (await call(trash.sweep, {})).sweep!.runs
  server.child.kill('SIGKILL')
  await server.ended
  server = await serve(dir)
  call = clientOf().call
  const after = (await call(trash.sweep, {})).sweep!
  expect(after.runs).toBeGreaterThanOrEqual(seen)
  expect(after.runs).toBeLessThan(RUNS)
  for (;;) {
    const { sweep } = await call(trash.sweep, {})
    if (sweep!.state !== 'running') break
    await sleep(500)
  }
  expect((await call(trash.sweep, {})).sweep).toMatchObject({ state: 'done', runs: RUNS, experiments: 1, kept: 0 })
  expect((await call(trash.list, {})).items).toEqual([])
  expect((await call(own.run, { run_id: stays })).run.metrics).toMatchObject({ loss: { value: 1 } })
  await stop(server)
})
