import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { handbook } from './contract.ts'

const { call } = await server({ now: Date.UTC(2026, 5, 1) })
const ids = async (filter: object) => (await call(handbook.figures, filter)).figures.map(({ id }) => id)

test('Team-77: a filter by company, spelled as in the documents, returns its entries and says how many sources', async () => {
  const google = await call(handbook.figures, { company: 'Google' })
  expect(google.figures.map(({ id, value }) => [id, value])).toEqual([['f011', '$230,148']])
  expect(google.said_by).toBe('one source')
  const amazon = await call(handbook.figures, { company: 'Amazon' })
  expect(amazon.figures.map(({ id }) => id)).toEqual(['f013', 'f095'])
  expect(amazon.said_by).toBe('2 sources')
  expect(await ids({ company: 'Nobody Ltd' })).toEqual([])
})
