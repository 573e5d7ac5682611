import { expect, test } from 'vitest'
import { ownedServer } from '../../../test/harness/accounts.ts'
import { server } from '../../../test/harness/server.ts'
import { ROLES } from '../access/contract/accounts.ts'
import { home } from '../home/contract.ts'
import { experiments } from '../track/contract/experiments.ts'
import { approvals } from './contract.ts'

const owned = await ownedServer()
const { as, token, ownerId, makeAccount, advance, app, database } = owned
const open = await server()
const { experiment_id } = (await as(token, 'POST', experiments.create.path, { name: 'fraud' })).body
const PATH = approvals.ask.path
const HOUR_MS = 3_600_000

interface Approval {
  id: number
  state: string
  may_answer: boolean
  why_not: string | null
  decisions: object[]
}

let count = 0
const question = (more: object = {}) => ({
  ...{ kind: 'experiment', subject: experiment_id, title: 'Use it in production', why: 'it is better' },
  content: { version: ++count },
  ...more,
})
async function ask(by: string, more: object = {}): Promise<Approval> {
  const { status, body } = await as(by, 'POST', PATH, question(more))
  expect(status, JSON.stringify(body)).toBe(200)
  return body.approval as Approval
}
const decide = (by: string, id: number, answer = 'yes', reason = 'I looked at it') =>
  as(by, 'POST', `${PATH}/${id}/decide`, { answer, reason })
const withdraw = (by: string, id: number) => as(by, 'POST', `${PATH}/${id}/withdraw`)
const get = async (by: string, id: number) => (await as(by, 'GET', `${PATH}/${id}`)).body.approval as Approval
const waiting = async (by: string) =>
  ((await as(by, 'GET', `${PATH}?for_me=true`)).body.approvals as Approval[]).map(({ id }) => id)
const eventsOf = async (id: number) => {
  const { rows } = await database.pool.query<{ name: string; by: number | null }>(
    "select name, account_id as by from events where subject_kind = 'approval' and subject_id = $1 order by id",
    [String(id)],
  )
  return rows.map(({ name, by }) => [name, by])
}
const service = async (name: string, role: string, contact: object = { contact_team: 'platform' }) => {
  const memberships = [{ workspace: 'default', role }]
  const { body } = await as(token, 'POST', '/api/v1/access/accounts', {
    name,
    kind: 'service',
    memberships,
    ...contact,
  })
  const { id } = body.account as { id: number }
  return { id, token: (await owned.makeToken({ label: name, account_id: id })).token }
}

test('who may ask and who may answer, role by role; a service account may ask and never answer', async () => {
  const asks: string[] = []
  const answers: string[] = []
  const sees: string[] = []
  for (const role of ROLES) {
    const { token: member } = await makeAccount(role, role)
    const { status, body } = await as(member, 'POST', PATH, question())
    if (status === 200) asks.push(role)
    const { id } = status === 200 ? (body.approval as Approval) : await ask(token)
    const other = await ask(token)
    expect((await get(member, other.id)).may_answer).toBe((await decide(member, other.id)).status === 200)
    if ((await get(token, other.id)).state === 'approved') answers.push(role)
    if ((await waiting(member)).length) sees.push(role)
    await as(token, 'POST', `${PATH}/${id}/withdraw`)
  }
  expect(asks).toEqual(['contributor', 'maintainer', 'admin'])
  expect(answers).toEqual(['approver', 'admin', 'stakeholder'])
  // Each of them sees what the others asked.
  expect(sees).toEqual(answers)
  const robot = await service('robot', 'admin')
  const asked = await ask(robot.token)
  const refused = await decide(robot.token, (await ask(token)).id)
  expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('never give one')])
  expect(await waiting(robot.token)).toEqual([])
  expect((await decide(token, asked.id)).status).toBe(200)
})

test('four eyes: whoever asked cannot answer, neither for themselves nor for the service account they answer for', async () => {
  const { token: admin, id: adminId } = await makeAccount('ada', 'admin')
  const { id } = await ask(admin)
  const own = await decide(admin, id)
  expect([own.status, own.body.detail]).toEqual([403, expect.stringContaining('second pair of eyes')])
  expect(await waiting(admin)).not.toContain(id)
  const robot = await service('robot of ada', 'contributor', { contact_account: 'ada' })
  const asked = await ask(robot.token)
  expect((await decide(admin, asked.id)).status).toBe(403)
  expect(await waiting(admin)).not.toContain(asked.id)
  expect((await decide(token, asked.id)).body.approval).toMatchObject({ state: 'approved' })
  const alone = await ask(admin, { four_eyes: false })
  expect((await decide(admin, alone.id)).body.approval).toMatchObject({
    state: 'approved',
    asked_by: 'ada',
    decisions: [{ account: 'ada', account_id: adminId, answer: 'yes', reason: 'I looked at it' }],
  })
})

