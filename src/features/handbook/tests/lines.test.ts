import fc from 'fast-check'
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { home } from '../../home/contract.ts'
import { loadBook } from '../book/load.ts'
import { handbook } from '../contract.ts'

const { call } = await server()
const book = await loadBook()
const entries = [...book.entries.values()]
const search = (q: string, limit = 200) => call(handbook.search, { q, limit })

test('the overview counts what there is, and how much cites each document', async () => {
  const { topics, sources, lines, overlaid } = await call(handbook.overview, {})
  const count = Object.fromEntries(topics.map((topic) => [topic.id, topic.count]))
  expect(count).toMatchObject({ figures: 96, contradictions: 4, tools: 43, roles: 14, paths: 13 })
  expect(sources.map(({ id }) => id)).toEqual(['000', '001', '002', '003', '004'])
  for (const source of sources) expect(source.lines).toBeGreaterThan(20)
  expect(lines).toBe(entries.length)
  expect(overlaid).toBe(false)
})

test('every line is found by its own words, its id and its reference', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...entries), async (entry) => {
      const ids = async (q: string) => (await search(q)).found.map(({ id }) => id)
      expect(await ids(entry.text)).toContain(entry.id)
      expect(await ids(entry.id.toUpperCase())).toContain(entry.id)
      for (const ref of entry.refs) expect(await ids(ref)).toContain(entry.id)
    }),
    { numRuns: 60 },
  )
})

test('a search takes words in any order and case, the exact id first; what is not there is not found', async () => {
  expect((await search('OVERFITTING accuracy')).found.map(({ id }) => id)).toContain('challenge-accuracy-both')
  expect((await search('f042')).found[0]).toMatchObject({
    id: 'f042',
    topic: 'figures',
    href: '/handbook/figures/f042',
  })
  expect(await search('zzz nothing')).toEqual({ found: [], total: 0 })
  const few = await search('team', 3)
  expect(few.found).toHaveLength(3)
  expect(few.total).toBeGreaterThan(30)
})

test('the search over everything finds lines of the handbook, with their pages', async () => {
  const { elsewhere } = await call(home.search, { q: 'glassdoor lead' })
  expect(elsewhere).toContainEqual({
    group: 'Handbook',
    title: '$153,000',
    note: 'Lead Machine Learning Engineer average (Glassdoor)',
    href: '/handbook/lines/f041',
  })
})

test('one line says where it stands, what it rests on and what else comes from the same place', async () => {
  const shown = await call(handbook.line, { id: 'team-lead-document-procedures' })
  expect(shown).toMatchObject({
    topic: 'roles',
    role: { id: 'ml-engineering-team-lead', name: 'ML Engineering Team Lead' },
    href: '/handbook/roles/ml-engineering-team-lead#team-lead-document-procedures',
    sources: [{ id: '000', title: 'ML Engineering Team Lead' }],
    skill: { id: 'communication' },
    check: { id: 'runs-with-note', state: 'nothing', sentence: 'There are no runs yet.' },
  })
  const years = await call(handbook.line, { id: 'senior-mle-years' })
  expect(years.figures.map(({ id, value }) => [id, value])).toEqual([['f022', '5-10+ years']])
  expect(years.also.map(({ id }) => id)).toContain('f022')
  await expect(call(handbook.line, { id: 'nope' })).rejects.toMatchObject({ status: 404 })
})

test('every line can be opened by its id', async () => {
  for (const { id } of entries) expect((await call(handbook.line, { id })).line.id).toBe(id)
})

test('tools, practices, challenges, trends, advice and what is missing are listed with their references', async () => {
  const { tools } = await call(handbook.tools, {})
  expect(tools).toHaveLength(43)
  expect((await call(handbook.tools, { how: 'native' })).tools.every(({ how }) => how === 'native')).toBe(true)
  for (const topic of ['practices', 'challenges', 'trends', 'advice'] as const) {
    const { pieces } = await call(handbook[topic], {})
    const lines = pieces.flatMap((piece) => piece.lines)
    expect(lines.length, topic).toBe(book[topic].flatMap((piece) => piece.lines).length)
    for (const line of lines) expect(line.refs.length * line.text.length).toBeGreaterThan(0)
  }
  const { missing } = await call(handbook.missing, {})
  expect(missing.map(({ id }) => id)).toContain('missing-interviews')
})
