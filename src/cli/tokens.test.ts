import { expect, test } from 'vitest'
import { ownedServer } from '../../test/harness/accounts.ts'
import { commandLine } from '../../test/harness/cli.ts'
import { access } from '../features/access/contract/accounts.ts'
import { workspaces } from '../features/access/contract/workspaces.ts'

const owned = await ownedServer()
const { as, token } = owned
const url = await owned.listen()
const { bw } = commandLine(url)
const by = (token: string) => ({ env: { BELLWETHER_TOKEN: token } })
const owner = by(token)

interface Token {
  id: number
  label: string
  scopes: string[] | null
  workspace: string | null
}
const tokensOf = async (args: string[], as = owner) =>
  (await bw(['tokens', 'ls', '--json', ...args], as)).json<{ tokens: Token[] }>().tokens

await as(token, 'POST', workspaces.create.path, { name: 'search' })
const robot = { name: 'robot', kind: 'service', contact_team: 'platform' }
await as(token, 'POST', access.createAccount.path, {
  ...robot,
  memberships: [{ workspace: 'search', role: 'contributor' }],
})
const { token: lead } = await owned.makeAccount('lead', 'admin', 'search')

test('a token is made for a purpose, printed alone, listed without its secret and revoked', async () => {
  const made = await bw(['tokens', 'make', 'laptop', '--scope', 'read', '--scope', 'write', '--days', '7'], owner)
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^bw_[\w-]{43}\n$/)])
  const laptop = made.stdout.trim()
  expect((await bw(['experiments', 'create', 'by-token'], by(laptop))).code).toBe(0)
  expect((await bw(['tokens', 'ls'], by(laptop))).stderr).toContain("the right 'self'")
  const [found] = await tokensOf([])
  expect(found).toMatchObject({ label: 'laptop', scopes: ['read', 'write'], workspace: null })
  const listed = await bw(['tokens', 'ls'], owner)
  expect(listed.stdout).toMatch(/laptop +olga +read write +all/)
  expect(listed.stdout).not.toContain(laptop)
  expect((await bw(['tokens', 'revoke', String(found!.id)], owner)).code).toBe(0)
  expect((await bw(['experiments', 'ls'], by(laptop))).stderr).toContain('revoked')
})

test('a token for one workspace works there only', async () => {
  const made = await bw(['tokens', 'make', 'there', '--workspace', 'search', '--json'], owner)
  const there = by(made.json<{ token: string }>().token)
  expect((await bw(['experiments', 'ls', '--url', `${url}/w/search`], there)).code).toBe(0)
  expect((await bw(['experiments', 'ls'], there)).code).toBe(1)
})

test('an admin equips the service accounts of the workspace; an owner any account', async () => {
  const at = ['--url', `${url}/w/search`]
  const made = await bw(['tokens', 'make', 'nightly', '--account', 'robot', '--here', ...at], by(lead))
  expect(made.code).toBe(0)
  expect((await bw(['experiments', 'create', 'nightly', ...at], by(made.stdout.trim()))).code).toBe(0)
  const [here] = await tokensOf(['--here', ...at], by(lead))
  expect(here).toMatchObject({ label: 'nightly', workspace: 'search' })
  expect((await bw(['tokens', 'ls', '--account', 'robot', ...at], by(lead))).stderr).toContain("the right 'install'")
  expect((await tokensOf(['--account', 'robot'])).map(({ label }) => label)).toEqual(['nightly'])
  expect((await bw(['tokens', 'revoke', String(here!.id), '--here', ...at], by(lead))).code).toBe(0)
  expect((await bw(['experiments', 'ls', ...at], by(made.stdout.trim()))).code).toBe(1)
  const wide = await bw(['tokens', 'make', 'backfill', '--account', 'robot', '--json'], owner)
  const { id } = wide.json<{ info: Token }>().info
  expect((await bw(['tokens', 'revoke', String(id), '--account', 'robot'], owner)).code).toBe(0)
  expect(await tokensOf(['--account', 'robot'])).toEqual([])
})

test('what cannot be meant is usage', async () => {
  const wrong = [
    ['make', 'x', '--here'],
    ['make', 'x', '--here', '--account', 'robot', '--workspace', 'search'],
    ['make', 'x', '--scope', 'everything'],
    ['make', 'x', '--days', '0'],
    ['revoke', 'first'],
  ]
  for (const args of wrong) expect((await bw(['tokens', ...args], owner)).code, args.join(' ')).toBe(2)
})
