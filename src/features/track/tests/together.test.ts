/** Requests that share a statement: each is answered for itself. */
import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { metrics } from '../contract/metrics.ts'
import { runs } from '../contract/runs.ts'

const { call, database } = await server()
const other = await server({ database })
const eventsOf = async (ids: string[]): Promise<string[]> => {
  const { rows } = await database.pool.query<{ name: string }>(
    'select name from events where subject_id = any($1) order by id',
    [ids],
  )
  return rows.map(({ name }) => name)
}
const many = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: n }, (_, i) => make(i)))

test('runs that begin together each have their event and their place in the graph; who may not begin has neither', async () => {
  const experiment_id = await anExperiment(call)
  const parent = await aRun(call, { experiment_id })
  const made = await many(40, (i) =>
    call(runs.create, {
      experiment_id: i % 10 === 9 ? '987654' : experiment_id,
      run_name: `together-${i}`,
      tags: i % 2 ? [{ key: 'mlflow.parentRunId', value: i === 1 ? 'a run that is not there' : parent }] : [],
    }),
  )
  const refused = made.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(4)
  for (const { reason } of refused as PromiseRejectedResult[])
    expect(reason).toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST', status: 404 })
  const ids = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.run.info.run_id] : []))
  expect(new Set(ids).size).toBe(36)
  expect(await eventsOf(ids)).toEqual(ids.map(() => 'run.started'))
  const { rows } = await database.pool.query(
    `select rel, count(*)::int as n, count(distinct e.event_id)::int as events, bool_and(s.subject_id = e.to_id) as own
      from edges e join events s on s.id = e.event_id where e.to_id = any($1) group by rel order by rel`,
    [ids],
  )
  expect(rows).toEqual([
    { rel: 'contains', n: 36, events: 36, own: true },
    { rel: 'parent-of', n: 15, events: 15, own: true },
  ])
  const nodes = await database.pool.query("select label from nodes where kind = 'run' and id = any($1)", [ids])
  expect(nodes.rows).toHaveLength(36)
})

test('changes of one run that come together are all made, one after the other', async () => {
  const run_id = await aRun(call, { run_name: 'before' })
  const replies = await Promise.all([
    call(runs.update, { run_id, run_name: 'after' }),
    call(runs.update, { run_id, status: 'FINISHED', end_time: 1_700_000_009_000 }),
    call(runs.update, { run_id, status: 'RUNNING' }),
    call(runs.update, { run_id, status: 'FAILED' }),
  ])
  expect(replies.map(({ run_info }) => run_info.status)).toEqual(['RUNNING', 'FINISHED', 'RUNNING', 'FAILED'])
  expect(replies.at(-1)!.run_info).toMatchObject({ run_name: 'after', end_time: 1_700_000_009_000 })
  expect(await eventsOf([run_id])).toEqual(['run.started', 'run.renamed', 'run.finished', 'run.resumed', 'run.failed'])
})

test('a change that meets another server’s is made on what that one left', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => aRun(call)))
  const outcomes = await Promise.all(
    ids.flatMap((run_id, i) => [
      call(runs.update, { run_id, run_name: `here-${i}` }),
      other.call(runs.update, { run_id, status: 'FINISHED', end_time: 5 }),
      other.call(metrics.logBatch, { run_id, tags: [{ key: 'mlflow.runName', value: `there-${i}` }] }),
    ]),
  )
  expect(outcomes).toHaveLength(36)
  for (const [i, run_id] of ids.entries()) {
    const { run } = await call(runs.get, { run_id })
    expect(run.info.status).toBe('FINISHED')
    expect([`here-${i}`, `there-${i}`]).toContain(run.info.run_name)
    expect(run.data.tags).toContainEqual({ key: 'mlflow.runName', value: run.info.run_name })
  }
})

test('batches that come together: who is refused is refused alone', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => aRun(call)))
  for (const run_id of ids) await call(metrics.logBatch, { run_id, params: [{ key: 'lr', value: '1' }] })
  await call(runs.delete, { run_id: ids[0]! })
  const point = (value: number) => ({ key: 'loss', value, timestamp: 1_700_000_000_000, step: 0 })
  const written = await many(10, (i) =>
    call(metrics.logBatch, { run_id: ids[i]!, params: [{ key: 'lr', value: i % 2 ? '2' : '1' }], metrics: [point(i)] }),
  )
  expect(written.map(({ status }) => status === 'fulfilled')).toEqual(ids.map((_, i) => i > 0 && i % 2 === 0))
  for (const [i, run_id] of ids.entries()) {
    const { run } = await call(runs.get, { run_id })
    expect(run.data.metrics?.map(({ value }) => value)).toEqual(i > 0 && i % 2 === 0 ? [i] : undefined)
  }
})
