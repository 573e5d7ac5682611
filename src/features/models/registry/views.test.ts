/** What pages and commands see of the registry, and what the files of a version say of it. */
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { metrics } from '../../track/contract/metrics.ts'
import { runs } from '../../track/contract/runs.ts'
import { registered } from '../contract/own.ts'
import { registry } from '../contract/registry.ts'
import { versions } from '../contract/versions.ts'
import { models } from '../contract.ts'

const { call, send, now } = await server({ now: 1_700_000_000_000 })
const { experiment_id } = await call(experiments.create, { name: 'views' })
const WRONG = { status: 400, code: 'INVALID_PARAMETER_VALUE' }

const put = (uri: string, path: string, text: string) =>
  send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${uri.replace(/^mlflow-artifacts:\/+/, '')}/${path}`, text, {
    'content-type': 'application/octet-stream',
  })

/** A logged model with these files, registered as a version. */
async function register(name: string, files: Record<string, string>) {
  const { run } = await call(runs.create, { experiment_id, run_name: 'maker' })
  const { run_id } = run.info
  const { info } = (await call(models.create, { experiment_id, name: 'logged', source_run_id: run_id })).model
  for (const [path, text] of Object.entries(files)) await put(info.artifact_uri, path, text)
  const source = `models:/${info.model_id}`
  const { version } = (await call(versions.create, { name, source, model_id: info.model_id })).model_version
  return { run_id, model_id: info.model_id, version, uri: info.artifact_uri }
}

const MLMODEL = `flavors:
  python_function:
    env: {conda: conda.yaml, virtualenv: python_env.yaml}
    loader_module: mlflow.sklearn
    python_version: 3.11.9
  sklearn:
    code: null
    pickled_model: model.pkl
    sklearn_version: 1.9.1
mlflow_version: 3.17.2
model_size_bytes: 1234
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "object", "name": "who", "required": false,
    "properties": {"a": {"type": "long"}, "b": {"type": "array", "items": {"type": "string"}}}}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  params: '[{"name": "t", "type": "float", "default": 0.5, "shape": null}]'
