import { beforeAll, expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { tokens } from '../../access/contract/tokens.ts'
import { models } from '../../models/contract.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { inputs } from '../../track/contract/inputs.ts'
import { own } from '../../track/contract/own.ts'
import { runs } from '../../track/contract/runs.ts'
import { CHECKS } from '../checks/list.ts'
import { handbook } from '../contract.ts'

const { call, send } = await server()
const read = async () => new Map((await call(handbook.checks, {})).checks.map((check) => [check.id, check]))

/** Two experiments with five runs of every kind; one more run and one experiment lie in the trash. */
beforeAll(async () => {
  const churn = await anExperiment(call, 'churn')
  await call(experiments.setTag, { experiment_id: churn, key: 'mlflow.note.content', value: 'Why customers leave.' })
  const fraud = await anExperiment(call, 'fraud')
  const gone = await anExperiment(call, 'gone')
  await aRun(call, { experiment_id: gone })
  await call(experiments.delete, { experiment_id: gone })

  const { execution_id } = await call(own.startExecution, {
    command: 'python train.py',
    commit: 'abc',
    dirty: false,
    packages: { numpy: '2.0' },
  })
  const parent = await aRun(call, {
    experiment_id: churn,
    tags: [
      { key: 'mlflow.note.content', value: 'The first.' },
      { key: 'bellwether.execution', value: execution_id },
    ],
  })
  const nested = await aRun(call, { experiment_id: churn, tags: [{ key: 'mlflow.parentRunId', value: parent }] })
  const tagged = await aRun(call, { experiment_id: fraud, tags: [{ key: 'mlflow.source.git.commit', value: 'def' }] })
  const failed = await aRun(call, { experiment_id: fraud })
  await aRun(call, { experiment_id: fraud })
  const trashed = await aRun(call, { experiment_id: fraud })
  await call(runs.delete, { run_id: trashed })

  for (const [run_id, value] of [
    [parent, '1'],
    [nested, '2'],
  ] as const)
    await call(runs.logParam, { run_id, key: 'random_seed', value })
  await call(runs.logParam, { run_id: tagged, key: 'lr', value: '0.1' })
  await logValues(call, parent, 'loss', [1, 0.5])
  const dataset = { name: 'sales', digest: 'd1', source_type: 'local', source: '{}' }
  const made = { name: 'made', digest: 'd1', source_type: 'code', source: '{"tags":{}}' }
  for (const run_id of [parent, nested]) await call(inputs.log, { run_id, datasets: [{ dataset }] })
  await call(inputs.log, { run_id: tagged, datasets: [{ dataset: { ...dataset, digest: 'd2' } }, { dataset: made }] })

  const { model } = await call(models.create, {
    experiment_id: churn,
    name: 'm',
    source_run_id: parent,
    params: [{ key: 'depth', value: '3' }],
  })
  await call(models.finalize, { model_id: model.info.model_id, status: 'LOGGED_MODEL_READY' })
  await call(models.create, { experiment_id: fraud, name: 'orphan' })
  for (const run_id of [parent, nested]) await call(runs.update, { run_id, status: 'FINISHED' })
  await call(runs.update, { run_id: failed, status: 'FAILED' })
})

test.each([
  ['experiments-with-data', 2, 2, '2 of 2 experiments have a linked dataset.'],
  ['runs-with-data', 3, 5, '3 of 5 runs name their data.'],
  ['datasets-reused', 1, 3, '1 of 3 dataset versions is used by more than one run.'],
  ['datasets-with-source', 1, 2, '1 of 2 datasets says where it comes from.'],
  ['models-with-run', 1, 2, '1 of 2 logged models comes from a known run.'],
  ['models-with-data', 1, 2, '1 of 2 logged models can be traced to a dataset version.'],
  ['experiments-with-nested', 1, 2, '1 of 2 experiments has nested runs, as sweeps do.'],
  ['runs-with-commit', 2, 5, '2 of 5 runs have a commit.'],
  ['runs-with-environment', 1, 5, '1 of 5 runs has its packages on record.'],
  ['runs-with-code', 1, 5, '1 of 5 runs has a clean commit or a kept diff.'],
  ['runs-with-note', 1, 5, '1 of 5 runs has a note.'],
  ['runs-with-params', 3, 5, '3 of 5 runs log their params.'],
  ['runs-with-metrics', 1, 5, '1 of 5 runs logs a metric.'],
  ['runs-with-seed', 2, 5, '2 of 5 runs have a seed among their params.'],
  ['experiments-with-seeds', 1, 2, '1 of 2 experiments has runs with more than one seed.'],
  ['experiments-with-note', 1, 2, '1 of 2 experiments has a description.'],
  ['experiments-compared', 1, 2, '1 of 2 experiments has two finished runs or more.'],
  ['runs-not-lost', 3, 3, '3 of 3 runs that are over reported their end.'],
  ['runs-finished', 2, 3, '2 of 3 runs that are over finished without failing.'],
  ['models-ready', 1, 2, '1 of 2 logged models is ready.'],
  ['models-with-params', 1, 2, '1 of 2 logged models has params.'],
  ['models-measured', 0, 2, '0 of 2 logged models have a metric of their own.'],
])('%s: counted from what is there, not from the trash, in a sentence', async (id, have, of, sentence) => {
  const state = have === of ? 'all' : have ? 'some' : 'none'
  expect((await read()).get(id)).toMatchObject({ have, of, state, sentence })
})

test('every event gets its seal, and what the product cannot count is not yet, never 0', async () => {
  await expect.poll(async () => (await read()).get('events-sealed')!.state).toBe('all')
  const checks = await read()
  expect([...checks.keys()]).toEqual(CHECKS.map(({ id }) => id))
  expect(checks.get('models-with-signature')).toMatchObject({
    state: 'not-yet',
    have: null,
    of: null,
    sentence: 'Signatures of models are not read yet.',
  })
  expect(checks.get('tokens-that-expire')).toMatchObject({
    state: 'nothing',
    sentence: 'There are no valid tokens yet.',
  })
})

test('every check is evidence for a line, and every line that names one shows it', async () => {
  for (const { id, lines } of (await read()).values()) expect(lines.length, id).toBeGreaterThan(0)
  const { check } = await call(handbook.line, { id: 'practice-reproducibility-repeatable' })
  expect(check).toMatchObject({ id: 'runs-with-commit', sentence: '2 of 5 runs have a commit.' })
})

test('a workspace counts what is its own', async () => {
  await send('POST', '/api/v1/workspaces', { name: 'other' })
  const { body } = await send('GET', '/api/v1/handbook/checks', undefined, { 'x-mlflow-workspace': 'other' })
  const [first] = body.checks as { of: number }[]
  expect(first).toMatchObject({ of: 0, state: 'nothing', sentence: 'There are no experiments yet.' })
})

test('tokens that end and those that do not are counted without log-ins and those withdrawn', async () => {
  const owned = await ownedServer()
  await owned.makeToken({ label: 'for a month', expires_in_days: 30 })
  const { id } = await owned.makeToken({ label: 'withdrawn' })
  await owned.as(owned.token, tokens.revoke.method, tokens.revoke.path.replace(':id', String(id)))
  const { body } = await owned.as(owned.token, 'GET', '/api/v1/handbook/checks')
  const checks = body.checks as { id: string; sentence: string }[]
  expect(checks.find((check) => check.id === 'tokens-that-expire')!.sentence).toBe('1 of 2 valid tokens has an end.')
})