test('as many have to say yes as the policy says, each once; one no refuses; each answer is an event', async () => {
  const { token: first, id: firstId } = await makeAccount('first', 'approver')
  const { token: second, id: secondId } = await makeAccount('second', 'approver')
  const { id } = await ask(token, { needed: 2 })
  expect((await decide(first, id)).body.approval).toMatchObject({ state: 'open', may_answer: false })
  expect((await decide(first, id)).status).toBe(409)
  expect((await decide(second, id, 'yes', ' ')).status).toBe(400)
  expect((await decide(second, id)).body.approval).toMatchObject({ state: 'approved', settled_at: expect.any(Number) })
  expect(await eventsOf(id)).toEqual([
    ['approval.requested', ownerId],
    ['approval.answered', firstId],
    ['approval.approved', secondId],
  ])
  const no = await ask(token, { needed: 2 })
  expect((await decide(second, no.id, 'no', 'too early')).body.approval).toMatchObject({ state: 'refused' })
  expect((await decide(first, no.id)).status).toBe(409)
  expect(await eventsOf(no.id)).toEqual([
    ['approval.requested', ownerId],
    ['approval.refused', secondId],
  ])
})

test('of two that answer at once each counts, and none is lost', async () => {
  const people = await Promise.all(['p', 'q', 'r'].map((name) => makeAccount(name, 'approver')))
  const { id } = await ask(token, { needed: 2 })
  const replies = await Promise.all(people.map((person) => decide(person.token, id)))
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 409])
  expect((await get(token, id)).decisions).toHaveLength(2)
})

test('an approval counts for exactly the content it was given for, whatever the order of its keys', async () => {
  const content = { model: 'm-1', digest: 'abc', slices: ['a', 'b'] }
  const { id } = await ask(token, { content })
  const approved = async (given: object, subject: unknown = experiment_id) =>
    (await as(token, 'POST', `${PATH}/check`, { kind: 'experiment', subject, content: given })).body
  expect(await approved(content)).toEqual({ approved: false, approval_id: null })
  const same = await as(token, 'POST', PATH, question({ content }))
  expect([same.status, same.body.detail]).toEqual([409, expect.stringContaining(`approval ${id}`)])
  const { token: approver } = await makeAccount('exact', 'approver')
  await decide(approver, id)
  expect(await approved({ slices: ['a', 'b'], digest: 'abc', model: 'm-1' })).toEqual({
    approved: true,
    approval_id: id,
  })
  for (const other of [{ ...content, digest: 'abd' }, { ...content, slices: ['b', 'a'] }, {}])
    expect(await approved(other)).toMatchObject({ approved: false })
  expect(await approved(content, '0')).toMatchObject({ approved: false })
})

test('what was asked and decided cannot be changed, not even in the database', async () => {
  const { token: approver } = await makeAccount('kept', 'approver')
  const { id } = await ask(token)
  const change = (text: string) => database.pool.query(text, [id])
  await expect(change("update approvals set content = '{}' where id = $1")).rejects.toThrow('never changed')
  await decide(approver, id, 'no', 'not yet')
  await expect(change("update approvals set state = 'approved' where id = $1")).rejects.toThrow('never changed')
  const flip = "update approval_decisions set answer = 'yes' where approval_id = $1"
  await expect(change(flip)).rejects.toThrow('never changed')
})

test('whoever asked may withdraw it while it is open, nobody else', async () => {
  const { token: asker, id: askerId } = await makeAccount('asker', 'contributor')
  const { id } = await ask(asker)
  expect((await withdraw(token, id)).status).toBe(403)
  expect((await withdraw(asker, id)).body.approval).toMatchObject({ state: 'withdrawn' })
  expect((await withdraw(asker, id)).status).toBe(409)
  expect((await decide(token, id)).status).toBe(409)
  expect((await eventsOf(id)).at(-1)).toEqual(['approval.withdrawn', askerId])
})

