import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellwether-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const named = (settings: Record<string, string>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`BELLWETHER_OIDC_${name}`, value]))
const load = (settings: Record<string, string>, cwd = join(folder, 'none')) => loadConfig({}, named(settings), cwd).oidc
const MINIMAL = { ISSUER: 'https://id.example.com', CLIENT_ID: 'bw' }

test('without an issuer there is no single sign-on; with one the rest has defaults that let nobody in', () => {
  expect(load({})).toBeUndefined()
  expect(load(MINIMAL)).toEqual({
    issuer: 'https://id.example.com',
    clientId: 'bw',
    clientSecret: undefined,
    scopes: 'openid profile email',
    groupsClaim: 'groups',
    groups: [],
    newAccounts: 'never',
    label: 'Log in with single sign-on',
  })
})

test('groups are pairs, JSON, or lines of the file; a name may hold what separates', () => {
  const groups = (text: string) => load({ ...MINIMAL, GROUPS: text })?.groups
  expect(groups('ml=default:viewer, cn=leads=search:admin,ops=owner')).toEqual([
    ['ml', 'default:viewer'],
    ['cn=leads', 'search:admin'],
    ['ops', 'owner'],
  ])
  expect(groups('{"cn=a,ou=b": ["default:viewer", "search:admin"]}')).toEqual([
    ['cn=a,ou=b', 'default:viewer'],
    ['cn=a,ou=b', 'search:admin'],
  ])
  writeFileSync(
    join(folder, 'bellwether.yaml'),
    'oidc_issuer: https://id.example.com\noidc_client_id: bw\noidc_groups:\n  a, b: [default:viewer, search:admin]\n  ops: owner\n',
  )
  expect(load({}, folder)?.groups).toEqual([
    ['a, b', 'default:viewer'],
    ['a, b', 'search:admin'],
    ['ops', 'owner'],
  ])
})

test('a secret may stand in a file', () => {
  writeFileSync(join(folder, 'secret'), 'from a file\n')
  expect(load({ ...MINIMAL, CLIENT_SECRET_FILE: join(folder, 'secret') })?.clientSecret).toBe('from a file')
})

test.each<[Record<string, string>, RegExp]>([
  [{ CLIENT_ID: 'bw' }, /'oidc_client_id' is given without 'oidc_issuer'/],
  [{ ISSUER: 'https://id.example.com' }, /'oidc_client_id' is missing/],
  [{ ...MINIMAL, ISSUER: 'id.example.com' }, /'oidc_issuer'.*address/],
  [{ ...MINIMAL, ISSUER: 'http://id.example.com' }, /'oidc_issuer'.*https/],
  [{ ...MINIMAL, ISSUER: 'https://id.example.com/?a=b' }, /'oidc_issuer'/],
  [{ ...MINIMAL, ISSUER: 'https://me:pw@id.example.com' }, /'oidc_issuer'/],
  [{ ...MINIMAL, SCOPES: 'profile' }, /'oidc_scopes'.*openid/],
  [{ ...MINIMAL, GROUPS: 'ml' }, /'oidc_groups' has 'ml'/],
  [{ ...MINIMAL, GROUPS: '{' }, /'oidc_groups' is no JSON object/],
  [{ ...MINIMAL, NEW_ACCOUNTS: 'yes' }, /'oidc_new_accounts'.*never, groups, always/],
])('%j names the setting and the fix', (settings, message) => {
  expect(() => load(settings)).toThrow(message)
})

test('without encryption a provider may only be on this machine', () => {
  for (const issuer of ['http://127.0.0.1:7', 'http://localhost:7', 'http://[::1]:7'])
    expect(load({ ...MINIMAL, ISSUER: issuer })?.issuer).toBe(issuer)
})
