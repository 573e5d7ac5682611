/** What groups of a real identity provider give, and take away again. */
import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { identityProvider, meOf, oidcOf, type Visitor, visitor } from '../../../../test/harness/sign-on.ts'

const idp = await identityProvider()
const groups: [string, string][] = [
  ['guests', 'default:viewer'],
  ['ml', 'default:contributor'],
  ['leads', 'default:maintainer'],
  ['search', 'search:admin'],
  ['gone', 'nowhere:admin'],
  ['admins', 'owner'],
]
const owned = await ownedServer({ config: { oidc: oidcOf(idp.issuer, { groups }) } })
const url = await owned.listen()
await idp.start(url)
const { as, token, database } = owned
await as(token, 'POST', '/api/v1/workspaces', { name: 'search' })

const begin = (who: Visitor) => who.go(`${url}/login/oidc`)
const set = (sub: string, { groups: of }: { groups: string[] }) =>
  idp.setPeople({ [sub]: { preferred_username: sub.slice(2), groups: of } })
const rolesOf = async (who: Visitor) =>
  Object.fromEntries((await meOf(url, who)).workspaces.map(({ workspace, role }) => [workspace, role]))
async function eventsOf(accountId: number | null) {
  const { rows } = await database.pool.query<{ name: string; details: Record<string, unknown> }>(
    `select e.name, d.details from events e join event_details d on d.event_id = e.id
     where e.subject_kind = 'account' and e.subject_id = $1 order by e.id`,
    [String(accountId)],
  )
  return rows
}

test('groups give the strongest role in each workspace, and are kept in step at each log-in', async () => {
  const bob = visitor('s-bob')
  const at = async (groups: string[]) => {
    await set('s-bob', { groups })
    await begin(bob)
    return rolesOf(bob)
  }
  expect(await at(['guests', 'leads', 'ml', 'search', 'gone', 'unknown'])).toEqual({
    default: 'maintainer',
    search: 'admin',
  })
  expect(await at(['ml'])).toEqual({ default: 'contributor' })
  const { account_id } = await meOf(url, bob)
  expect((await eventsOf(account_id)).slice(2)).toEqual([
    { name: 'member.added', details: { role: 'maintainer', by_group: true } },
    { name: 'member.added', details: { role: 'admin', by_group: true } },
    { name: 'member.changed', details: { role: 'contributor', by_group: true } },
    { name: 'member.removed', details: { role: 'admin', by_group: true } },
  ])
  expect(await at([])).toEqual({})
})

test('what somebody gave by hand stays, whatever groups say', async () => {
  const bob = visitor('s-bob')
  await set('s-bob', { groups: ['leads', 'search'] })
  await begin(bob)
  const put = (workspace: string, role: string) =>
    as(token, 'PUT', `/w/${workspace}/api/v1/workspace/members`, { account: 'bob', role })
  await put('default', 'viewer')
  // The same role, but from now on by hand.
  await put('search', 'admin')
  await begin(bob)
  expect(await rolesOf(bob)).toEqual({ default: 'viewer', search: 'admin' })
  await set('s-bob', { groups: [] })
  await begin(bob)
  expect(await rolesOf(bob)).toEqual({ default: 'viewer', search: 'admin' })
})

test('a group makes owners and unmakes them, but never the last', async () => {
  const ada = visitor('s-ada')
  const at = async (groups: string[]) => {
    await set('s-ada', { groups })
    await begin(ada)
    return (await meOf(url, ada)).is_owner
  }
  expect(await at(['admins'])).toBe(true)
  expect(await at([])).toBe(false)
  expect(await at(['admins'])).toBe(true)
  const other = (is_owner: boolean) =>
    ada.ask(`${url}/api/v1/access/accounts/${owned.ownerId}`, {
      method: 'PATCH',
      body: JSON.stringify({ is_owner }),
      headers: { 'content-type': 'application/json', origin: url },
    })
  expect((await other(false)).status).toBe(200)
  expect(await at([])).toBe(true)
  expect((await other(true)).status).toBe(200)
  expect(await at([])).toBe(false)
})