test('what nobody answers in time expires, at once for readers, and in the log when the server notes it', async () => {
  const { id } = await ask(token, { expires_in_hours: 2 })
  const { token: approver } = await makeAccount('late', 'approver')
  advance(2 * HOUR_MS)
  expect(await get(approver, id)).toMatchObject({ state: 'expired', may_answer: false })
  expect((await decide(approver, id)).body.detail).toContain('expired')
  expect(await waiting(approver)).not.toContain(id)
  await app.jobs.runNow('approvals.expire-asked')
  expect((await eventsOf(id)).at(-1)).toEqual(['approval.expired', null])
  const { body } = await as(token, 'GET', `${PATH}?state=expired`)
  expect((body.approvals as Approval[]).map((each) => each.id)).toEqual([id])
})

test('an answer may take another right beside approve', async () => {
  const { token: approver } = await makeAccount('plain', 'approver')
  const { token: admin } = await makeAccount('allowed', 'admin')
  const { id } = await ask(token, { right: 'admin' })
  const refused = await decide(approver, id)
  expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("'admin'")])
  expect(await waiting(approver)).not.toContain(id)
  expect(await waiting(admin)).toContain(id)
  expect((await decide(admin, id)).status).toBe(200)
})

test('the first page tells those who may answer, and the graph leads from the approval to what it is about', async () => {
  const { token: approver } = await makeAccount('today', 'approver')
  const { token: viewer } = await makeAccount('viewer of today', 'viewer')
  const { id } = await ask(token, { title: 'Ship the ranker' })
  const needs = async (by: string) =>
    ((await as(by, 'GET', home.today.path)).body.rows as { title: string; href: string }[]).filter(
      ({ title }) => title === 'Ship the ranker',
    )
  expect(await needs(approver)).toMatchObject([{ section: 'needs', verb: 'Answer', href: `/approvals/${id}` }])
  expect([await needs(token), await needs(viewer)]).toEqual([[], []])
  const { body } = await as(approver, 'GET', `/api/v1/graph/approval/${id}`)
  expect(body.neighbours).toMatchObject([{ rel: 'asks-about', kind: 'experiment', id: experiment_id }])
  await decide(approver, id)
  expect(await needs(approver)).toEqual([])
})

test('approvals of one workspace are not seen from another, and pages follow each other', async () => {
  await as(token, 'POST', '/api/v1/workspaces', { name: 'elsewhere' })
  const { id } = await ask(token)
  expect((await as(token, 'GET', `/w/elsewhere${PATH}/${id}`)).status).toBe(404)
  expect((await decide(token, 2_000_000_000)).status).toBe(404)
  await ask(token)
  const page = async (query: string) =>
    (await as(token, 'GET', `${PATH}?limit=1&state=all&kind=experiment&subject=${experiment_id}${query}`)).body as {
      approvals: Approval[]
      next: number
    }
  const newest = await page('')
  expect((await page(`&before=${newest.next}`)).approvals.map((each) => each.id)).toEqual([id])
})

test('wrong questions are refused with the field: nothing that is not there, nothing blank, nothing too large', async () => {
  const refused = async (more: object) => {
    const { status, body } = await as(token, 'POST', PATH, question(more))
    return `${status} ${body.detail}`
  }
  expect(await refused({ subject: '4711' })).toMatch(/^404 .*'subject'/)
  expect(await refused({ kind: 'planet' })).toMatch(/^400 .*'kind'/)
  expect(await refused({ why: '  ' })).toMatch(/^400 .*'why'/)
  expect(await refused({ content: { text: 'x'.repeat(70_000) } })).toMatch(/^400 .*'content'/)
  expect(await refused({ needed: 0 })).toMatch(/^400 .*'needed'/)
})

test('an open server has one pair of eyes: it says so, and approves where one is enough', async () => {
  const made = await open.call(experiments.create, { name: 'mine' })
  const asked = { kind: 'experiment', subject: made.experiment_id, title: 't', why: 'w' } as const
  const { approval } = await open.call(approvals.ask, asked)
  expect(approval).toMatchObject({ asked_by: null, may_answer: false })
  expect(approval.why_not).toContain('without accounts')
  await open.call(approvals.withdraw, { id: approval.id })
  const { approval: alone } = await open.call(approvals.ask, { ...asked, four_eyes: false })
  const { approval: done } = await open.call(approvals.decide, { id: alone.id, answer: 'yes', reason: 'fine' })
  expect(done).toMatchObject({ state: 'approved', decisions: [{ account: null, account_id: null, answer: 'yes' }] })
})
