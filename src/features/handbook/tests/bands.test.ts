import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { team } from '../contract/team.ts'

const { as, token, makeAccount } = await ownedServer()
const PATH = team.overlay.path
const BANDS = `bands:
  - { id: here, role: Machine Learning Engineer, level: mid, place: Berlin, currency: EUR, base: 80000, source: ours, date: '2026-01-15' }
practices:
  - { id: small, title: Small, lines: [{ id: small-steps, text: Merge every day. }] }
`

test('Team-50: bands are closed to ordinary members, who see the rest; only an admin changes them', async () => {
  const reader = await makeAccount('rita', 'viewer')
  const writer = await makeAccount('walt', 'contributor')
  const admin = await makeAccount('ada', 'admin')
  expect((await as(admin.token, 'PUT', PATH, { yaml: BANDS })).status).toBe(200)
  for (const { token: member } of [reader, writer]) {
    const { body } = await as(member, 'GET', PATH)
    expect(body.overlay).toMatchObject({ bands: null, yaml: null, practices: [{ id: 'small' }] })
    expect((await as(member, 'PUT', PATH, { yaml: BANDS })).status).toBe(403)
    expect((await as(member, 'DELETE', PATH)).status).toBe(403)
    const found = await as(member, 'GET', '/api/v1/handbook/search?q=here')
    expect(JSON.stringify(found.body)).not.toContain('80000')
    const events = await as(member, 'GET', '/api/v1/events?name=handbook.overlaid')
    expect(JSON.stringify(events.body)).not.toContain('80000')
  }
  const { body } = await as(token, 'GET', PATH)
  expect(body.overlay).toMatchObject({ bands: [{ id: 'here', total: { low: 80_000, high: 80_000 } }], yaml: BANDS })
})

test('a reader may look at duties and not tick them off', async () => {
  const { token: reader } = await makeAccount('rolf', 'viewer')
  const { token: writer } = await makeAccount('wanda', 'contributor')
  const path = '/api/v1/handbook/rhythm/rhythm-mentoring'
  expect((await as(reader, 'PUT', path, { every: 'week' })).status).toBe(403)
  expect((await as(reader, 'POST', `${path}/done`, {})).status).toBe(403)
  expect((await as(writer, 'PUT', path, { every: 'week' })).status).toBe(200)
  const { body } = await as(writer, 'POST', `${path}/done`, {})
  expect(body.duty).toMatchObject({ state: 'done', done: { by: 'hand', account: 'wanda' } })
  expect((await as(reader, 'GET', '/api/v1/handbook/rhythm')).status).toBe(200)
})
