import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { server } from '../../../../test/harness/server.ts'
import type { Reply } from '../../../lib/contract.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { LEVELS } from '../contract/shapes.ts'
import { specialisations } from '../contract/specialisations.ts'
import { team } from '../contract/team.ts'
import { handbook } from '../contract.ts'

const { call } = await server()
const { as, token: owner, makeAccount } = await ownedServer()
const PATH = specialisations.list.path
const CHOICE = workspaces.choose.path

type Suggested = Reply<typeof specialisations.suggest>
const suggested = async (token: string, query: string) =>
  (await as(token, 'GET', `${PATH}/suggest?${query}`)).body as unknown as Suggested

test('Team-55: people declare specialisations of themselves, and a staffing suggestion says who covers which need and which nobody covers, in alphabetical order and never by fit', async () => {
  const zoe = await makeAccount('zoe', 'viewer')
  const ben = await makeAccount('ben', 'contributor')
  expect((await suggested(owner, 'need=nlp')).suggested).toEqual([])
  expect((await as(zoe.token, 'PUT', CHOICE, { specialisations: ['nlp', 'vision', 'MLOps'] })).status).toBe(200)
  expect((await as(ben.token, 'PUT', CHOICE, { specialisations: ['performance', 'mlops'] })).status).toBe(200)
  const found = await suggested(owner, 'need=nlp&need=mlops&need=vision&need=generative-ai')
  // Zoe covers three needs and ben one: the alphabet decides all the same.
  expect(found.suggested.map(({ says }) => says)).toEqual([
    'ben declared MLOps.',
    'zoe declared Natural language processing, MLOps, Computer vision.',
  ])
  expect(found.needs.map(({ says }) => says)).toEqual([
    'Natural language processing: declared by zoe.',
    'MLOps: declared by ben, zoe.',
    'Computer vision: declared by zoe.',
    'Nobody here has declared Generative AI.',
  ])
  expect(found.uncovered).toEqual([{ id: 'generative-ai', name: 'Generative AI' }])
  expect(JSON.stringify(found)).not.toMatch(/score|rank"|fit/)
  // Cleared by the person alone, and the suggestion follows.
  await as(zoe.token, 'PUT', CHOICE, { specialisations: [] })
  expect((await suggested(owner, 'need=nlp&need=mlops')).suggested.map(({ name }) => name)).toEqual(['ben'])
})

test('only oneself declares: no field names somebody else, an account that is disabled is left out, a workspace knows its own', async () => {
  const ida = await makeAccount('ida', 'viewer')
  await as(ida.token, 'PUT', CHOICE, { specialisations: ['game-analytics'] })
  const declaredBy = async (by: string, base = '') => {
    const { body } = await as(by, 'GET', base + PATH)
    const listed = body as unknown as Reply<typeof specialisations.list>
    return listed.specialisations.find(({ id }) => id === 'game-analytics')!.declared_by
  }
  expect(await declaredBy(owner)).toEqual([{ name: 'ida', is_you: false }])
  expect(await declaredBy(ida.token)).toEqual([{ name: 'ida', is_you: true }])
  await as(owner, 'PUT', CHOICE, { specialisations: [], account_id: ida.id, account: 'ida', name: 'ida' })
  expect(await declaredBy(owner)).toHaveLength(1)
  await as(owner, 'POST', workspaces.create.path, { name: 'elsewhere' })
  expect(await declaredBy(owner, '/w/elsewhere')).toEqual([])
  await as(owner, 'DELETE', `/api/v1/access/accounts/${ida.id}`)
  expect(await declaredBy(owner)).toEqual([])
  const none = await as('nobody', 'GET', PATH)
  expect(none.status).toBe(401)
})

test('on an open server it is you; what is chosen beside it stays', async () => {
  await call(workspaces.choose, { answers_for: 'ml-tech-lead' })
  await call(workspaces.choose, { specialisations: ['natural-language-processing', 'nlp'] })
  expect(await call(workspaces.here, {})).toMatchObject({
    answers_for: 'ml-tech-lead',
    specialisations: ['natural-language-processing'],
  })
  await call(workspaces.choose, { answers_for: 'none' })
  const { specialisations: listed, yours } = await call(specialisations.list, {})
  expect(yours).toEqual(['natural-language-processing'])
  const nlp = listed.find(({ id }) => id === 'natural-language-processing')!
  expect(nlp).toMatchObject({ name: 'Natural language processing', declared_by: [{ name: 'you', is_you: true }] })
  expect(nlp.refs).toContain('000:36')
  expect(nlp.roles.map(({ id }) => id)).toContain('staff-ml-scientist')
  for (const { id, roles } of listed) expect(roles.length, id).toBeGreaterThan(0)
})

test.each([
  [{ specialisations: ['juggling'] }, /'specialisations' names 'juggling', which no role .* there are .*mlops/],
  [{ specialisations: ['learning'] }, /'learning', which can be deep-learning, reinforcement-learning/],
  [{}, /Give 'answers_for' or 'specialisations'/],
])('%j is refused with what there is', async (chosen, reason) => {
  await expect(call(workspaces.choose, chosen)).rejects.toThrow(reason)
})

test('Team-65: rungs have one of seven levels and no other, which bands, roles of a staffing suggestion, and need, have and gap towards the next rung read; people have none, growth plans are not in the product yet', async () => {
  const { rungs, steps } = await call(handbook.paths, {})
  for (const { id, level } of rungs) expect(LEVELS, id).toContain(level)
  const overlay = (rung: string, band: string): string => `ladder:
  - { id: ours, name: Ours, level: ${rung}, summary: Ours. }
bands:
  - { id: pay, role: Ours, level: ${band}, place: Berlin, currency: EUR, base: 1, source: ours, date: '2026-01-15' }
`
  for (const level of LEVELS) {
    const { overlay: laid } = await call(team.putOverlay, { yaml: overlay(level, level) })
    expect([laid.roles[0]!.role.level, laid.bands![0]!.level]).toEqual([level, level])
  }
  const field = (name: string) => new RegExp(`field '${name}' must be one of junior, mid, senior, lead, manager`)
  await expect(call(team.putOverlay, { yaml: overlay('staff', 'lead') })).rejects.toThrow(
    field('ladder\\[0\\]\\.level'),
  )
  await expect(call(team.putOverlay, { yaml: overlay('lead', 'staff') })).rejects.toThrow(field('bands\\[0\\]\\.level'))
  await call(team.deleteOverlay, {})

  const narrowed = await call(specialisations.suggest, { need: ['nlp'], level: 'lead' })
  expect(narrowed.roles.map(({ level }) => level)).toEqual(narrowed.roles.map(() => 'lead'))
  const whole = await call(specialisations.suggest, { need: ['nlp'] })
  expect(whole.roles.length).toBeGreaterThan(narrowed.roles.length)
  expect(narrowed.roles.length).toBeGreaterThan(0)
  expect(narrowed.suggested).toEqual(whole.suggested)
  expect(narrowed.says).toContain('People carry no level: lead narrows the roles only.')
  await expect(call(specialisations.suggest, { need: ['nlp'], level: 'staff' as 'lead' })).rejects.toThrow(
    /one of junior/,
  )

  const { role, next } = await call(handbook.role, { id: 'machine-learning-engineer' })
  const [up] = next.filter((rung) => rung.role !== undefined)
  expect(LEVELS.indexOf(up!.level)).toBeGreaterThan(LEVELS.indexOf(role.level))
  const pair = await call(handbook.compare, { left: role.id, right: up!.role!, have: ['programming'] })
  expect(new Set(pair.skills.map(({ state }) => state))).toEqual(new Set(['have', 'gap']))
  const levelOf = (id: string): number => LEVELS.indexOf(rungs.find((rung) => rung.id === id)!.level)
  for (const { from, to } of steps) expect(levelOf(to), `${from} to ${to}`).toBeGreaterThanOrEqual(levelOf(from))
})
