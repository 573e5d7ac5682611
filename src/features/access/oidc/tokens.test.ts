/** What must be true of a token of the provider before it counts: ID tokens, and orders to log somebody out. */
import { expect, test } from 'vitest'
import { ownedServer } from '../../../../test/harness/accounts.ts'
import { lyingProvider, unsigned } from '../../../../test/harness/lying-provider.ts'
import type { Reply } from '../../../../test/harness/server.ts'
import { oidcOf } from '../../../../test/harness/sign-on.ts'
import { access } from '../contract/accounts.ts'

type Claims = Record<string, unknown>

const idp = await lyingProvider()
const secret = 'a client secret that is long enough for HS256'
const settings = oidcOf(idp.issuer, { clientSecret: secret, groups: [['ml', 'default:contributor']] })
const { send, advance, now, database } = await ownedServer({ config: { oidc: settings } })
const slashed = await ownedServer({ config: { oidc: { ...settings, issuer: `${idp.issuer}/` } } })
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'
const HTML = { accept: 'text/html' }

const seconds = (): number => Math.floor(now() / 1_000)
const cookieOf = (reply: Reply, name: string): string =>
  [reply.headers['set-cookie']]
    .flat()
    .map(String)
    .find((line) => line.startsWith(`${name}=`) && !line.startsWith(`${name}=;`))
    ?.split(';')[0] ?? ''
let visits = 0

/** One log-in: out, and back with what the provider hands out for the nonce that it was given. */
async function logIn(make: (claims: Claims) => Promise<string> | string, info?: Claims, on = send) {
  const from = { 'x-forwarded-for': `10.1.${++visits >> 8}.${visits & 255}`, ...HTML }
  const out = await on('GET', '/login/oidc', undefined, from)
  const asked = new URL(String(out.headers.location)).searchParams
  const claims = {
    iss: idp.issuer,
    aud: 'bellwether',
    sub: 's-mia',
    sid: `sid-${visits}`,
    iat: seconds(),
    exp: seconds() + 300,
    nonce: asked.get('nonce'),
    preferred_username: 'mia',
    email: 'mia@example.com',
    groups: ['ml'],
  }
  idp.handOut(await make(claims), info)
  const query = new URLSearchParams({ code: 'c', state: asked.get('state')! })
  const reply = await on('GET', `/login/oidc/back?${query}`, undefined, {
    ...from,
    cookie: cookieOf(out, 'bellwether_oidc'),
  })
  const session = cookieOf(reply, 'bellwether_session')
  return { status: reply.status, text: String(reply.body.text), session, asked, sid: claims.sid }
}
const accountOf = async (session: string) =>
  (await send('GET', access.me.path, undefined, { cookie: session })).body.account

test('the way out has PKCE, state and nonce, new ones each time', async () => {
  const [one, other] = [await logIn(idp.sign), await logIn(idp.sign)]
  expect([one.status, await accountOf(one.session)]).toEqual([200, 'mia'])
  expect(Object.fromEntries(one.asked)).toMatchObject({
    response_type: 'code',
    client_id: 'bellwether',
    code_challenge_method: 'S256',
    redirect_uri: 'http://127.0.0.1/login/oidc/back',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one.asked.get(name)!.length, name).toBeGreaterThanOrEqual(43)
    expect(one.asked.get(name), name).not.toBe(other.asked.get(name))
  }
})

