/** The registry as MLflow's clients use it: models, versions, aliases and stages. */
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { neighbours } from '../../../platform/graph.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { runs } from '../../track/contract/runs.ts'
import { registered } from '../contract/own.ts'
import { registry } from '../contract/registry.ts'
import { versions } from '../contract/versions.ts'
import { models } from '../contract.ts'

const { call, send, database, advance, now } = await server({ now: 1_700_000_000_000 })
const { experiment_id } = await call(experiments.create, { name: 'registry' })
const run = async () => (await call(runs.create, { experiment_id })).run.info
const log = async (input: object = {}) =>
  (await call(models.create, { experiment_id, name: 'logged', ...input })).model.info
const make = (name: string, more: object = {}) => call(registry.create, { name, ...more })
const register = async (name: string, more: object = {}) =>
  (await call(versions.create, { name, source: 's3://bucket/model', ...more })).model_version
const idOf = async (name: string) => (await call(registered.model, { name })).model.id
const WRONG = { status: 400, code: 'INVALID_PARAMETER_VALUE' }
const MISSING = { status: 404, code: 'RESOURCE_DOES_NOT_EXIST' }
const EXISTS = { status: 400, code: 'RESOURCE_ALREADY_EXISTS' }

const said = async (kind: string, id: string) => {
  const { rows } = await database.pool.query(
    'select e.name, d.details from events e join event_details d on d.event_id = e.id where e.subject_kind = $1 and e.subject_id = $2 order by e.id',
    [kind, id],
  )
  return rows as { name: string; details: Record<string, unknown> }[]
}

test('a model is made, described, tagged, renamed and removed', async () => {
  const { registered_model } = await make('forest', { description: 'trees', tags: [{ key: 'team', value: 'a' }] })
  expect(registered_model).toEqual({
    name: 'forest',
    creation_timestamp: now(),
    last_updated_timestamp: now(),
    description: 'trees',
    tags: [{ key: 'team', value: 'a' }],
  })
  expect(await call(registry.get, { name: 'forest' })).toEqual({ registered_model })
  await expect(make('forest')).rejects.toMatchObject(EXISTS)
  advance(5)
  await call(registry.update, { name: 'forest', description: 'more trees' })
  await call(registry.setTag, { name: 'forest', key: 'team', value: 'b' })
  await call(registry.setTag, { name: 'forest', key: 'gone' })
  await call(registry.deleteTag, { name: 'forest', key: 'gone' })
  await call(registry.deleteTag, { name: 'forest', key: 'never' })
  const id = await idOf('forest')
  await register('forest')
  await make('taken')
  await expect(call(registry.rename, { name: 'forest', new_name: 'taken' })).rejects.toMatchObject(EXISTS)
  const renamed = await call(registry.rename, { name: 'forest', new_name: 'wood' })
  expect(renamed.registered_model).toMatchObject({
    name: 'wood',
    description: 'more trees',
    tags: [{ key: 'team', value: 'b' }],
    latest_versions: [{ name: 'wood', version: '1' }],
  })
  expect(await idOf('wood')).toBe(id)
  await expect(call(registry.get, { name: 'forest' })).rejects.toMatchObject(MISSING)
  const below = await neighbours(database.db, 1, { kind: 'model', id })
  expect(below).toMatchObject([{ rel: 'contains', kind: 'version', id: `${id}/1`, label: 'wood v1', deleted: false }])
  await call(registry.delete, { name: 'wood' })
  await expect(call(registry.get, { name: 'wood' })).rejects.toMatchObject(MISSING)
  expect((await neighbours(database.db, 1, { kind: 'model', id }))[0]).toMatchObject({ deleted: true })
  expect((await said('model', id)).map(({ name, details }) => [name, details.changed ?? details.to])).toEqual([
    ['model.created', undefined],
    ['model.changed', ['description']],
    ['model.changed', ['tags.team']],
    ['model.changed', ['tags.gone']],
    ['model.changed', ['tags.gone']],
    ['model.renamed', 'wood'],
    ['model.deleted', undefined],
  ])
})

