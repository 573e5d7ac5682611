/** Log-in by a real identity provider, oidc-provider, as a process of its own. */
import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { type Claims, identityProvider, meOf, oidcOf, type Visitor, visitor } from '../../../../test/harness/sign-on.ts'
import { identities as contract } from '../contract/identities.ts'

const GROUPS: [string, string][] = [['ml', 'default:contributor']]
const idp = await identityProvider()
const owned = await ownedServer({ config: { oidc: oidcOf(idp.issuer, { groups: GROUPS }) } })
const closed = await ownedServer({ config: { oidc: oidcOf(idp.issuer, { newAccounts: 'never' }) } })
const publicOne = await ownedServer({
  config: {
    oidc: oidcOf(idp.issuer, { clientId: 'public', clientSecret: undefined, groups: GROUPS, newAccounts: 'groups' }),
  },
})
const url = await owned.listen()
const urlOfClosed = await closed.listen()
const urlOfPublic = await publicOne.listen()
await idp.start(url, urlOfClosed, urlOfPublic)
const { as, token, makeAccount, advance, database } = owned

const people: Record<string, Claims> = {
  's-ada': { preferred_username: 'ada', email: 'ada@example.com', email_verified: true },
  's-bob': { preferred_username: 'bob' },
  's-cleo': { email: 'cleo@example.com', email_verified: true, name: 'Cleo' },
  's-dan': { email: 'cleo@example.com', email_verified: false, name: 'Dan' },
  's-grace': { preferred_username: 'grace', email: 'grace@example.com', email_verified: true },
  's-eve': { preferred_username: 'grace', email: 'grace@example.com', email_verified: true },
}
const set = (sub: string, claims: Claims): Promise<void> => {
  Object.assign(people, { [sub]: { ...people[sub], ...claims } })
  return idp.setPeople(people)
}
await idp.setPeople(people)

const begin = (who: Visitor, next = '/runs', at = url) => who.go(`${at}/login/oidc?${new URLSearchParams({ next })}`)
/** Somebody at the door: the address that the provider sends the browser back to, not yet asked. */
const atDoor = async (who: Visitor): Promise<URL> =>
  new URL((await who.go(`${url}/login/oidc`, undefined, `${url}/login/oidc/back`)).url)
async function eventsOf(accountId: number | null) {
  const { rows } = await database.pool.query<{ name: string; details: Record<string, unknown> }>(
    `select e.name, d.details from events e join event_details d on d.event_id = e.id
     where e.subject_kind = 'account' and e.subject_id = $1 order by e.id`,
    [String(accountId)],
  )
  return rows
}
const identities = async (on = owned) =>
  (await on.as(on.token, 'GET', contract.list.path)).body.identities as {
    id: number
    subject: string
    account: string
  }[]
const idOf = async (subject: string, on = owned) => (await identities(on)).find((each) => each.subject === subject)!.id
const link = (id: number, account: string, on = owned) =>
  on.as(on.token, 'PUT', contract.link.path.replace(':id', String(id)), { account })

test('the log-in page offers it beside name and password', async () => {
  const { text } = await visitor().go(`${url}/login?next=/runs`)
  expect(text).toContain('<a class="button" href="/login/oidc?next=%2Fruns">Log in with the test</a>')
  expect(text).toContain('name="password"')
})

test('somebody whom the provider knows gets an account and a session, and goes on where they wanted to', async () => {
  const ada = visitor('s-ada')
  const page = await begin(ada)
  expect([page.status, page.url.split('?')[0]]).toEqual([200, `${url}/login/oidc/back`])
  expect(page.text).toContain('content="0;url=/runs"')
  const cookie = page.headers.getSetCookie().find((line) => line.startsWith('bellwether_session='))
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; /)
  const me = await meOf(url, ada)
  expect(me).toMatchObject({ account: 'ada', is_owner: false, workspaces: [] })
  expect((await eventsOf(me.account_id)).map(({ name }) => name)).toEqual(['account.created', 'identity.linked'])
  const sessions = await ada.ask(`${url}/api/v1/access/sessions`)
  expect(await sessions.json()).toMatchObject({ sessions: [{ by_provider: true, opened_by: null, is_this: true }] })
  // The same person again is the same account.
  const again = visitor('s-ada')
  await begin(again)
  expect((await meOf(url, again)).account_id).toBe(me.account_id)
})

