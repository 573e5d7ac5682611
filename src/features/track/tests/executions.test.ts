import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { metrics } from '../contract/metrics.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const { call } = await server()

const environment = {
  command: 'python train.py',
  commit: 'a'.repeat(40),
  branch: 'main',
  remote: 'https://example.org/team/model.git',
  dirty: true,
  diff: '-lr = 0.1\n+lr = 0.2\n',
  python: '3.11.7',
  packages: { numpy: '2.1.0', torch: '2.13.0' },
  device: { cpu: 'one', cores: '2' },
}
const executed = async (input = environment): Promise<[string, string]> => {
  const { execution_id } = await call(own.startExecution, input)
  return [execution_id, await aRun(call, { tags: [{ key: 'bellwether.execution', value: execution_id }] })]
}

test('Track-04: a run of an execution holds commit, diff, remote, packages and device', async () => {
  const [, run_id] = await executed()
  const detail = await call(own.run, { run_id })
  expect(detail.environment).toEqual({ ...environment, directory: null, image: null, exit_code: null, signal: null })
})

test('Track-04: without an execution everything is unknown but what the tags tell', async () => {
  const bare = await call(own.run, { run_id: await aRun(call) })
  expect(new Set(Object.values(bare.environment))).toEqual(new Set([null]))
  const tags = [
    { key: 'mlflow.source.git.commit', value: 'c0ffee' },
    { key: 'mlflow.source.name', value: 'train.py' },
  ]
  const told = await call(own.run, { run_id: await aRun(call, { tags }) })
  expect(told.environment).toMatchObject({ commit: 'c0ffee', command: 'train.py', diff: null, packages: null })
})

test.each([
  [{ exit_code: 0 }, 'finished'],
  [{ exit_code: 3 }, 'failed'],
  [{ signal: 'SIGKILL' }, 'killed'],
] as const)('an execution that ends with %j closes its open runs as %s', async (end, state) => {
  const [execution_id, run_id] = await executed()
  const reply = await call(own.finishExecution, { execution_id, ...end })
  expect(reply.runs).toMatchObject([{ run_id, state }])
  const { run, environment } = await call(own.run, { run_id })
  expect(run.state).toBe(state)
  expect(run.ended_at).not.toBeNull()
  expect(environment).toMatchObject({ exit_code: null, signal: null, ...end })
})

test('a run that the exit handler of a failed process closed is failed; one that ended long before is not touched', async () => {
  const [execution_id, last] = await executed()
  const early = await aRun(call, { tags: [{ key: 'bellwether.execution', value: execution_id }] })
  await call(runs.update, { run_id: early, status: 'FINISHED', end_time: Date.now() - 60_000 })
  await call(runs.update, { run_id: last, status: 'FINISHED', end_time: Date.now() })
  await call(own.finishExecution, { execution_id, exit_code: 1 })
  expect([
    (await call(own.run, { run_id: early })).run.state,
    (await call(own.run, { run_id: last })).run.state,
  ]).toEqual(['finished', 'failed'])
})

test('two runs are compared in params, metrics, tags, environment, packages and device', async () => {
  const [, a] = await executed()
  const [, b] = await executed({
    ...environment,
    commit: 'b'.repeat(40),
    packages: { numpy: '2.1.0', torch: '2.12.0' },
    device: { cpu: 'two', cores: '2' },
  })
  await call(metrics.logBatch, {
    run_id: a,
    params: [
      { key: 'lr', value: '1' },
      { key: 'same', value: 'x' },
    ],
  })
  await call(metrics.logBatch, {
    run_id: b,
    params: [
      { key: 'lr', value: '2' },
      { key: 'same', value: 'x' },
      { key: 'only', value: 'b' },
    ],
  })
  await logValues(call, a, 'acc', [0.5])
  const diff = await call(own.diff, { a, b })
  expect(diff.params).toEqual([
    { name: 'lr', a: '1', b: '2' },
    { name: 'only', a: null, b: 'b' },
  ])
  expect(diff.metrics).toEqual([{ name: 'acc', a: '0.5', b: null }])
  expect(diff.environment).toEqual([{ name: 'commit', a: 'a'.repeat(40), b: 'b'.repeat(40) }])
  expect(diff.packages).toEqual([{ name: 'torch', a: '2.13.0', b: '2.12.0' }])
  expect(diff.device).toEqual([{ name: 'cpu', a: 'one', b: 'two' }])
  expect(diff.unknown).toEqual([])
})

test('what is unknown of one run is said, not compared', async () => {
  const [, a] = await executed()
  const b = await aRun(call)
  const diff = await call(own.diff, { a, b })
  expect(diff.unknown).toEqual(['command', 'commit', 'diff', 'python', 'packages', 'device'])
  expect([diff.packages, diff.device]).toEqual([[], []])
})

test('an unknown execution or run is not found', async () => {
  await expect(call(own.finishExecution, { execution_id: 'nope' })).rejects.toMatchObject({
    status: 404,
    code: 'RESOURCE_DOES_NOT_EXIST',
  })
  await expect(call(own.run, { run_id: 'nope' })).rejects.toMatchObject({ status: 404 })
})
