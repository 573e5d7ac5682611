/** Every route of the OpenAPI document for every kind of caller, at home and elsewhere, against the table of rights. */
import { expect, test } from 'vitest'
import { ROLES } from '../src/features/access/contract/accounts.ts'
import { tokens } from '../src/features/access/contract/tokens.ts'
import { workspaces } from '../src/features/access/contract/workspaces.ts'
import { toTable } from '../src/features/access/roles.ts'
import { POLICIES, type Policy, RIGHTS, SCOPES } from '../src/lib/contract.ts'
import { bearer, ownedServer } from './harness/accounts.ts'

const { app, as, send, token, makeAccount, makeToken, advance } = await ownedServer()

/** What was agreed; the table of the product must say the same. */
const AGREED = {
  viewer: ['read', 'report'],
  contributor: ['read', 'report', 'write'],
  maintainer: ['read', 'report', 'write', 'maintain', 'people'],
  approver: ['read', 'report', 'approve'],
  admin: [...RIGHTS],
  stakeholder: ['read', 'report', 'approve'],
  auditor: ['read', 'report', 'audit'],
}

const PLACES = ['home', 'foreign', 'default', 'nowhere'] as const
type PlaceName = (typeof PLACES)[number]

interface Caller {
  who: string
  headers: Record<string, string>
  /** The rights in each workspace; where there are none, there is no workspace for them. */
  at: Partial<Record<PlaceName, string[]>>
  /** What holds wherever the address leads; undefined for whoever is not known. */
  alone?: string[]
}

interface Operation {
  id: string
  method: string
  path: string
  policy: Policy
}

const everywhere = (rights: string[]): Caller['at'] => ({ home: rights, foreign: rights, default: rights })

async function makeCallers(): Promise<Caller[]> {
  for (const name of ['home', 'foreign']) await as(token, 'POST', workspaces.create.path, { name })
  const known = ROLES.map(async (role) => {
    const made = await makeAccount(role, role, 'home')
    return { who: role, headers: bearer(made.token), at: { home: AGREED[role] }, alone: ['self'] }
  })
  // What somebody is in one place counts for nothing in another.
  const two = await makeAccount('two', 'viewer', 'home')
  await as(token, 'PUT', '/w/foreign/api/v1/workspace/members', { account: 'two', role: 'admin' })
  const { body } = await as(two.token, 'POST', tokens.create.path, { label: 'bound', workspace: 'home' })
  const narrow = await makeToken({ label: 'narrow', scopes: ['read', 'write'] })
  const lone = await makeToken({ label: 'lone', scopes: ['self'] })
  const bound = await makeToken({ label: 'bound', workspace: 'home' })
  const gone = await makeAccount('gone', 'admin', 'home')
  await as(token, 'DELETE', `/api/v1/access/accounts/${gone.id}`)
  const both = { home: AGREED.viewer, foreign: AGREED.admin }
  return [
    ...(await Promise.all(known)),
    { who: 'owner', headers: bearer(token), at: everywhere([...RIGHTS]), alone: ['self', 'install'] },
    { who: 'viewer here, admin there', headers: bearer(two.token), at: both, alone: ['self'] },
    {
      who: 'the same, bound here',
      headers: bearer(body.token as string),
      at: { home: AGREED.viewer },
      alone: ['self'],
    },
    { who: 'owner, limited', headers: bearer(narrow.token), at: everywhere(['read', 'write']), alone: [] },
    { who: 'owner, for the own account', headers: bearer(lone.token), at: everywhere([]), alone: ['self'] },
    { who: 'owner, bound here', headers: bearer(bound.token), at: { home: [...RIGHTS] }, alone: ['self'] },
    { who: 'disabled', headers: bearer(gone.token), at: {} },
    { who: 'nobody', headers: {}, at: {} },
  ]
}

