/** A folder of the real MLflow's file store says what MLflow's own client reads in it; what is broken is named and left. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFolder } from '../../src/features/transfer/sources/folder.ts'
import { runPython } from '../protocol/python.ts'
import { type Everything, filesOf, inOrder, readSource } from './read-source.ts'

const LONG_MS = 300_000
const dir = mkdtempSync(join(tmpdir(), 'bellwether-source-'))
const root = join(dir, 'mlruns')
let theirs: Everything
beforeAll(async () => {
  const { report } = await runPython<Everything>('transfer/make_store.py', `file://${root}`, {
    env: { MLFLOW_ALLOW_FILE_STORE: 'true' },
  })
  theirs = inOrder(report)
}, LONG_MS)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const FILES = { 'out/a.txt': 'hello', 'out/deep/b.bin': 'x'.repeat(100_000) }

test('every field, every point, every file', async () => {
  const source = await openFolder(root)
  const { counts, left } = await source.check()
  expect(counts).toEqual({ experiments: 3, runs: 4, models: 3, versions: 4 })
  const ours = await readSource(source)
  expect(left).toEqual([])
  const run = theirs.runs.find(({ name }) => name === 'all of it')!
  // Its client reads step 0 where a point names a dataset, although the file has the step.
  run.latest.find(({ key }) => key === 'acc')!.step = 2
  theirs.points[run.run_id]!.acc = [[5, 2, 0.75]]
  expect(ours.logged.filter(({ deleted }) => deleted).map(({ name }) => name)).toEqual(['gone'])
  expect({ ...ours, logged: ours.logged.filter(({ deleted }) => !deleted) }).toEqual(theirs)
  expect(await filesOf(source, run.artifact_uri)).toEqual(FILES)
  await source.close()
})

test('a copy elsewhere, where the locations are those of the old place', async () => {
  const copy = join(dir, 'copy')
  cpSync(root, copy, { recursive: true })
  rmSync(join(copy, '.trash'), { recursive: true })
  const source = await openFolder(`file://${copy}`)
  const run = (await readSource(source)).runs.find(({ name }) => name === 'all of it')!
  expect(run.artifact_uri).toContain(root)
  expect(await filesOf(source, run.artifact_uri)).toEqual(FILES)
  await expect(filesOf(source, 'file:///etc')).rejects.toThrow(/outside of the places/)
})

test('what is hostile or half written is named with the reason, and the rest is read', async () => {
  const broken = join(dir, 'broken')
  cpSync(root, broken, { recursive: true })
  const experiment = theirs.experiments.find(({ name }) => name === 'first ü')!.experiment_id
  const run = theirs.runs.find(({ name }) => name === 'all of it')!.run_id
  const at = (...path: string[]): string => join(broken, experiment, ...path)
  const meta = readFileSync(at(run, 'meta.yaml'), 'utf8')
  const make = (id: string, text: string): void => {
    mkdirSync(at(id))
    writeFileSync(at(id, 'meta.yaml'), text)
  }
  writeFileSync(join(dir, 'secret'), 'secret')
  symlinkSync(join(dir, 'secret'), at(run, 'params', 'stolen'))
  symlinkSync(dir, at(run, 'tags', 'folder'))
  symlinkSync(root, at('linked'))
  writeFileSync(at(run, 'params', 'binary'), Buffer.from([0xff, 0xfe, 0]))
  appendFileSync(at(run, 'metrics', 'huge'), 'not a point\n1 2 3\n99999999999999999999 1 1\n1 0x10 1\n5 0.1')
  make('half', meta.slice(0, 40))
  make('empty', '')
  make('list', '- a\n- b\n')
  make(
    'bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`).join('\n')}\n`,
  )
  make('code', '!!python/object/apply:os.system ["touch /tmp/x"]')
  make('other', meta)
  make('missing-meta', '')
  rmSync(at('missing-meta', 'meta.yaml'))
  mkdirSync(join(broken, 'no-experiment'))
  writeFileSync(join(broken, 'models', 'shop.ranker', 'version-1', 'meta.yaml'), 'a: [')
  rmSync(at('datasets', readdirSync(at('datasets'))[0]!), { recursive: true })

  const source = await openFolder(broken)
  const { left } = await source.check()
  const { runs, points, versions } = await readSource(source)
  const found = runs.find(({ run_id }) => run_id === run)!
  expect(runs).toHaveLength(4)
  expect(found.params.map(({ key }) => key)).toEqual(['a/b', 'lr', 'multi'])
  expect(found.datasets).toHaveLength(1)
  expect(points[run]!.huge).toHaveLength(2)
  expect(versions.map(({ name, version }) => [name, version])).toEqual([
    ['a-prompt', '1'],
    ['shop.ranker', '2'],
  ])
  const reasons = Object.fromEntries(left.map(({ what, why }) => [what.replace(`${experiment}/`, ''), why]))
  expect(reasons).toMatchObject({
    [`${run}/params/stolen`]: expect.stringContaining('link'),
    [`${run}/params/binary`]: 'it is no UTF-8 text',
    [`${run}/tags/folder`]: expect.stringContaining('link'),
    [`${run}/metrics/huge`]: expect.stringContaining('half written'),
    [`lines of ${run}/metrics/huge`]: expect.stringContaining("'not a point'"),
    linked: expect.stringContaining('link'),
    half: "its meta.yaml says that it is run ''",
    'empty/meta.yaml': 'it is empty or half written',
    'list/meta.yaml': 'it is empty or half written',
    'bomb/meta.yaml': 'it names the same things over and over',
    'code/meta.yaml': expect.any(String),
    other: `its meta.yaml says that it is run '${run}'`,
    'missing-meta/meta.yaml': 'it is not there',
    'no-experiment/meta.yaml': 'it is not there',
    'models/shop.ranker/version-1/meta.yaml': expect.stringContaining('it is no YAML'),
  })
})

test('old stores: numbers for ids, names of runs in tags, points without steps', async () => {
  const old = join(dir, 'old')
  const id = 'b'.repeat(32)
  const run = join(old, '0', id)
  for (const name of ['metrics', 'params', 'tags', 'artifacts']) mkdirSync(join(run, name), { recursive: true })
  writeFileSync(
    join(old, '0', 'meta.yaml'),
    'artifact_location: /gone/mlruns/0\nexperiment_id: 0\nlifecycle_stage: active\nname: Default\n',
  )
  writeFileSync(
    join(run, 'meta.yaml'),
    `artifact_uri: /gone/mlruns/0/${id}/artifacts\nend_time: 1500000000001\nentry_point_name: ''\nexperiment_id: 0\nname: ''\nrun_uuid: ${id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1500000000000\nstatus: 3\ntags: []\nuser_id: me\n`,
  )
  writeFileSync(join(run, 'tags', 'mlflow.runName'), 'old one')
  writeFileSync(join(run, 'metrics', 'acc'), '1500000000 0.5\n1500000001 nan\n1500000002 -inf\n')
  writeFileSync(join(run, 'artifacts', 'a.txt'), 'a')
  const source = await openFolder(old)
  expect((await source.check()).left).toEqual([])
  const { experiments, runs, points } = await readSource(source)
  expect(experiments).toMatchObject([{ experiment_id: '0', name: 'Default', creation_time: 0 }])
  expect(runs).toMatchObject([{ run_id: id, name: 'old one', status: 'FINISHED', deleted: false, user_id: 'me' }])
  expect(points[id]!.acc).toEqual([
    [1500000000, 0, 0.5],
    [1500000001, 0, 'NaN'],
    [1500000002, 0, '-Infinity'],
  ])
  expect(await filesOf(source, runs[0]!.artifact_uri)).toEqual({ 'a.txt': 'a' })
})

test('what is no file store is refused with what to do', async () => {
  await expect(openFolder(join(dir, 'not-there'))).rejects.toThrow(/there is no folder/)
  await expect(openFolder('mlruns')).rejects.toThrow(/whole path/)
  mkdirSync(join(dir, 'nothing'))
  await expect((await openFolder(join(dir, 'nothing'))).check()).rejects.toThrow(/no file store/)
})