test('what leads back stays on this server', async () => {
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example'])
    expect((await begin(visitor('s-ada'), next)).text, next).toContain('content="0;url=/"')
})

test('an account with the same name or address is taken over by nobody; an owner links it', async () => {
  const { id } = await makeAccount('grace', 'approver')
  const grace = visitor('s-grace')
  const refused = await begin(grace)
  expect(refused.status).toBe(403)
  expect(refused.text).toContain('another account has this name')
  expect((await meOf(url, grace)).account).toBeNull()
  const number = await idOf('s-grace')
  expect(refused.text).toContain(`number ${number}`)
  expect((await link(number, 'nobody')).status).toBe(404)
  expect((await link(number, 'grace')).status).toBe(200)
  expect((await link(number, 'olga')).status).toBe(409)
  await begin(grace)
  expect(await meOf(url, grace)).toMatchObject({ account: 'grace', account_id: id, role: 'approver' })
  // The name is no key, and one account has one identity of a provider.
  const eve = visitor('s-eve')
  expect((await begin(eve)).status).toBe(403)
  expect((await link(await idOf('s-eve'), 'grace')).status).toBe(409)
  expect((await meOf(url, eve)).account).toBeNull()
})

test('an address names an account only when the provider has verified it, and never links one', async () => {
  const [cleo, dan] = [visitor('s-cleo'), visitor('s-dan')]
  await begin(cleo)
  await begin(dan)
  expect((await meOf(url, cleo)).account).toBe('cleo@example.com')
  expect((await meOf(url, dan)).account).toBe('Dan')
  expect(await identities()).toContainEqual(expect.objectContaining({ subject: 's-dan', email: null, account: 'Dan' }))
})

test('somebody who comes twice at once for the first time is one account', async () => {
  await set('s-finn', { preferred_username: 'finn' })
  const both = [visitor('s-finn'), visitor('s-finn')]
  await Promise.all(both.map((each) => begin(each)))
  const [one, other] = await Promise.all(both.map((each) => meOf(url, each)))
  expect([one!.account, one!.account_id]).toEqual(['finn', other!.account_id])
})

test('a disabled account stays out', async () => {
  const cleo = visitor('s-cleo')
  await begin(cleo)
  const { account_id } = await meOf(url, cleo)
  await as(token, 'DELETE', `/api/v1/access/accounts/${account_id}`)
  const page = await begin(cleo)
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('disabled')])
})

test('whoever is unknown waits for an owner where the setting says so, or for a group', async () => {
  const ada = visitor('s-ada')
  expect((await begin(ada, '/', urlOfClosed)).status).toBe(403)
  expect((await begin(ada, '/', urlOfClosed)).text).toContain('no account here')
  expect(await identities(closed)).toHaveLength(1)
  expect((await link(await idOf('s-ada', closed), 'olga', closed)).status).toBe(200)
  await begin(ada, '/', urlOfClosed)
  expect((await meOf(urlOfClosed, ada)).account).toBe('olga')
})

test('a public client has no secret, and PKCE instead', async () => {
  const dan = visitor('s-dan')
  expect((await begin(dan, '/', urlOfPublic)).text).toContain('in none of the groups')
  await set('s-dan', { groups: ['ml'] })
  expect((await begin(dan, '/', urlOfPublic)).status).toBe(200)
  expect(await meOf(urlOfPublic, dan)).toMatchObject({ account: 'Dan', role: 'contributor' })
})

test('an answer counts once, in the browser that asked, as the provider gave it', async () => {
  const attacker = visitor('s-eve')
  const stolen = await atDoor(attacker)
  const victim = visitor('s-ada')
  // Somebody is sent to an answer that is not theirs, before and while they log in themselves.
  expect((await victim.go(stolen.href)).status).toBe(401)
  await atDoor(victim)
  expect((await victim.go(stolen.href)).text).toContain('state')
  const changed = async (change: (door: URL) => void, who = visitor('s-ada')) => {
    const door = await atDoor(who)
    change(door)
    return who.go(door.href)
  }
  for (const change of [
    (door: URL) => door.searchParams.set('state', 'another'),
    (door: URL) => door.searchParams.delete('state'),
    (door: URL) => door.searchParams.set('iss', 'https://evil.example'),
    (door: URL) => door.searchParams.delete('iss'),
    (door: URL) => door.searchParams.set('code', 'another'),
    (door: URL) => door.searchParams.append('code', 'another'),
  ]) {
    const page = await changed(change)
    expect([page.status >= 400, page.status < 500], String(change)).toEqual([true, true])
    expect(page.headers.getSetCookie().join()).not.toContain('bellwether_session=')
  }
  // Twice: the code is used up, whatever the browser kept.
  const ada = visitor('s-ada')
  const door = await atDoor(ada)
  const memo = ada.jarOf(url).get('bellwether_oidc')!
  expect((await ada.go(door.href)).status).toBe(200)
  ada.jarOf(url).set('bellwether_oidc', memo)
  expect((await ada.go(door.href)).text).toContain('invalid_grant')
})