async function readOperations(): Promise<Operation[]> {
  const { body } = await send('GET', '/api/openapi.json')
  const paths = body.paths as Record<string, Record<string, Record<string, unknown>>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: String(operation.operationId),
      // A stream would not end.
      method: operation.operationId === 'activity.stream' ? 'HEAD' : method.toUpperCase(),
      path: path.replace(/\{rest\}$/, 'none').replace(/\{\w+\}/g, '999999'),
      policy: operation['x-policy'] as Policy,
    })),
  )
}

const operations = await readOperations()
const callers = await makeCallers()

/** A minimal request: what passes the rules is refused later, for what it lacks. */
async function ask({ method, path }: Operation, place: string, headers: Record<string, string>) {
  const reply = await app.http.app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: '127.0.0.1', 'content-type': 'application/json', 'x-mlflow-workspace': place, ...headers },
    ...(method !== 'HEAD' && { payload: '{}' }),
  })
  const isNowhere =
    reply.statusCode === 404 && (method === 'HEAD' || reply.body.includes(`Workspace '${place}' does not exist`))
  return { status: reply.statusCode, isNowhere }
}

function expected({ at, alone }: Caller, policy: Policy, place: PlaceName): string {
  if (!alone) return '401'
  if (policy === 'self' || policy === 'install') return alone.includes(policy) ? 'in' : '403'
  const rights = at[place]
  return rights ? (rights.includes(policy) ? 'in' : '403') : 'no workspace'
}

test('Platform-14: the table of rights is the one that was agreed', () => {
  const { roles, rights } = toTable()
  expect(Object.fromEntries(roles.map(({ id, rights: of }) => [id, of]))).toEqual(AGREED)
  expect(rights.map(({ id }) => id)).toEqual([...SCOPES])
})

test('Platform-14: every route lets in exactly those whose role gives the right it asks for, in their own workspace and in no other', async () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(app.http.routes.map(({ id }) => id).sort())
  expect(operations.filter(({ policy }) => !POLICIES.includes(policy)).map(({ id }) => id)).toEqual([])
  const wrong: string[] = []
  const outcomes = new Map<string, Set<string>>()
  for (const operation of operations.filter(({ policy }) => policy !== 'open'))
    for (const caller of callers)
      for (const place of PLACES) {
        const { status, isNowhere } = await ask(operation, place, caller.headers)
        const got = status === 401 || status === 403 ? String(status) : isNowhere ? 'no workspace' : 'in'
        const { id, policy } = operation
        outcomes.set(id, (outcomes.get(id) ?? new Set()).add(got))
        const wanted = expected(caller, policy, place)
        if (got !== wanted) wrong.push(`${id} (${policy}) for ${caller.who} in ${place}: ${got}, not ${wanted}`)
      }
  expect(wrong).toEqual([])
  for (const [id, seen] of outcomes) expect([...seen], id).toEqual(expect.arrayContaining(['401', '403', 'in']))
}, 60_000)

test('open routes answer alike whoever asks', async () => {
  for (const operation of operations.filter(({ policy }) => policy === 'open')) {
    const statuses = new Set<number>()
    for (const { headers } of callers) {
      // Failed log-ins are counted by the minute.
      advance(60_001)
      statuses.add((await ask(operation, 'home', headers)).status)
    }
    expect([...statuses], operation.id).toHaveLength(1)
  }
})

test('a workspace that one is no member of answers word for word as one that does not exist', async () => {
  await as(token, 'POST', workspaces.create.path, { name: 'secret' })
  const { token: outsider } = await makeAccount('outsider', 'admin', 'home')
  const answer = async (name: string) => {
    const { status, body } = await as(outsider, 'GET', `/w/${name}/api/v1/experiments`)
    return { status, detail: String(body.detail).replaceAll(name, 'NAME') }
  }
  expect(await answer('secret')).toEqual(await answer('absent'))
  expect(await answer('secret')).toEqual({ status: 404, detail: expect.stringContaining('/w/home') })
})
