import { expect, test } from 'vitest'
import { ownedServer } from '../../test/harness/accounts.ts'
import { commandLine } from '../../test/harness/cli.ts'
import { server } from '../../test/harness/server.ts'
import { ROLES } from '../features/access/contract/accounts.ts'
import { workspaces } from '../features/access/contract/workspaces.ts'
import { toTable } from '../features/access/roles.ts'
import { RIGHTS } from '../lib/contract.ts'

const owned = await ownedServer()
const { as, token, send } = owned
const url = await owned.listen()
const young = await server()
const youngUrl = await young.listen()
const { bw } = commandLine(url)
const by = (token: string) => ({ env: { BELLWETHER_TOKEN: token } })
const owner = by(token)

interface Account {
  id: number
  name: string
  kind: string
  contact: string | null
  is_owner: boolean
  disabled_at: number | null
  memberships: { workspace: string; role: string }[]
}
const accountsOf = async () => (await bw(['accounts', 'ls', '--json'], owner)).json<{ accounts: Account[] }>().accounts
const named = async (name: string) => (await accountsOf()).find((account) => account.name === name)

test('the first account of an open server is its owner, and gets the token that is needed from then on', async () => {
  const { bw } = commandLine(youngUrl)
  expect((await bw(['accounts', 'ls'])).stdout).toContain('open to this machine')
  const machine = await bw(['accounts', 'add', 'ci', '--service', '--team', 'platform'])
  expect([machine.code, machine.stderr]).toEqual([2, expect.stringContaining('without --service')])
  const made = await bw(['accounts', 'add', 'ana'])
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^bw_[\w-]{43}\n$/)])
  const refused = await bw(['accounts', 'ls'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('set BELLWETHER_TOKEN')])
  const { json } = await bw(['accounts', 'ls', '--json'], by(made.stdout.trim()))
  expect(json()).toMatchObject({ accounts: [{ name: 'ana', is_owner: true }] })
})

test('a person is added with a link by which they set their password, another link ends the first', async () => {
  await as(token, 'POST', workspaces.create.path, { name: 'search' })
  const added = await bw(
    ['accounts', 'add', 'bea', '--member', 'default=viewer', '--member', 'search=admin', '--url', `${url}/w/search`],
    owner,
  )
  expect(added.code).toBe(0)
  expect(added.stdout.trim()).toMatch(new RegExp(`^${url}/password\\?code=\\S+$`))
  expect((await named('bea'))!.memberships).toEqual([
    { workspace: 'default', role: 'viewer' },
    { workspace: 'search', role: 'admin' },
  ])
  const page = async (link: string) => (await send('GET', link.slice(url.length))).status
  expect(await page(added.stdout.trim())).toBe(200)
  const again = await bw(['accounts', 'link', 'bea', '--json'], owner)
  expect(await page(added.stdout.trim())).toBe(403)
  expect(await page(again.json<{ url: string }>().url)).toBe(200)
  expect((await bw(['accounts', 'ls'], owner)).stdout).toMatch(/^bea +person +default=viewer search=admin/m)
})

test('a service account needs somebody who answers for it, and has no link', async () => {
  expect((await bw(['accounts', 'add', 'ci', '--service'], owner)).code).toBe(2)
  const added = await bw(['accounts', 'add', 'ci', '--service', '--contact', 'olga', '--json'], owner)
  expect(added.json()).toMatchObject({ account: { kind: 'service', contact: 'olga' } })
  expect(added.json()).not.toHaveProperty('link')
  expect((await bw(['accounts', 'set', 'ci', '--name', 'ci-2', '--team', 'platform'], owner)).stdout).toMatch(
    /^ci-2 .*platform/m,
  )
  const refused = await bw(['accounts', 'link', 'ci-2'], owner)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has no password')])
})