test('the nonce and the verifier that the browser kept must be those of the code', async () => {
  for (const part of [1, 2]) {
    const ada = visitor('s-ada')
    const door = await atDoor(ada)
    const memo = JSON.parse(Buffer.from(ada.jarOf(url).get('bellwether_oidc')!, 'base64url').toString()) as string[]
    memo[part] = 'x'.repeat(43)
    ada.jarOf(url).set('bellwether_oidc', Buffer.from(JSON.stringify(memo)).toString('base64url'))
    const page = await ada.go(door.href)
    expect([page.status, (await meOf(url, ada)).account]).toEqual([401, null])
  }
})

test('what the provider refuses is said on the page that has other ways in', async () => {
  const page = await begin(visitor(''))
  expect(page.status).toBe(401)
  expect(page.text).toContain('access_denied')
  expect(page.text).toContain('name="password"')
})

/** Logs out at the provider itself, as its page asks for it. */
async function endAtProvider(who: Visitor, address = `${idp.issuer}/session/end`) {
  const { text, url: at } = await who.go(address)
  const action = /action="([^"]+)"/.exec(text)![1]!
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)![1]!
  return who.post(new URL(action, at).href, { xsrf, logout: 'yes' })
}

test('logging out here leads to the log-out of the provider, and back', async () => {
  const ada = visitor('s-ada')
  await begin(ada)
  const page = await ada.post(`${url}/logout`, {})
  expect((await meOf(url, ada)).account).toBeNull()
  const away = /content="0;url=([^"]+)"/.exec(page.text)![1]!.replaceAll('&amp;', '&')
  expect(away.startsWith(`${idp.issuer}/session/end?id_token_hint=`)).toBe(true)
  expect((await endAtProvider(ada, away)).url).toBe(`${url}/login`)
  // A log-in of another kind ends here alone.
  const olga = visitor()
  await olga.post(`${url}/login`, { token })
  expect((await olga.post(`${url}/logout`, {})).url).toBe(`${url}/login`)
})

test('whoever logs out at the provider is logged out here at once, in that browser alone', async () => {
  const [here, there, bob] = [visitor('s-ada'), visitor('s-ada'), visitor('s-bob')]
  for (const each of [here, there, bob]) await begin(each)
  await endAtProvider(here)
  await expect.poll(async () => (await meOf(url, here)).account).toBeNull()
  expect([(await meOf(url, there)).account, (await meOf(url, bob)).account]).toEqual(['ada', 'bob'])
})

test('an owner forgets an identity: its log-ins and what groups gave end, the account stays', async () => {
  await set('s-ada', { groups: ['ml'] })
  const ada = visitor('s-ada')
  await begin(ada)
  const { account_id } = await meOf(url, ada)
  const number = await idOf('s-ada')
  expect((await as(token, 'DELETE', `${contract.list.path}/${number}`)).status).toBe(200)
  expect((await meOf(url, ada)).account).toBeNull()
  expect((await eventsOf(account_id)).slice(-2).map(({ name }) => name)).toEqual([
    'member.removed',
    'identity.unlinked',
  ])
  expect((await begin(ada)).status).toBe(403)
})

test('while the provider is away the page says so, and name and password go on working', async () => {
  idp.stop()
  advance(3_600_001)
  const page = await begin(visitor('s-ada'))
  expect(page.status).toBe(503)
  expect(page.text).toContain('Single sign-on does not work now')
  expect(page.text).toContain('name="password"')
  expect((await visitor().post(`${url}/login`, { token, next: '/api/v1/version' })).url).toBe(`${url}/api/v1/version`)
})
