import { expect, test } from 'vitest'
import { ownedServer } from '../../../test/harness/accounts.ts'
import { specialisations } from '../handbook/contract/specialisations.ts'
import { members } from './contract/members.ts'

const { as, makeAccount, advance, database } = await ownedServer()
const LIST = specialisations.list.path
const CHOICE = '/api/v1/workspace/choice'

const declarersFor = async (by: string): Promise<string[]> => {
  const { body } = await as(by, 'GET', LIST)
  const { specialisations: all } = body as { specialisations: { declared_by: { name: string }[] }[] }
  return [...new Set(all.flatMap(({ declared_by }) => declared_by.map(({ name }) => name)))].sort()
}
async function looks(): Promise<{ by: number; of: number }[]> {
  const { rows } = await database.pool.query<{ by: number; of: number }>(
    "select account_id as by, subject_id::int as of from events where name = 'people.read' order by id",
  )
  return rows
}

test('Platform-14: what people say of themselves is seen only with the right to it, each look leaves an entry, and its person sees who looked', async () => {
  const ida = await makeAccount('ida', 'contributor')
  const ben = await makeAccount('ben', 'viewer')
  const lead = await makeAccount('lea', 'maintainer')
  for (const { token } of [ida, ben]) await as(token, 'PUT', CHOICE, { specialisations: ['nlp'] })
  for (const role of ['viewer', 'approver', 'stakeholder', 'auditor'] as const) {
    const { token } = await makeAccount(role, role)
    expect(await declarersFor(token), role).toEqual([])
    expect((await as(token, 'GET', `${specialisations.suggest.path}?need=nlp`)).status, role).toBe(403)
  }
  // One's own is no look at somebody.
  expect(await declarersFor(ida.token)).toEqual(['ida'])
  expect(await looks()).toEqual([])
  expect(await declarersFor(lead.token)).toEqual(['ben', 'ida'])
  const both = [ida.id, ben.id].map((of) => ({ by: lead.id, of }))
  expect(await looks()).toEqual(both)
  const seen = (await as(ida.token, 'GET', members.looks.path)).body.looks
  expect(seen).toMatchObject([{ by: 'lea', what: 'specialisations', workspace: 'default' }])
  expect((await as(lead.token, 'GET', members.looks.path)).body.looks).toEqual([])
  // A page that stays open looks once, and again later.
  await declarersFor(lead.token)
  expect(await looks()).toEqual(both)
  advance(600_001)
  await declarersFor(lead.token)
  expect(await looks()).toHaveLength(4)
})
