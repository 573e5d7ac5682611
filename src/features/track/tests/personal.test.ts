import { expect, test } from 'vitest'
import { commandLine } from '../../../../test/harness/cli.ts'
import { server } from '../../../../test/harness/server.ts'
import { audit } from '../../activity/contract/audit.ts'
import { inputs } from '../contract/inputs.ts'
import { PURPOSE_TAG, personal } from '../contract/personal.ts'
import { runs } from '../contract/runs.ts'

const here = await server()
const { call, send, database } = here
const { bw } = commandLine(await here.listen())

const begin = async (name: string, tags: Record<string, string> = {}) => {
  const list = Object.entries(tags).map(([key, value]) => ({ key, value }))
  const { run } = await call(runs.create, { experiment_id: '0', run_name: name, tags: list })
  return run.info.run_id
}
const schemaOf = (...names: string[]) =>
  JSON.stringify({ mlflow_colspec: names.map((name) => ({ type: 'string', name, required: true })) })
const reads = (run_id: string, name: string, digest: string, schema?: string) =>
  call(inputs.log, {
    run_id,
    datasets: [{ dataset: { name, digest, source_type: 'local', source: '{}', ...(schema && { schema }) } }],
  })
async function events(name: 'personal-data.read' | 'personal-data.tagged' | 'personal-data.untagged') {
  await expect.poll(async () => (await database.pool.query('select from events where seq is null')).rowCount).toBe(0)
  return (await call(audit.list, { name })).events
}

test('Data-23: a run that reads personal columns fails without a purpose, and with one leaves an audit entry', async () => {
  await call(personal.set, { dataset: 'customers', columns: ['email', 'birthday'], refuses: true })
  const silent = await begin('silent')
  const columns = schemaOf('email', 'age')
  await expect(reads(silent, 'customers', 'd1', columns)).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(
      /'customers' has columns about people \(email\), and run 'silent'.*bellwether\.purpose/s,
    ),
  })
  expect((await call(runs.get, { run_id: silent })).run.inputs?.dataset_inputs ?? []).toEqual([])
  const told = await begin('told', { [PURPOSE_TAG]: 'churn model, contract 12' })
  await reads(told, 'customers', 'd1', columns)
  expect(await events('personal-data.read')).toMatchObject([
    {
      ...{ subject_kind: 'run', subject_id: told },
      details: {
        name: 'told',
        dataset: 'customers',
        digest: 'd1',
        columns: ['email'],
        purpose: 'churn model, contract 12',
      },
    },
  ])
})

test('where it is only recorded, who says nothing is in the log and on the list until they say it', async () => {
  await call(personal.set, { dataset: 'patients', columns: ['name'] })
  const run = await begin('unsaid')
  await reads(run, 'patients', 'p1', schemaOf('name', 'dose'))
  await reads(run, 'patients', 'p1', schemaOf('name', 'dose'))
  expect((await events('personal-data.read')).filter(({ subject_id }) => subject_id === run)).toMatchObject([
    { details: { purpose: null, columns: ['name'] } },
  ])
  expect(await call(personal.runs, {})).toMatchObject({
    runs: [{ run_id: run, name: 'unsaid', dataset: 'patients', digest: 'p1', columns: ['name'] }],
    has_more: false,
  })
  await call(runs.setTag, { run_id: run, key: PURPOSE_TAG, value: 'dose study' })
  expect((await call(personal.runs, {})).runs).toEqual([])
})

test('a version without the columns is not personal; one that names no columns may have them; earlier runs count too', async () => {
  const [anonymous, unknown, early] = [await begin('anonymous'), await begin('unknown'), await begin('early')]
  await reads(anonymous, 'patients', 'p2', schemaOf('dose'))
  await reads(unknown, 'patients', 'p3')
  await reads(early, 'staff', 's1', schemaOf('salary'))
  expect((await call(personal.runs, {})).runs.map(({ name }) => name)).toEqual(['unknown'])
  await call(personal.set, { dataset: 'staff', columns: ['salary'] })
  expect((await call(personal.runs, {})).runs.map(({ name }) => name)).toEqual(['early', 'unknown'])
  expect(await call(personal.runs, { limit: 1 })).toMatchObject({ runs: [{ name: 'early' }], has_more: true })
})

test('who tagged what is an event; other workspaces have their own; wrong input is named', async () => {
  await call(personal.set, { dataset: 'staff', columns: [] })
  expect((await call(personal.list, {})).datasets.map(({ dataset, refuses }) => [dataset, refuses])).toEqual([
    ['customers', true],
    ['patients', false],
  ])
  expect((await events('personal-data.tagged')).map(({ subject_id }) => subject_id)).toEqual([
    'staff',
    'patients',
    'customers',
  ])
  expect(await events('personal-data.untagged')).toMatchObject([{ subject_kind: 'dataset', subject_id: 'staff' }])
  await call(personal.set, { dataset: 'customers', columns: ['email'] })
  expect((await call(personal.list, {})).datasets[0]).toMatchObject({ columns: ['email'], refuses: true })
  const wrong = await send('PUT', personal.set.path, { dataset: '', columns: [] })
  expect([wrong.status, wrong.body.detail]).toEqual([400, expect.stringContaining('dataset')])
})

test('the command line tags columns and lists runs that say nothing', async () => {
  const set = await bw([
    'data',
    'personal',
    'set',
    'orders',
    '--column',
    'phone',
    '--column',
    'street',
    '--without',
    'refuse',
  ])
  expect([set.code, set.stdout]).toEqual([0, expect.stringMatching(/orders +phone, street +refused/)])
  expect((await bw(['data', 'personal', 'runs'])).stdout).toContain('unknown')
  expect(
    (await bw(['data', 'personal', 'rm', 'orders', '--json'])).json<{ datasets: object[] }>().datasets,
  ).toHaveLength(2)
  expect((await bw(['data', 'personal', 'set', 'orders'])).code).toBe(2)
})