utc_time_created: '2026-01-01 10:00:00.000000'
`

test('a version says what it takes and returns, what it needs, where it comes from and how it was measured', async () => {
  await call(registry.create, { name: 'whole', description: 'all of it' })
  const files = {
    MLmodel: MLMODEL,
    'requirements.txt': 'mlflow==3.17.2\n# no\nscikit-learn==1.9.1  # why\n',
    'model.pkl': 'x',
  }
  const { run_id, model_id, uri } = await register('whole', files)
  for (const [value, step] of [
    [0.5, 0],
    [0.75, 1],
  ] as const)
    await call(metrics.log, {
      run_id,
      key: 'acc',
      value,
      step,
      timestamp: now(),
      model_id,
      dataset_name: 'test',
      dataset_digest: 'd1',
    })
  await call(registry.setAlias, { name: 'whole', alias: 'champion', version: '1' })
  const whole = await call(registered.version, { name: 'whole', version: '1' })
  for (const version of ['latest', '@champion', '@latest'])
    expect(await call(registered.version, { name: 'whole', version })).toEqual(whole)
  expect(whole).toMatchObject({
    model: { name: 'whole', description: 'all of it' },
    version: { version: 1, stage: 'None', aliases: ['champion'], run_id, logged_model_id: model_id, external: null },
    files: { uri, root: uri, count: 3, bytes: expect.any(Number) },
    flavours: [
      { name: 'python_function', facts: { loader_module: 'mlflow.sklearn', python_version: '3.11.9' } },
      { name: 'sklearn', facts: { pickled_model: 'model.pkl', sklearn_version: '1.9.1' } },
    ],
    signature: {
      inputs: [
        { name: 'age', type: 'double', shape: null, required: true, default: null },
        { name: 'who', type: 'object(a: long, b: array(string))', required: false },
      ],
      outputs: [{ name: null, type: 'tensor(float32)', shape: [-1, 2] }],
      params: [{ name: 't', type: 'float', required: false, default: '0.5' }],
    },
    requirements: ['mlflow==3.17.2', 'scikit-learn==1.9.1'],
    facts: { mlflow_version: '3.17.2', model_size_bytes: '1234' },
    problem: null,
    origin: {
      run: { run_id, name: 'maker', experiment: { experiment_id, name: 'views' } },
      logged_model: { model_id, name: 'logged', params: {} },
      copied_from: null,
    },
    evaluations: [
      {
        run_id,
        run_name: 'maker',
        dataset: { name: 'test', digest: 'd1' },
        metrics: [{ key: 'acc', value: 0.75, step: 1 }],
      },
    ],
  })
  await call(registry.create, { name: 'copied' })
  await call(versions.create, { name: 'copied', source: 'models:/whole@champion' })
  expect(await call(registered.version, { name: 'copied', version: '1' })).toMatchObject({
    signature: whole.signature,
    origin: { copied_from: { name: 'whole', version: 1 } },
  })
})

test('what the files of a version say badly is told in a sentence, and stands in nobody’s way', async () => {
  await call(registry.create, { name: 'odd' })
  const deep = `flavors: {a: 1}\nsignature: ${'['.repeat(50_000)}`
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`)
    .join('\n')}\nflavors: {a: 1}`
  for (const [text, sentence] of [
    [undefined, 'There is no MLmodel file'],
    ['flavors: [', 'cannot be read'],
    ['just text', 'not a YAML mapping'],
    ['a: 1', "no 'flavors'"],
    ["flavors: {a: {}}\nsignature: {inputs: '{'}", 'inputs of its signature are not JSON'],
    ["flavors: {a: {}}\nsignature: {outputs: '[1]'}", 'not an object'],
    ['x'.repeat(1_048_577), '1048577 bytes'],
    ['- a\n'.repeat(40_000), 'outside of quotes'],
    [deep, 'cannot be read'],
    [bomb, 'cannot be read'],
  ] as const) {
    const { version } = await register('odd', text === undefined ? {} : { MLmodel: text })
    const { problem } = await call(registered.version, { name: 'odd', version })
    expect(problem).toContain(sentence)
  }
  const tagged = 'flavors: {a: {b: !!python/object/apply:os.system [\'true\'], c: "\\0\\ud800"}}\nsignature: null'
  const { version, uri } = await register('odd', { MLmodel: tagged })
  expect(await call(registered.version, { name: 'odd', version })).toMatchObject({ problem: null, signature: null })
  const late = await register('odd', {})
  await put(late.uri, 'MLmodel', MLMODEL)
  expect(await call(registered.version, { name: 'odd', version: late.version })).toMatchObject({ problem: null })
  expect((await send('GET', `/model-versions/get-artifact?name=odd&version=${version}&path=MLmodel`)).body.text).toBe(
    tagged,
  )
  expect(uri).not.toBe(late.uri)
})

test('Registry-05: a model that others made is registered with its place, its licence and its hash, and not without', async () => {
  const sha256 = 'a'.repeat(64)
  const made = await call(registered.registerExternal, {
    name: 'base',
    source: 'hf://org/llama@v1.2',
    licence: 'Apache-2.0 OR MIT',
    sha256: `sha256:${sha256.toUpperCase()}`,
    description: 'what we tune',
    tags: { size: '8B' },
  })
  expect(made.version.external).toEqual({ source: 'hf://org/llama@v1.2', licence: 'Apache-2.0 OR MIT', sha256 })
  const { version: second } = await call(registered.registerExternal, {
    name: 'base',
    source: 'https://example.org/m.onnx',
    licence: 'LicenseRef-ours',
    sha256,
  })
  expect(second).toMatchObject({ version: 2, external: { licence: 'LicenseRef-ours' } })
  expect(await call(registered.version, { name: 'base', version: '1' })).toMatchObject({
    version: { description: 'what we tune', tags: { size: '8B' }, external: made.version.external },
    files: { uri: 'hf://org/llama@v1.2', root: null },
    problem: expect.stringContaining('this server does not keep'),
  })
  expect(await call(versions.downloadUri, { name: 'base', version: '1' })).toEqual({
    artifact_uri: 'hf://org/llama@v1.2',
  })
  for (const wrong of [
    { source: '/etc/passwd' },
    { source: 'mlflow-artifacts:/1/x' },
    { source: 'models:/base/1' },
    { source: 's3://b/../c' },
    { licence: 'not a licence!' },
    { licence: 'NOASSERTION' },
    { sha256: 'abc' },
  ])
    await expect(
      call(registered.registerExternal, { name: 'base', source: 'hf://org/x', licence: 'MIT', sha256, ...wrong }),
    ).rejects.toMatchObject(WRONG)
  const whole = { source: 'hf://org/x', licence: 'MIT', sha256 }
  for (const field of ['source', 'licence', 'sha256'] as const) {
    const { [field]: _missing, ...rest } = whole
    const { status, body } = await send('POST', '/api/v1/models/base/external', rest)
    expect([status, body.detail]).toEqual([400, expect.stringContaining(`'${field}'`)])
  }
  expect((await call(registered.model, { name: 'base' })).model.versions).toBe(2)
})

test('lists of models and versions are read page by page, by name or by what changed last', async () => {
  for (const name of ['list-a', 'list-b', 'list-c']) await call(registry.create, { name })
  for (let i = 0; i < 3; i++) await call(versions.create, { name: 'list-b', source: 's3://bucket/x' })
  await call(registry.setAlias, { name: 'list-b', alias: 'best', version: '2' })
  await call(versions.transition, { name: 'list-b', version: '1', stage: 'Production' })
  const list = async (more: object) => (await call(registered.models, { search: 'LIST-', ...more })).models
  expect((await list({})).map(({ name }) => name)).toEqual(['list-a', 'list-b', 'list-c'])
  expect((await list({ alias: 'best' })).map(({ name }) => name)).toEqual(['list-b'])
  expect((await list({ stage: 'Production' })).map(({ name }) => name)).toEqual(['list-b'])
  expect(await list({ prompts: true })).toEqual([])
  expect((await list({}))[1]).toMatchObject({
    versions: 3,
    latest: { version: 3, aliases: [] },
    aliases: [{ alias: 'best', version: 2 }],
    is_prompt: false,
  })
  const first = await call(registered.models, { search: 'list-', limit: 2 })
  const second = await call(registered.models, { search: 'list-', limit: 2, cursor: first.next_cursor! })
  expect([...first.models, ...second.models].map(({ name }) => name)).toEqual(['list-a', 'list-b', 'list-c'])
  expect(second.next_cursor).toBeNull()
  const page = await call(registered.versions, { name: 'list-b', limit: 2 })
  expect(page.versions.map(({ version }) => version)).toEqual([3, 2])
  expect(await call(registered.versions, { name: 'list-b', limit: 2, before: page.next! })).toMatchObject({
    versions: [{ version: 1, stage: 'Production' }],
    next: null,
  })
})

test('the card of a model is read: its licence, what it was made from, what its makers measured', async () => {
  const README = '---\nlicense: apache-2.0\nbase_model: tiny-bert\nlanguage: [en, de]\n---\n# Reviews\n'
  await call(registry.create, { name: 'carded' })
  await register('carded', { MLmodel: MLMODEL, 'README.md': README })
  const { card, problem } = await call(registered.version, { name: 'carded', version: '1' })
  expect([card, problem]).toMatchObject([
    { licence: 'apache-2.0', base_models: ['tiny-bert'], languages: ['en', 'de'] },
    null,
  ])
  // As MLflow's transformers flavour writes it.
  await register('carded', { 'model_card.md': '# Reviews', 'model_card_data.yaml': 'license: mit\n' })
  expect((await call(registered.version, { name: 'carded', version: '2' })).card).toMatchObject({ licence: 'mit' })
  await register('carded', { MLmodel: MLMODEL, 'README.md': '# Nothing' })
  expect((await call(registered.version, { name: 'carded', version: '3' })).card).toBeNull()
})
