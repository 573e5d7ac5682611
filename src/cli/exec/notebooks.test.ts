import { mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { files } from '../../features/artifacts/contract/files.ts'
import { experiments } from '../../features/track/contract/experiments.ts'
import { own } from '../../features/track/contract/own.ts'
import { runs } from '../../features/track/contract/runs.ts'
import { createClient } from '../client.ts'
import { findNotebooks, keepNotebooks, proxyPathOf } from './notebooks.ts'

const BEGAN = 1_700_000_000_000

/** A folder in which these were written after the start, and `old` before it. */
function written(names: string[], old: string[] = []): string {
  const at = folder()
  mkdirSync(join(at, 'nb'))
  for (const name of [...names, ...old]) {
    writeFileSync(join(at, name), '{}')
    const seconds = BEGAN / 1000 + (old.includes(name) ? -1 : 1)
    utimesSync(join(at, name), seconds, seconds)
  }
  return at
}

test('notebooks that were written are found where each tool puts them, the likeliest result last', () => {
  const found = (command: string, names: string[], old?: string[]) =>
    findNotebooks(command.split(' '), written(names, old), BEGAN).map(({ path }) => path.replace('notebooks/', ''))
  expect(found('jupyter execute --inplace train.ipynb', ['train.ipynb', 'zzz.ipynb'], ['a.ipynb'])).toEqual([
    'zzz.ipynb',
    'train.ipynb',
  ])
  expect(found('papermill nb/in.ipynb nb/out.ipynb', ['nb/out.ipynb', 'nb/x.ipynb'], ['nb/in.ipynb'])).toEqual([
    'out.ipynb',
  ])
  const convert = 'jupyter nbconvert --to notebook --execute'
  expect(found(`${convert} nb/in.ipynb`, ['nb/in.nbconvert.ipynb'], ['nb/in.ipynb'])).toEqual(['in.nbconvert.ipynb'])
  expect(found(`${convert} --output out nb/in.ipynb`, ['nb/out.ipynb'], ['nb/in.ipynb'])).toEqual(['out.ipynb'])
  expect(found(`${convert} --output=out.ipynb nb/in.ipynb`, ['nb/out.ipynb'])).toEqual(['out.ipynb'])
  expect(found(`${convert} --output-dir=nb in.ipynb`, ['nb/in.ipynb'], ['in.ipynb'])).toEqual(['in.ipynb'])
  expect(found('jupyter execute --output={notebook_name}-done nb/in.ipynb', ['nb/in-done.ipynb'])).toEqual([
    'in-done.ipynb',
  ])
  expect(found(`sh -c ${'x'.repeat(5_000)}.ipynb --output`, [], ['train.ipynb'])).toEqual([])
})

test("only the server's own store is written to", () => {
  expect(proxyPathOf('mlflow-artifacts:/0/abc/artifacts')).toBe('0/abc/artifacts')
  expect(proxyPathOf('mlflow-artifacts:///0/abc/artifacts/')).toBe('0/abc/artifacts')
  for (const uri of ['mlflow-artifacts://other:5000/0/abc', 's3://bucket/0', 'file:///tmp/x', '/tmp/x'])
    expect(proxyPathOf(uri)).toBeUndefined()
})

test('what cannot be stored is a note, and the rest is stored', async () => {
  const { call, listen } = await server()
  const client = createClient({ url: await listen(), from: '--url' })
  const at = written(['big.ipynb', 'gone.ipynb', 'größe 1%.ipynb'])
  truncateSync(join(at, 'big.ipynb'), 120_000_000)
  const { experiment_id } = await call(experiments.create, { name: 'far', artifact_location: 's3://bucket/far' })
  const make = async (id: string) => (await call(runs.create, { experiment_id: id })).run.info.run_id
  const [far, near] = [await make(experiment_id), await make('0')]
  const found = ['big.ipynb', 'größe 1%.ipynb', 'gone.ipynb'].map((name) => ({
    path: `notebooks/${name}`,
    file: join(at, name === 'gone.ipynb' ? 'nowhere' : name),
    size: name === 'big.ipynb' ? 120_000_000 : 2,
  }))
  const notes: string[] = []
  await keepNotebooks(client, [far, near], found, (text) => notes.push(text))
  expect(notes).toEqual([
    `The notebook ${join(at, 'big.ipynb')} was not stored: it has 120.0 MB, and 100 MB is the limit.`,
    expect.stringContaining(`not stored with run ${far}: its artifacts are at 's3://bucket/far/`),
    expect.stringContaining(`nowhere was not stored with run ${near}: ENOENT`),
  ])
  const stored = await call(files.ofRun, { run_id: near, recursive: true })
  expect(stored.files.map(({ path }) => path)).toEqual(['notebooks/größe 1%.ipynb'])
  expect((await call(own.run, { run_id: near })).run.tags['bellwether.notebook']).toBe('notebooks/größe 1%.ipynb')
  expect((await call(own.run, { run_id: far })).run.tags).not.toHaveProperty('bellwether.notebook')
})

test('a server that went away is noted once', async () => {
  const client = createClient({ url: 'http://127.0.0.1:4', from: '--url' })
  const notes: string[] = []
  const found = [{ path: 'notebooks/a.ipynb', file: 'a.ipynb', size: 1 }]
  await keepNotebooks(client, ['a'.repeat(32), 'b'.repeat(32)], found, (text) => notes.push(text))
  expect(notes).toEqual([expect.stringContaining('nothing listens there')])
})
