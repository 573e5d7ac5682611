import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import type { Input, Reply } from '../../../lib/contract.ts'
import { handbook } from '../contract.ts'

const { call, send, app } = await server({ now: Date.UTC(2026, 5, 1) })
const list = (filter: Input<typeof handbook.figures> = {}) => call(handbook.figures, filter)
const ids = async (filter: Input<typeof handbook.figures>) => (await list(filter)).figures.map(({ id }) => id)
const FILTERS = ['group', 'role', 'level', 'place', 'company', 'sector', 'source'] as const

/** Id, reference and value of each, as the documents have them. */
const fixture = readFileSync(join(import.meta.dirname, 'source-figures.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'))

test('all 96 figures are there by id, reference and value, word for word', async () => {
  const { figures } = await list()
  expect(fixture).toHaveLength(96)
  expect(figures.map(({ id, ref, value }) => [id, ref, value])).toEqual(fixture)
})

test('Team-79: a figure shows source, line and original words, and contradicting ones stand side by side, not merged', async () => {
  const { figure, source, contradictions } = await call(handbook.figure, { id: 'f056' })
  expect(figure).toMatchObject({ value: '$81,709', ref: '003:136', label: 'Machine Learning Manager average' })
  expect(source).toEqual({ id: '003', title: 'ML Engineering Manager' })
  expect(contradictions.map(({ topic }) => topic)).toEqual(['What a manager of ML earns'])
  const all = (await call(handbook.contradictions, {})).contradictions
  expect(all.map(({ figures }) => figures.map(({ id }) => id))).toEqual([
    ['f068', 'f069', 'f089', 'f094'],
    ['f055', 'f056', 'f060'],
    ['f040', 'f063'],
    ['f042'],
  ])
  for (const { figures, refs } of all) expect(refs.toSorted()).toEqual(figures.map(({ ref }) => ref).toSorted())
})

test('Team-77: a filter by company, spelled as in the documents, returns its entries, each from one source', async () => {
  const google = await list({ company: 'Google' })
  expect(google.figures.map(({ id, value, said_by }) => [id, value, said_by])).toEqual([
    ['f011', '$230,148', 'one source'],
  ])
  expect(google.said_by).toBe('one source')
  const amazon = await list({ company: 'Amazon' })
  expect(amazon.figures.map(({ id, said_by }) => [id, said_by])).toEqual([
    ['f013', 'one source'],
    ['f095', 'one source'],
  ])
  expect(amazon.said_by).toBe('2 sources')
  expect(await ids({ company: 'Facebook (Meta)' })).toEqual(['f012'])
  expect(await list({ company: 'amazon' })).toMatchObject({ figures: [], said_by: 'no source', scale: null })
})

test('Team-78: a filter by place, spelled as in the documents, returns precisely the matching entries', async () => {
  expect(await ids({ place: 'New York, NY' })).toEqual(['f006', 'f007', 'f008'])
  expect(await ids({ place: 'Seattle' })).toEqual(['f009', 'f010', 'f029'])
  expect(await ids({ place: 'Remote' })).toEqual(['f044', 'f045'])
  expect(await ids({ place: 'Pasadena, CA' })).toEqual(['f061'])
  expect(await ids({ place: 'New York' })).toEqual(['f046'])
})

test('figures are filtered by sector, role, level, group and document, alone and together', async () => {
  expect(await ids({ sector: 'Finance and Healthcare' })).toEqual(['f035'])
  expect(await ids({ sector: 'healthcare' })).toEqual(['f020'])
  expect(await ids({ role: 'ML Tech Lead', level: 'mid' })).toEqual(['f032'])
  expect(await ids({ group: 'date' })).toEqual(['f026', 'f037', 'f038', 'f039', 'f048', 'f075', 'f096'])
  expect(await ids({ source: '002', group: 'experience' })).toEqual(['f049'])
  await expect(list({ group: 'wages' as 'pay' })).rejects.toThrow(/'group': expected one of pay, market/)
})

test('every value that a filter offers leads to as many figures as it says, whatever else is filtered', async () => {
  const all = await list()
  const offered = FILTERS.flatMap((key) => all.facets[key].map(({ value }) => ({ key, value })))
  const some = fc.uniqueArray(fc.constantFrom(...offered), { maxLength: 2, selector: ({ key }) => key })
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(...FILTERS), async (chosen, key) => {
      const filter = Object.fromEntries(chosen.map((one) => [one.key, one.value])) as Input<typeof handbook.figures>
      const { facets } = await list(filter)
      for (const { value, figures } of facets[key]) expect(await ids({ ...filter, [key]: value })).toHaveLength(figures)
    }),
    { numRuns: 30 },
  )
})

test('what is implausible is shown and flagged, and neither the scale nor anything else counts it', async () => {
  const adverts = await list({ place: 'Galveston, TX' })
  expect(adverts.figures[0]).toMatchObject({ id: 'f042', value: 'USD 1111111K - 1111111K', implausible: true })
  expect(adverts).toMatchObject({ implausible: ['f042'], scale: null })
  const { scale, implausible } = await list({ group: 'pay' })
  expect(implausible).toEqual(['f042'])
  expect(scale).toEqual({ low: 37_000, high: 554_000, currency: 'USD' })
})

test('figures are read only: nothing averages, merges or changes one', async () => {
  const routes = app.http.routes.filter(({ path }) => path.includes('/handbook/figures'))
  expect(routes.map(({ method }) => method)).toEqual(['GET', 'GET'])
  const reply = (await list({ role: 'Machine Learning Manager' })) as Reply<typeof handbook.figures>
  expect(Object.keys(reply).sort()).toEqual(
    ['advice', 'facets', 'figures', 'implausible', 'said_by', 'scale', 'sources', 'workspace_sector'].sort(),
  )
  expect((await send('PUT', '/api/v1/handbook/figures/f001', { value: '1' })).status).toBe(404)
})

test('a date dates figures, and their age follows from it', async () => {
  const { figure, dates } = await call(handbook.figure, { id: 'f075' })
  expect(figure).toMatchObject({ value: '2024', year: 2024, years_old: 2 })
  expect(dates).toContain('f063')
  expect((await call(handbook.figure, { id: 'f063' })).figure).toMatchObject({
    year: 2024,
    years_old: 2,
    dated_by: 'f075',
  })
  await expect(call(handbook.figure, { id: 'f097' })).rejects.toThrow(/Figure 'f097' does not exist/)
})

test('Team-52: beside pay stands the advice on researching standards, the whole package and showing impact', async () => {
  const { advice } = await list({ role: 'ML Tech Lead', group: 'pay' })
  const refs = advice.flatMap(({ lines }) => lines.flatMap((line) => line.refs))
  expect(refs).toEqual(expect.arrayContaining(['001:205', '001:207', '001:208', '003:164']))
  expect((await list({ group: 'date' })).advice).toEqual([])
})
