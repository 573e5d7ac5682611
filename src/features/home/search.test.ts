import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { models } from '../models/contract.ts'
import { runs } from '../track/contract/runs.ts'
import { home } from './contract.ts'

const { call, database } = await server()
const experiment_id = await anExperiment(call, 'search')
const aNamed = (run_name: string) => aRun(call, { experiment_id, run_name })
const search = async (q: string, limit = 20) => {
  const { found, whole } = await call(home.search, { q, limit })
  return { labels: found.map(({ label }) => label), whole }
}

const rare = await aNamed('nightly Zebra-Crossing 7')
await aNamed('zz-first')
await aNamed('plain zz')
await aNamed('Überprüfung ab')
await aNamed('100%_sure')
await database.pool.query(`insert into nodes (workspace_id, kind, id, label)
  select 1, 'run', md5(n::text), 'filler run ' || n from generate_series(1, 30000) n`)

test('a name that few share is found among 30,000 newer ones, by any of its words and in any case', async () => {
  for (const q of ['zebra', 'ZEBRA-cross', 'crossing nightly', 'ebra', '7 zebra', rare.slice(0, 8), rare])
    expect(
      (await call(home.search, { q })).found.map(({ id }) => id),
      q,
    ).toEqual([rare])
  expect((await search('zebra filler')).labels).toEqual([])
})

test('where many match, the whole text comes first, then beginnings, then the newest', async () => {
  const { labels } = await search('filler run 77', 8)
  expect(labels[0]).toBe('filler run 77')
  expect(labels.filter((label) => label.startsWith('filler run 77'))).toHaveLength(8)
  expect((await search('filler', 2)).labels).toEqual(['filler run 30000', 'filler run 29999'])
  expect((await search('iller', 2)).labels).toEqual(['filler run 30000', 'filler run 29999'])
})

test('a name of nothing but the words comes before newer ones that hold them, whatever stands between', async () => {
  const called = await aNamed('brave-heron_12')
  const longer = await aNamed('brave-heron_12/fold-1')
  const other = await aNamed('not brave heron-12')
  const { found } = await call(home.search, { q: 'Brave heron 12' })
  expect(found.map(({ id }) => id)).toEqual([called, longer, other])
})

test('experiments and models are found beside any number of runs', async () => {
  const named = await anExperiment(call, 'what filler is for')
  const { model } = await call(models.create, { experiment_id, name: 'a filler' })
  const { found } = await call(home.search, { q: 'iller' })
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining([named, model.info.model_id]))
  expect((await call(home.search, { q: 'filler', kind: ['model-version'] })).found).toHaveLength(1)
})

test('what is in the trash comes last, and is not pushed out by the index', async () => {
  const gone = await aNamed('zebra gone')
  await call(runs.delete, { run_id: gone })
  const { found } = await call(home.search, { q: 'zebra' })
  expect(found.map(({ id, deleted }) => [id, deleted])).toEqual([
    [rare, false],
    [gone, true],
  ])
})

test('words without three letters are looked for in the newest 10,000 of a kind, and the reply says so', async () => {
  // The beginning of a name is found however old it is, a word in the middle of it is not.
  expect(await search('zz')).toEqual({ labels: ['zz-first'], whole: false })
  await aNamed('new zz')
  expect(await search('zz')).toEqual({ labels: ['zz-first', 'new zz'], whole: false })
  expect((await search('zz plain')).labels).toEqual(['plain zz'])
  expect((await search('zebra')).whole).toBe(true)
  expect(await search('er', 5)).toMatchObject({ whole: true })
  const experiments = await call(home.search, { q: 'qq', kind: ['experiment'] })
  expect(experiments).toMatchObject({ found: [], whole: true })
})

test('letters beyond ASCII are found as they are written; signs of patterns are letters', async () => {
  expect((await search('Überprüfung')).labels).toEqual(['Überprüfung ab'])
  expect((await search('prüfung')).labels).toEqual(['Überprüfung ab'])
  expect((await search('100%_')).labels).toEqual(['100%_sure'])
  expect((await search('sure %')).labels).toEqual(['100%_sure'])
  expect((await search('%%%')).labels).toEqual([])
  expect((await search('a\\b')).labels).toEqual([])
})