test('accounts are disabled and enabled, made owners and not; the last owner stays', async () => {
  expect((await bw(['accounts', 'set', 'olga', '--no-owner'], owner)).stderr).toContain('last owner')
  expect((await bw(['accounts', 'set', 'bea', '--owner'], owner)).code).toBe(0)
  expect((await named('bea'))!.is_owner).toBe(true)
  expect((await bw(['accounts', 'set', 'bea', '--no-owner'], owner)).code).toBe(0)
  expect((await bw(['accounts', 'disable', 'bea'], owner)).stdout).toContain('disabled')
  expect((await named('bea'))!.disabled_at).not.toBeNull()
  expect((await bw(['accounts', 'enable', 'bea'], owner)).code).toBe(0)
  expect(await named('bea')).toMatchObject({ is_owner: false, disabled_at: null })
  expect((await bw(['accounts', 'disable', 'nobody'], owner)).stderr).toContain(
    "No account has the name or the number 'nobody'",
  )
  expect((await bw(['accounts', 'set', 'bea'], owner)).code).toBe(2)
})

test('members get roles in the workspace of the address, and lose them', async () => {
  const { token: lead } = await owned.makeAccount('lead', 'admin', 'search')
  const there = ['--url', `${url}/w/search`]
  expect((await bw(['members', 'set', 'bea', 'maintainer', ...there], by(lead))).code).toBe(0)
  const listed = await bw(['members', 'ls', ...there], by(lead))
  expect(listed.stdout).toMatch(/^bea +person +maintainer/m)
  expect(listed.stderr).toContain('Owners of the installation may do everything here: olga.')
  await bw(['members', 'set', 'ci-2', 'contributor', ...there], by(lead))
  expect((await bw(['members', 'ls', ...there], by(lead))).stdout).toMatch(/^ci-2 +service +contributor +platform/m)
  expect((await bw(['members', 'remove', 'ci-2', ...there], by(lead))).code).toBe(0)
  // What somebody is in one workspace they are in no other.
  const elsewhere = await bw(['members', 'set', 'bea', 'maintainer'], by(lead))
  expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining('no member')])
  expect((await bw(['members', 'set', 'bea', 'king', ...there], by(lead))).code).toBe(2)
  expect((await bw(['members', 'remove', 'bea', ...there], by(lead))).code).toBe(0)
  const { members } = (await bw(['members', 'ls', '--json', ...there], by(lead))).json<{ members: Account[] }>()
  expect(members).toMatchObject([{ account: 'lead', role: 'admin' }])
  expect((await bw(['members', 'remove', 'bea', ...there], by(lead))).stderr).toContain('No member of this workspace')
})

test('Platform-14: the table of rights is printed with a dot where a role may', async () => {
  const { stdout } = await bw(['roles'], owner)
  const [head, ...lines] = stdout.trimEnd().split('\n')
  expect(head!.split(/ {2,}/)).toEqual(['RIGHT', ...ROLES.map((role) => role.toUpperCase()), 'OWNER', 'MEANS'])
  for (const right of RIGHTS) {
    const line = lines.find((each) => each.startsWith(`${right} `))!
    for (const { id, rights } of toTable().roles)
      expect(line[head!.indexOf(id.toUpperCase())], `${id} ${right}`).toBe(rights.includes(right) ? '●' : ' ')
  }
  expect((await bw(['roles', '--json'], owner)).json()).toEqual(toTable())
})

test('a person takes along what is kept of them, and is forgotten only when that is meant', async () => {
  const { token: own } = await owned.makeAccount('dora', 'contributor')
  await bw(['accounts', 'disable', 'dora'], owner)
  await bw(['accounts', 'enable', 'dora'], owner)
  const kept = await bw(['accounts', 'export'], by(own))
  expect(kept.json()).toMatchObject({ account: { name: 'dora' }, has_password: false })
  expect(kept.json<{ events: { name: string }[] }>().events.map(({ name }) => name)).toContain('account.disabled')
  const careless = await bw(['accounts', 'erase', 'dora'], owner)
  expect([careless.code, careless.stderr]).toEqual([2, expect.stringContaining('for good')])
  const done = await bw(['accounts', 'erase', 'dora', '--yes'], owner)
  expect([done.code, done.stdout]).toEqual([0, expect.stringMatching(/^Forgot dora\. \d+ events say nothing/)])
  expect((await bw(['accounts', 'export'], by(own))).code).toBe(1)
  expect(await named('dora')).toBeUndefined()
})
