/** Makes the accounts of a small team on a server: its first owner ends open access. */

import type { Role } from '../../src/features/access/contract/accounts.ts'
import { access } from '../../src/features/access/contract/accounts.ts'
import { passwords } from '../../src/features/access/contract/passwords.ts'
import { tokens } from '../../src/features/access/contract/tokens.ts'
import { workspaces } from '../../src/features/access/contract/workspaces.ts'
import type { Call } from './seed.ts'

export interface SeededAccess {
  /** Tokens by the names of accounts. */
  tokens: Record<string, string>
  ids: Record<string, number>
  /** Path of the page by which Noor sets a password. */
  link: string
}

export const OWNER = 'olga'
export const PASSWORD = 'correct horse battery'

const PEOPLE: [name: string, role: Role, there?: Role][] = [
  ['lena', 'admin', 'viewer'],
  ['amara', 'maintainer', 'maintainer'],
  ['bo', 'contributor', 'contributor'],
  ['chidi', 'contributor'],
  ['dana', 'contributor'],
  ['emil', 'viewer'],
  ['farah', 'approver'],
  ['grace', 'stakeholder'],
  ['hugo', 'auditor'],
  ['ines', 'contributor'],
]

/** `as` calls with a token; `open` without any, before there is an account. */
export async function seedAccess(open: Call, as: (token: string) => Call): Promise<SeededAccess> {
  const first = await open(access.createAccount, { name: OWNER, password: PASSWORD })
  const owner = as(first.token!)
  const ids: Record<string, number> = { [OWNER]: first.account.id }
  const made: Record<string, string> = { [OWNER]: first.token! }
  await owner(workspaces.create, { name: 'search', sector: 'Retail' })

  async function make(name: string, memberships: { workspace: string; role: Role }[], service = {}): Promise<void> {
    const { account } = await owner(access.createAccount, { name, memberships, ...service })
    ids[name] = account.id
    const { token } = await owner(tokens.createOf, { account_id: account.id, label: 'notebook' })
    made[name] = token
  }
  for (const [name, role, there] of PEOPLE)
    await make(name, [{ workspace: 'default', role }, ...(there ? [{ workspace: 'search', role: there }] : [])])
  await make('nightly-training', [{ workspace: 'default', role: 'contributor' }], {
    kind: 'service',
    contact_account: 'amara',
  })
  await make('dashboard', [{ workspace: 'default', role: 'viewer' }], { kind: 'service', contact_team: 'platform' })
  await make('noor', [])
  await owner(access.disableAccount, { id: ids.ines! })
  const lena = as(made.lena!)
  await lena(tokens.createHere, { account: 'nightly-training', label: 'cluster', scopes: ['read', 'write'] })
  await lena(tokens.create, { label: 'laptop', scopes: ['self', 'read'], expires_in_days: 30 })
  await as(made.bo!)(tokens.create, { label: 'colab', workspace: 'default', scopes: ['read', 'write'] })
  const { path } = await owner(passwords.offer, { id: ids.noor! })
  return { tokens: made, ids, link: path }
}