test.each<[string, (claims: Claims) => Promise<string> | string]>([
  ['another issuer', (c) => idp.sign({ ...c, iss: 'https://evil.example' })],
  ['another audience', (c) => idp.sign({ ...c, aud: 'another' })],
  ['another party among several audiences', (c) => idp.sign({ ...c, aud: ['bellwether', 'another'], azp: 'another' })],
  ['no audience', (c) => idp.sign({ ...c, aud: undefined })],
  ['no nonce', (c) => idp.sign({ ...c, nonce: undefined })],
  ['another nonce', (c) => idp.sign({ ...c, nonce: 'another' })],
  ['an end that is over', (c) => idp.sign({ ...c, exp: seconds() - 61 })],
  ['no end', (c) => idp.sign({ ...c, exp: undefined })],
  ['no beginning', (c) => idp.sign({ ...c, iat: undefined })],
  ['no subject', (c) => idp.sign({ ...c, sub: undefined })],
  ['no signature', unsigned],
  ['the signature of somebody else', async (c) => idp.sign(c, await idp.stranger())],
  ['a signature with the client secret', (c) => idp.signWith(c, secret)],
  ['a signature with the public key', (c) => idp.signWith(c, idp.publicKey())],
  ['a changed body', async (c) => (await idp.sign(c)).replace(/\.([^.]{8})/, '.eyJhIjoi')],
  ['no token', () => ''],
])('an ID token with %s lets nobody in', async (_, make) => {
  const { status, session, text } = await logIn(make)
  expect([status, session]).toEqual([401, ''])
  expect(text).toContain('The log-in was refused')
})

test("a setting that differs from the provider's own name by a slash at the end will do", async () => {
  expect((await logIn(idp.sign, undefined, slashed.send)).status).toBe(200)
})

test('clocks may differ by a minute', async () => {
  expect((await logIn((c) => idp.sign({ ...c, exp: seconds() - 50 }))).status).toBe(200)
  expect((await logIn((c) => idp.sign({ ...c, iat: seconds() + 50, nbf: seconds() + 50 }))).status).toBe(200)
  expect((await logIn((c) => idp.sign({ ...c, nbf: seconds() + 70 }))).status).toBe(401)
})

test('what the ID token leaves out is asked for, of the same person', async () => {
  const thin = ({ groups: _, preferred_username: __, ...claims }: Claims) => idp.sign({ ...claims, sub: 's-ned' })
  const info = { sub: 's-ned', preferred_username: 'ned', groups: ['ml'] }
  const { session } = await logIn(thin, info)
  expect((await send('GET', access.me.path, undefined, { cookie: session })).body).toMatchObject({
    account: 'ned',
    role: 'contributor',
  })
  expect((await logIn(thin, { ...info, sub: 's-mia' })).status).toBe(401)
  // Nobody is asked when nothing is missing.
  const before = idp.asked.filter((path) => path === '/userinfo').length
  expect((await logIn(({ email: _, ...claims }) => idp.sign(claims))).status).toBe(200)
  expect(idp.asked.filter((path) => path === '/userinfo').length).toBe(before)
})

test('groups that were left out, because there are too many, are not taken for none', async () => {
  for (const note of [{ hasgroups: true }, { _claim_names: { groups: 'src1' } }]) {
    const { status, text } = await logIn(({ groups: _, ...claims }) => idp.sign({ ...claims, ...note }), {
      sub: 's-mia',
    })
    expect([status, text]).toEqual([403, expect.stringContaining('too many')])
  }
  expect((await logIn((c) => idp.sign({ ...c, groups: [{ id: 1 }] }))).status).toBe(403)
})

test('keys are fetched once more when the provider has new ones, and not again for each stranger', async () => {
  const fetches = () => idp.asked.filter((path) => path === '/jwks').length
  await logIn(idp.sign)
  const before = fetches()
  advance(10_001)
  await idp.rotate('k2')
  expect((await logIn(idp.sign)).status).toBe(200)
  expect(fetches()).toBe(before + 1)
  const stranger = { ...(await idp.stranger()), kid: 'k3' }
  for (let i = 0; i < 3; i++) expect((await logIn((c) => idp.sign(c, stranger))).status).toBe(401)
  expect(fetches()).toBe(before + 1)
})

const order = (more: Claims = {}): Claims => ({
  iss: idp.issuer,
  aud: 'bellwether',
  iat: seconds(),
  exp: seconds() + 120,
  jti: `order ${Math.random()}`,
  events: { [LOGOUT]: {} },
  sub: 's-mia',
  ...more,
})
const tell = (token: string) =>
  send('POST', '/login/oidc/logout', String(new URLSearchParams({ logout_token: token })), {
    'content-type': 'application/x-www-form-urlencoded',
  })

