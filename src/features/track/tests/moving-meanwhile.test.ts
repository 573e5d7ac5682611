/** Others write while an experiment moves: whatever was answered with success is in it, wherever it is then. */
import { expect, test } from 'vitest'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { callIn } from '../../../../test/harness/workspaces.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { browse } from '../../artifacts/contract/browse.ts'
import { metrics } from '../contract/metrics.ts'
import { moving } from '../contract/moving.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const one = await server()
/** Another process of the same installation. */
const two = await server({ database: one.database })
const { call } = one
await call(workspaces.create, { name: 'research' })
const there = callIn(one, 'research')

/** Repeats a write until it is refused because the experiment has left; returns what was answered with success. */
async function until<T>(write: (i: number) => Promise<T>): Promise<{ done: number[]; refused: number }> {
  const done: number[] = []
  for (let i = 0; ; i++)
    try {
      await write(i)
      done.push(i)
    } catch (error) {
      const { status } = error as { status?: number }
      if (status === 404 || status === 409) return { done, refused: status }
      throw error
    }
}

async function anEnded(name: string, count: number) {
  const experiment_id = await anExperiment(call, name)
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const run_id = await aRun(call, { experiment_id })
    await logValues(call, run_id, 'loss', [1, 2, 3])
    await call(runs.update, { run_id, status: 'FINISHED' })
    ids.push(run_id)
  }
  return { experiment_id, ids }
}

test('points, params and tags that are logged during a move are in the run, or were refused', async () => {
  const { experiment_id, ids } = await anEnded('logged to', 6)
  const writers = ids.flatMap((run_id, n) =>
    [one, two].map((process, p) => {
      const key = `of ${p}`
      return until((i) =>
        process.call(metrics.logBatch, {
          run_id,
          metrics: [
            { key, value: i, step: i, timestamp: 1 },
            // A name that nobody has seen.
            { key: `${key} ${i}`, value: i, step: 0, timestamp: 1 },
          ],
          ...(n % 2 && { tags: [{ key, value: String(i) }], params: [{ key: `${key} ${i}`, value: 'x' }] }),
        }),
      )
    }),
  )
  await new Promise((resolve) => setTimeout(resolve, 300))
  await call(moving.move, { experiment_id, to: 'research' })
  const outcomes = await Promise.all(writers)
  for (const [at, { done, refused }] of outcomes.entries()) {
    const [run_id, key] = [ids[Math.floor(at / 2)]!, `of ${at % 2}`]
    expect(refused).toBe(404)
    expect(done.length).toBeGreaterThan(0)
    const history = (await there(metrics.history, { run_id, metric_key: key })).metrics ?? []
    expect(history.map(({ value }) => value)).toEqual(done)
    const { run } = await there(own.run, { run_id })
    expect(run.metrics[key]).toMatchObject({ value: done.at(-1) })
    for (const i of done) expect(run.metrics[`${key} ${i}`]).toMatchObject({ value: i })
    if (Math.floor(at / 2) % 2) expect(run.tags[key]).toBe(String(done.at(-1)))
  }
  const { rows } = await one.database.pool.query(
    `select (select count(*)::int from latest l join runs r on r.id = l.run join metric_keys k on k.id = l.key
        where k.workspace_id <> r.workspace_id) as latest,
      (select count(*)::int from run_docs d join runs r on r.id = d.run where d.workspace_id <> r.workspace_id) as docs,
      (select count(*)::int from experiment_keys k join experiments e on e.id = k.experiment_id
        where k.workspace_id <> e.workspace_id) as keys`,
  )
  expect(rows[0]).toEqual({ latest: 0, docs: 0, keys: 0 })
}, 120_000)

test('runs that begin during a move are in the experiment, or were refused', async () => {
  const { experiment_id } = await anEnded('begun in', 30)
  const made: string[] = []
  const writers = [one, two].map((process) =>
    until(async () => {
      const run_id = await aRun(process.call, { experiment_id })
      made.push(run_id)
      await process.call(runs.update, { run_id, status: 'FINISHED' })
      await new Promise((resolve) => setTimeout(resolve, 30))
    }),
  )
  // A run may be running at any moment: it is tried until none is.
  await expect
    .poll(
      () =>
        call(moving.move, { experiment_id, to: 'research' }).then(
          () => 'moved',
          (error: Error) => error.message,
        ),
      {
        timeout: 60_000,
      },
    )
    .toBe('moved')
  for (const { refused } of await Promise.all(writers)) expect(refused).toBe(404)
  const counted = await there(own.experiment, { experiment_id })
  expect(counted.experiment.runs.total).toBe(30 + made.length)
  for (const run_id of made) expect((await there(own.run, { run_id })).run.experiment_id).toBe(experiment_id)
  const { rows } = await one.database.pool.query(
    'select count(*)::int as n from runs r join experiments e on e.id = r.experiment_id where r.workspace_id <> e.workspace_id',
  )
  expect(rows[0].n).toBe(0)
}, 120_000)

test('files that arrive during a move are with the run, or were refused', async () => {
  const { experiment_id, ids } = await anEnded('filed in', 1)
  const root = `${experiment_id}/${ids[0]}/artifacts`
  const writers = [one, two].map((process, p) =>
    until(async (i) => {
      const path = `/api/2.0/mlflow-artifacts/artifacts/${root}/${p}/${i}.txt`
      const { status } = await process.send('PUT', path, `${i}`, { 'content-type': 'application/octet-stream' })
      if (status !== 200) throw Object.assign(new Error('refused'), { status })
    }),
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  await call(moving.move, { experiment_id, to: 'research' })
  const outcomes = await Promise.all(writers)
  for (const { refused } of outcomes) expect(refused).toBe(409)
  const files = outcomes.reduce((sum, { done }) => sum + done.length, 0)
  expect(await there(browse.folder, { root: `mlflow-artifacts:/${root}` })).toMatchObject({ files })
  expect(await call(browse.folder, { root: `mlflow-artifacts:/${root}` })).toMatchObject({ files: 0 })
}, 120_000)