test('versions are numbered one by one, and a number is never given twice', async () => {
  await make('numbers')
  const seen = await Promise.all(Array.from({ length: 8 }, () => register('numbers')))
  expect(seen.map(({ version }) => Number(version)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  await call(versions.delete, { name: 'numbers', version: '8' })
  expect((await register('numbers')).version).toBe('9')
  await expect(call(versions.get, { name: 'numbers', version: '8' })).rejects.toMatchObject(MISSING)
  await call(registry.delete, { name: 'numbers' })
  await make('numbers')
  expect((await register('numbers')).version).toBe('1')
})

test('an alias points at one version, moves, and falls with it', async () => {
  await make('aliased')
  await register('aliased')
  await register('aliased')
  const id = await idOf('aliased')
  await call(registry.setAlias, { name: 'aliased', alias: 'champion', version: '1' })
  await call(registry.setAlias, { name: 'aliased', alias: 'champion', version: '1' })
  await call(registry.setAlias, { name: 'aliased', alias: 'champion', version: '2' })
  const { model_version } = await call(registry.byAlias, { name: 'aliased', alias: 'champion' })
  expect(model_version).toMatchObject({ version: '2', aliases: ['champion'] })
  expect((await call(registry.byAlias, { name: 'aliased', alias: 'LATEST' })).model_version.version).toBe('2')
  for (const alias of ['latest', 'Latest', 'v1', 'V22', '', 'a b', 'a/b', 'x'.repeat(256)])
    await expect(call(registry.setAlias, { name: 'aliased', alias, version: '1' })).rejects.toMatchObject(WRONG)
  await expect(call(registry.setAlias, { name: 'aliased', alias: 'a', version: '7' })).rejects.toMatchObject(MISSING)
  await call(versions.delete, { name: 'aliased', version: '2' })
  expect((await call(registry.get, { name: 'aliased' })).registered_model.aliases).toBeUndefined()
  await expect(call(registry.byAlias, { name: 'aliased', alias: 'champion' })).rejects.toMatchObject(WRONG)
  await call(registry.setAlias, { name: 'aliased', alias: 'old', version: '1' })
  await call(registry.deleteAlias, { name: 'aliased', alias: 'old' })
  await call(registry.deleteAlias, { name: 'aliased', alias: 'old' })
  const events = (await said('model', id)).filter(({ name }) => name.startsWith('alias.'))
  expect(events.map(({ name, details }) => [name, details.alias, details.from, details.to])).toEqual([
    ['alias.set', 'champion', null, 1],
    ['alias.set', 'champion', 1, 2],
    ['alias.removed', 'champion', 2, undefined],
    ['alias.set', 'old', null, 1],
    ['alias.removed', 'old', 1, undefined],
  ])
})

test('stages are understood in any case, and a move may archive what was there', async () => {
  await make('staged')
  for (let i = 0; i < 3; i++) await register('staged')
  const move = async (version: string, stage: string, archive_existing_versions?: boolean) =>
    (await call(versions.transition, { name: 'staged', version, stage, archive_existing_versions })).model_version
  expect((await move('1', 'production')).current_stage).toBe('Production')
  await move('2', 'PRODUCTION', true)
  const latest = async (stages?: string[]) =>
    ((await call(registry.latest, { name: 'staged', stages })).model_versions ?? []).map(
      ({ version, current_stage }) => `${version} ${current_stage}`,
    )
  expect(await latest()).toEqual(['1 Archived', '2 Production', '3 None'])
  expect(await latest(['production', 'Staging'])).toEqual(['2 Production'])
  await expect(move('3', 'Shop')).rejects.toMatchObject(WRONG)
  await expect(move('3', 'Archived', true)).rejects.toMatchObject(WRONG)
  const events = await said('version', `${await idOf('staged')}/1`)
  expect(events.map(({ name, details }) => [name, details.from, details.to])).toEqual([
    ['version.registered', undefined, undefined],
    ['version.transitioned', 'None', 'Production'],
    ['version.transitioned', 'Production', 'Archived'],
  ])
})

test('a version says what it was made from, and copies keep it', async () => {
  await make('origins')
  const info = await run()
  const logged = await log({ source_run_id: info.run_id })
  const source = `models:/${logged.model_id}`
  const made = await register('origins', { source, model_id: logged.model_id })
  expect(made).toMatchObject({ source, run_id: info.run_id, model_id: logged.model_id, status: 'READY' })
  expect(await call(versions.downloadUri, { name: 'origins', version: '1' })).toEqual({
    artifact_uri: logged.artifact_uri,
  })
  const { tags } = (await call(models.get, { model_id: logged.model_id })).model.info
  expect(tags).toEqual([{ key: 'mlflow.modelVersions', value: '[{"name": "origins", "version": 1}]' }])
  const id = await idOf('origins')
  expect(await neighbours(database.db, 1, { kind: 'version', id: `${id}/1` })).toMatchObject([
    { rel: 'registered-as', kind: 'model-version', id: logged.model_id },
    { rel: 'contains', kind: 'model', id },
  ])
  await make('copy')
  await call(registry.setAlias, { name: 'origins', alias: 'best', version: '1' })
  for (const source of ['models:/origins/1', 'models:/origins@best', 'models:/origins/latest', 'models:/origins/none'])
    expect(await register('copy', { source })).toMatchObject({
      source: 'models:/origins/1',
      run_id: info.run_id,
      model_id: logged.model_id,
    })
  const inRun = `${info.artifact_uri}/model`
  expect(await register('origins', { source: inRun, run_id: info.run_id })).toMatchObject({ source: inRun })
  expect(await register('origins', { source: `runs:/${info.run_id}/model`, run_id: info.run_id })).toBeTruthy()
})

test('a source must be what the request says it is', async () => {
  await make('sources')
  const { run_id, artifact_uri } = await run()
  const other = await run()
  const logged = await log()
  for (const [source, more] of [
    ['/etc/passwd', {}],
    ['file:///etc/passwd', { run_id }],
    ['relative/path', {}],
    [artifact_uri, {}],
    [artifact_uri, { run_id: other.run_id }],
    [`${artifact_uri}/../../${other.run_id}`, { run_id }],
    [`${artifact_uri}/%2e%2e/x`, { run_id }],
    [`runs:/${run_id}/model`, {}],
    [`runs:/${run_id}/model`, { run_id: other.run_id }],
    [`models:/${logged.model_id}`, {}],
    [`models:/m-${'0'.repeat(32)}`, { model_id: `m-${'0'.repeat(32)}` }],
    ['models:/', {}],
    ['models:/a/b/c', {}],
    ['s3://bucket/../x', {}],
    ['s3://bucket', {}],
    ['', {}],
  ] as const)
    await expect(register('sources', { source, ...more }), source).rejects.toMatchObject(WRONG)
  await expect(register('sources', { source: 'models:/nobody/1' })).rejects.toMatchObject(MISSING)
  await expect(register('nobody')).rejects.toMatchObject(MISSING)
  for (const source of ['https://example.org/m.onnx', 'gs://bucket/m', 'hdfs://host/m', 's3://b/a%20b'])
    expect((await register('sources', { source })).source).toBe(source)
})

test('searches find by name, tag, run, source and number, page by page', async () => {
  for (const name of ['find-a', 'find-b', 'Find-C', 'find-ü']) await make(name)
  await call(registry.setTag, { name: 'find-b', key: 'team', value: 'blue' })
  const found = async (filter: string, more: object = {}) =>
    ((await call(registry.search, { filter, ...more })).registered_models ?? []).map(({ name }) => name)
  expect(await found("name LIKE 'find-%'")).toEqual(['find-a', 'find-b', 'find-ü'])
  expect(await found("name ILIKE 'find-%'")).toEqual(['Find-C', 'find-a', 'find-b', 'find-ü'])
  expect(await found("name IN ('find-a', 'find-ü')")).toEqual(['find-a', 'find-ü'])
  expect(await found("tags.team = 'blue'")).toEqual(['find-b'])
  expect(await found("name ILIKE 'find-%'", { order_by: ['name DESC'] })).toEqual([
    'find-ü',
    'find-b',
    'find-a',
    'Find-C',
  ])
  const first = await call(registry.search, { filter: "name ILIKE 'find-%'", max_results: 3 })
  expect(first.registered_models).toHaveLength(3)
  expect(await found("name ILIKE 'find-%'", { max_results: 3, page_token: first.next_page_token })).toEqual(['find-ü'])
  await register('find-a', { source: 's3://bucket/one', tags: [{ key: 'best', value: 'yes' }] })
  await register('find-a', { source: 's3://bucket/two', run_id: 'somewhere else' })
  const which = async (filter: string, more: object = {}) =>
    ((await call(versions.search, { filter, ...more })).model_versions ?? []).map(({ version }) => version)
  expect(await which("name = 'find-a'")).toEqual(['2', '1'])
  expect(await which("name = 'find-a' and version_number > 1")).toEqual(['2'])
  expect(await which("source_path LIKE '%one' and name='find-a'")).toEqual(['1'])
  expect(await which("run_id IN ('somewhere else')")).toEqual(['2'])
  expect(await which("tags.best = 'yes'")).toEqual(['1'])
  expect(await which("name = 'find-a'", { order_by: ['version_number ASC'] })).toEqual(['1', '2'])
  await expect(found('metrics.a > 1')).rejects.toMatchObject(WRONG)
  await expect(which('name = 5')).rejects.toMatchObject(WRONG)
  for (const max_results of [0, -1, 1001])
    await expect(call(registry.search, { max_results })).rejects.toMatchObject(WRONG)
})

test('prompts stand in lists only where they are asked for, and cannot become models', async () => {
  const mark = { key: 'mlflow.prompt.is_prompt', value: 'true' }
  await make('hello', { tags: [mark] })
  const text = { key: 'mlflow.prompt.text', value: 'Hello {{name}}' }
  expect(await register('hello', { source: 'dummy-source', tags: [mark, text] })).toMatchObject({ version: '1' })
  await expect(register('hello', { tags: [mark] })).rejects.toMatchObject(WRONG)
  const names = async (filter?: string) =>
    ((await call(registry.search, { filter })).registered_models ?? []).map(({ name }) => name)
  expect(await names()).not.toContain('hello')
  expect(await names("tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual(['hello'])
  expect(await names("tags.`mlflow.prompt.is_prompt` = 'false'")).toContain('copy')
  expect((await call(versions.search, { filter: "name = 'hello'" })).model_versions).toBeUndefined()
  const asked = await call(versions.search, { filter: "name = 'hello' and tags.`mlflow.prompt.is_prompt` = 'true'" })
  expect(asked.model_versions).toHaveLength(1)
  await expect(register('copy', { source: 'models:/hello/1' })).rejects.toMatchObject(WRONG)
})

test('names, numbers and texts that cannot be are refused with a sentence that names the field', async () => {
  for (const name of ['', ' ', 'a/b', 'a:b', '.', '..', 'x'.repeat(257)])
    await expect(make(name), name).rejects.toMatchObject({ ...WRONG, message: expect.stringContaining("'name'") })
  await make('bounds')
  await expect(call(registry.rename, { name: 'bounds', new_name: 'a/b' })).rejects.toMatchObject({
    ...WRONG,
    message: expect.stringContaining("'new_name'"),
  })
  for (const version of ['', 'one', '1.5', '99999999999'])
    await expect(call(versions.get, { name: 'bounds', version })).rejects.toThrow(/'version'|not found/)
  await expect(call(registry.setTag, { name: 'bounds', key: '', value: 'x' })).rejects.toMatchObject(WRONG)
  await expect(call(registry.setTag, { name: 'bounds', key: 'k', value: 'x'.repeat(100_001) })).rejects.toMatchObject(
    WRONG,
  )
  await expect(call(registry.update, { name: 'nobody', description: '' })).rejects.toMatchObject(MISSING)
  expect((await send('POST', '/ajax-api/2.0/mlflow/registered-models/create', { name: 7 })).status).toBe(400)
})