test('an order of the provider ends one session, or all of a person, and counts once', async () => {
  const [one, two, ned] = [
    await logIn(idp.sign),
    await logIn(idp.sign),
    await logIn((c) => idp.sign({ ...c, sub: 's-ned', preferred_username: 'ned' })),
  ]
  const still = () => Promise.all([one, two, ned].map(({ session }) => accountOf(session)))
  // A session that is somebody else's is not ended under a wrong name.
  expect((await tell(await idp.sign(order({ sid: one.sid, sub: 's-ned' })))).status).toBe(200)
  expect(await still()).toEqual(['mia', 'mia', 'ned'])
  const { status, headers } = await tell(await idp.sign(order({ sid: one.sid, sub: undefined })))
  expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
  expect(await still()).toEqual([null, 'mia', 'ned'])
  const all = await idp.sign(order())
  expect((await tell(all)).status).toBe(200)
  expect(await still()).toEqual([null, null, 'ned'])
  const again = await logIn(idp.sign)
  const replay = await tell(all)
  expect([replay.status, replay.body]).toEqual([
    400,
    { error: 'invalid_request', error_description: expect.stringContaining('followed before') },
  ])
  expect(await accountOf(again.session)).toBe('mia')
  const { rows } = await database.pool.query(
    "select from events e join event_details d on d.event_id = e.id where e.name = 'token.revoked' and (d.details->>'by_provider')::boolean",
  )
  expect(rows.length).toBeGreaterThanOrEqual(2)
})

test.each<[string, (claims: Claims) => Promise<string> | string]>([
  ['nothing that says it is one', (c) => idp.sign({ ...c, events: undefined })],
  ['another event', (c) => idp.sign({ ...c, events: { 'http://schemas.openid.net/event/another': {} } })],
  ['a nonce, as an ID token has', (c) => idp.sign({ ...c, nonce: 'n' })],
  ['another issuer', (c) => idp.sign({ ...c, iss: 'https://evil.example' })],
  ['another audience', (c) => idp.sign({ ...c, aud: 'another' })],
  ['no time', (c) => idp.sign({ ...c, iat: undefined })],
  ['an old time', (c) => idp.sign({ ...c, iat: seconds() - 301 })],
  ['a time to come', (c) => idp.sign({ ...c, iat: seconds() + 62 })],
  ['an end that is over', (c) => idp.sign({ ...c, exp: seconds() - 61 })],
  ['no name of its own', (c) => idp.sign({ ...c, jti: undefined })],
  ['nobody', (c) => idp.sign({ ...c, sub: undefined })],
  ['no signature', unsigned],
  ['the signature of somebody else', async (c) => idp.sign(c, await idp.stranger())],
  ['a signature with the client secret', (c) => idp.signWith(c, secret)],
  ['nothing in it', () => ''],
])('an order with %s ends nothing', async (_, make) => {
  const { session } = await logIn(idp.sign)
  const { status, headers } = await tell(await make(order()))
  expect([status, headers['cache-control']]).toEqual([400, 'no-store'])
  expect(await accountOf(session)).toBe('mia')
})

test('addresses that the provider names are judged on their own terms', async () => {
  const tokensBefore = idp.asked.filter((path) => path === '/token').length
  for (const lies of [
    { issuer: 'https://evil.example' },
    { token_endpoint: 'http://127.0.0.1:1/token' },
    { token_endpoint: 'https://169.254.169.254/token' },
    { token_endpoint: 'http://example.com/token' },
    { token_endpoint: undefined },
    { authorization_endpoint: 'javascript:alert(1)' },
    { authorization_endpoint: 'http://evil.example/' },
    { jwks_uri: 'file:///etc/passwd' },
  ]) {
    advance(3_600_001)
    idp.claimToBe(lies)
    const out = await send('GET', '/login/oidc', undefined, HTML)
    // What the browser is never sent to is found out on the way back at the latest.
    const { status } = out.status === 303 ? await logIn(idp.sign) : out
    expect([status, idp.asked.filter((path) => path === '/token').length], JSON.stringify(lies)).toEqual([
      503,
      tokensBefore,
    ])
  }
  advance(3_600_001)
  idp.claimToBe({})
  expect((await logIn(idp.sign)).status).toBe(200)
})
