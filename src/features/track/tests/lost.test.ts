import { expect, test } from 'vitest'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const { call, advance, app, database } = await server({ now: 1_800_000_000_000 })
const MINUTE = 60_000
const stateOf = async (run_id: string) => (await call(own.run, { run_id })).run.state
const mark = () => app.jobs.runNow('track.mark-lost-runs')
const eventsOf = async (run_id: string) =>
  (
    await database.pool.query<{ name: string }>(
      'select name from events where workspace_id = 1 and subject_id = $1 order by id',
      [run_id],
    )
  ).rows.map((row) => row.name)

test('a silent run is lost after two hours, for MLflow it keeps running, and a write brings it back', async () => {
  const run_id = await aRun(call)
  advance(119 * MINUTE)
  await mark()
  expect(await stateOf(run_id)).toBe('running')
  advance(2 * MINUTE)
  await mark()
  expect(await stateOf(run_id)).toBe('lost')
  expect((await call(runs.get, { run_id })).run.info.status).toBe('RUNNING')
  const found = await call(runs.search, { experiment_ids: ['0'], filter: "status = 'RUNNING'" })
  expect(found.runs!.map((run) => run.info.run_id)).toContain(run_id)
  await logValues(call, run_id, 'm', [1])
  await mark()
  expect(await stateOf(run_id)).toBe('running')
  expect(await eventsOf(run_id)).toEqual(['run.started', 'run.lost', 'run.resumed'])
})

test('a run that sends system metrics is lost after ten minutes', async () => {
  const run_id = await aRun(call)
  await logValues(call, run_id, 'system/cpu_utilization_percentage', [50])
  await mark()
  advance(11 * MINUTE)
  await mark()
  expect(await stateOf(run_id)).toBe('lost')
})

test('a run that was silent for long before is given five times that', async () => {
  const run_id = await aRun(call)
  advance(60 * MINUTE)
  await logValues(call, run_id, 'm', [1])
  await mark()
  advance(4 * 60 * MINUTE)
  await mark()
  expect(await stateOf(run_id)).toBe('running')
  advance(61 * MINUTE)
  await mark()
  expect(await stateOf(run_id)).toBe('lost')
})

test('a finished run is never lost, and a lost run that ends well is finished', async () => {
  const [done, late] = [await aRun(call), await aRun(call)]
  await call(runs.update, { run_id: done, status: 'FINISHED' })
  advance(24 * 60 * MINUTE)
  await mark()
  expect([await stateOf(done), await stateOf(late)]).toEqual(['finished', 'lost'])
  await call(runs.update, { run_id: late, status: 'FINISHED' })
  expect(await stateOf(late)).toBe('finished')
})

test('an experiment counts its lost runs apart from the running ones', async () => {
  const experiment_id = await anExperiment(call)
  await aRun(call, { experiment_id })
  advance(3 * 60 * MINUTE)
  await mark()
  await aRun(call, { experiment_id })
  const { experiment } = await call(own.experiment, { experiment_id })
  expect(experiment.runs).toEqual({ total: 2, running: 1, lost: 1, failed: 0 })
})

test('a run brought from elsewhere is judged by when it was last heard of there', async () => {
  const experiment_id = await anExperiment(call)
  const run_id = await aRun(call, { experiment_id })
  await logValues(call, run_id, 'm', [1, 2])
  const now = 1_800_000_000_000
  const { run } = await call(own.run, { run_id })
  const present = Number(run.last_seen_at)
  expect(present).toBeGreaterThanOrEqual(now)
  const said = (last_seen_at: number) => call(own.setLastSeen, { run_id, last_seen_at })
  expect(await said(present - 119 * MINUTE)).toEqual({ state: 'running' })
  expect(await said(present - 121 * MINUTE)).toEqual({ state: 'lost' })
  // What was written before is no news any more.
  await mark()
  expect(await call(own.run, { run_id })).toMatchObject({
    run: { state: 'lost', last_seen_at: present - 121 * MINUTE },
  })
  expect(await said(present)).toEqual({ state: 'running' })
  expect(await said(present - 130 * MINUTE)).toEqual({ state: 'lost' })
  await logValues(call, run_id, 'm', [3])
  await mark()
  expect(await stateOf(run_id)).toBe('running')
  expect(await eventsOf(run_id)).toEqual(['run.started', 'run.lost', 'run.resumed', 'run.lost', 'run.resumed'])
  await call(runs.update, { run_id, status: 'FINISHED' })
  expect(await said(0)).toEqual({ state: 'finished' })
})

test('a time in the future, or of a run that is not there, is refused', async () => {
  const run_id = await aRun(call)
  const at = Number((await call(own.run, { run_id })).run.last_seen_at)
  await expect(call(own.setLastSeen, { run_id, last_seen_at: at + 1 })).rejects.toThrow(/'last_seen_at'.*future/)
  await expect(call(own.setLastSeen, { run_id: 'none', last_seen_at: at })).rejects.toThrow(/none/)
  await call(runs.delete, { run_id })
  await expect(call(own.setLastSeen, { run_id, last_seen_at: at })).rejects.toThrow(/deleted/)
})
