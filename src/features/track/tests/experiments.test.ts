import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { experiments } from '../contract/experiments.ts'
import { runs } from '../contract/runs.ts'

const { call, send } = await server()
const refused = (code: string, status: number) => expect.objectContaining({ code, status })

test('the default experiment is there from the start', async () => {
  const { experiment } = await call(experiments.get, { experiment_id: '0' })
  expect(experiment).toMatchObject({
    name: 'Default',
    workspace: 'default',
    lifecycle_stage: 'active',
    artifact_location: 'mlflow-artifacts:/0',
  })
})

test('an experiment keeps its tags and any Unicode in its name', async () => {
  const name = 'réseau 網絡 🦆 "quoted" a/b'
  const { experiment_id } = await call(experiments.create, {
    name,
    tags: [{ key: 'mlflow.note.content', value: 'Größe\n✓' }],
  })
  const { experiment } = await call(experiments.getByName, { experiment_name: name })
  expect(experiment).toMatchObject({ experiment_id, name, tags: [{ key: 'mlflow.note.content', value: 'Größe\n✓' }] })
})

test('a taken name is refused with the code that clients catch', async () => {
  await anExperiment(call, 'taken')
  await expect(call(experiments.create, { name: 'taken' })).rejects.toEqual(refused('RESOURCE_ALREADY_EXISTS', 400))
  const other = await anExperiment(call)
  await expect(call(experiments.update, { experiment_id: other, new_name: 'taken' })).rejects.toEqual(
    refused('RESOURCE_ALREADY_EXISTS', 400),
  )
})

test('of eight who create one name at once, exactly one succeeds', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => call(experiments.create, { name: 'race' })))
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
})

test("a deleted experiment's name is free again, and restoring it onto a taken name is refused", async () => {
  const first = await anExperiment(call, 'phoenix')
  const run_id = await aRun(call, { experiment_id: first })
  await call(experiments.delete, { experiment_id: first })
  expect((await call(runs.get, { run_id })).run.info.lifecycle_stage).toBe('deleted')
  expect((await call(experiments.getByName, { experiment_name: 'phoenix' })).experiment.experiment_id).toBe(first)
  const second = await anExperiment(call, 'phoenix')
  expect((await call(experiments.getByName, { experiment_name: 'phoenix' })).experiment.experiment_id).toBe(second)
  await expect(call(experiments.restore, { experiment_id: first })).rejects.toEqual(
    refused('RESOURCE_ALREADY_EXISTS', 400),
  )
  await call(experiments.update, { experiment_id: second, new_name: 'phoenix the second' })
  await call(experiments.restore, { experiment_id: first })
  expect((await call(runs.get, { run_id })).run.info.lifecycle_stage).toBe('active')
})

test('of several deleted experiments of a name, the one deleted last is found', async () => {
  const ids = []
  for (let i = 0; i < 3; i++) {
    ids.push(await anExperiment(call, 'again'))
    await call(experiments.delete, { experiment_id: ids[i]! })
  }
  expect((await call(experiments.getByName, { experiment_name: 'again' })).experiment.experiment_id).toBe(ids[2])
})

test('a deleted experiment takes no runs, no tags and no new name', async () => {
  const experiment_id = await anExperiment(call)
  await call(experiments.delete, { experiment_id })
  await expect(aRun(call, { experiment_id })).rejects.toEqual(refused('INVALID_PARAMETER_VALUE', 400))
  await expect(call(experiments.setTag, { experiment_id, key: 'k', value: 'v' })).rejects.toEqual(
    refused('INVALID_PARAMETER_VALUE', 400),
  )
  await expect(call(experiments.update, { experiment_id, new_name: 'x' })).rejects.toEqual(
    refused('INVALID_PARAMETER_VALUE', 400),
  )
  await expect(call(experiments.delete, { experiment_id })).rejects.toEqual(refused('RESOURCE_DOES_NOT_EXIST', 404))
})

test('a tag is set, changed and removed; removing one that is not there is refused', async () => {
  const experiment_id = await anExperiment(call)
  await call(experiments.setTag, { experiment_id, key: 'owner', value: 'a' })
  await call(experiments.setTag, { experiment_id, key: 'owner', value: 'b' })
  expect((await call(experiments.get, { experiment_id })).experiment.tags).toEqual([{ key: 'owner', value: 'b' }])
  await call(experiments.deleteTag, { experiment_id, key: 'owner' })
  expect((await call(experiments.get, { experiment_id })).experiment.tags).toBeUndefined()
  await expect(call(experiments.deleteTag, { experiment_id, key: 'owner' })).rejects.toEqual(
    refused('RESOURCE_DOES_NOT_EXIST', 404),
  )
})

test('a search walks all pages once, and the last page has no token', async () => {
  const ids = []
  for (let i = 0; i < 7; i++) ids.push(await anExperiment(call, `paged ${i}`))
  const seen: string[] = []
  let page_token: string | undefined
  do {
    const page = await call(experiments.search, {
      filter: "name LIKE 'paged %'",
      max_results: 3,
      order_by: ['name ASC'],
      page_token,
    })
    seen.push(...(page.experiments ?? []).map((e) => e.experiment_id))
    page_token = page.next_page_token
  } while (page_token)
  expect(seen).toEqual(ids)
  const byQuery = await send(
    'GET',
    "/api/2.0/mlflow/experiments/search?max_results=7&filter=name%20LIKE%20'paged%20%25'",
  )
  expect(byQuery.body.experiments).toHaveLength(7)
  expect(byQuery.body.next_page_token).toBeUndefined()
})

test.each([
  [{ name: '' }, 'name'],
  [{}, 'name'],
  [{ name: 'n'.repeat(501) }, '500'],
  [{ name: 7 }, 'name'],
  [{ name: 'nul\0' }, 'NUL'],
  [{ name: 'ok', tags: 'no list' }, 'tags'],
  [{ name: 'ok', tags: [{ key: '../up', value: '' }] }, 'tags[0].key'],
  [{ name: 'ok', artifact_location: 'x'.repeat(3000) }, '2048'],
])('a bad experiment %j is refused, naming the field', async (body, part) => {
  const reply = await send('POST', '/api/2.0/mlflow/experiments/create', body)
  expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(reply.body.message).toContain(part)
})

test('an experiment id is a number, however it is written', async () => {
  for (const experiment_id of ['00', ' 0 ', '+0'])
    expect((await call(experiments.get, { experiment_id })).experiment.experiment_id).toBe('0')
  await expect(call(experiments.get, { experiment_id: '-1' })).rejects.toEqual(refused('RESOURCE_DOES_NOT_EXIST', 404))
})

test('a location whose end would be lost on the way to a file is refused', async () => {
  for (const end of ['x#y', 'x;y=1', 'x?a=../..'])
    await expect(
      call(experiments.create, { name: `at ${end}`, artifact_location: `mlflow-artifacts:/${end}` }),
    ).rejects.toEqual(refused('INVALID_PARAMETER_VALUE', 400))
})

test.each(['abc', '1e3', '99999999999999999999', ''])(
  'an experiment id %j that is no id is refused',
  async (experiment_id) => {
    const reply = await send('GET', `/api/2.0/mlflow/experiments/get?experiment_id=${experiment_id}`)
    expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  },
)
