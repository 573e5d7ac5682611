/** Routes of accounts: who uses the server at all. */
import { Empty, Int64, OneOf, type Policy, route, SCOPES, Type } from '../../../lib/contract.ts'

/** What somebody is in a workspace. Who owns the installation may do everything everywhere. */
export const ROLES = ['viewer', 'contributor', 'maintainer', 'approver', 'admin', 'stakeholder', 'auditor'] as const
export type Role = (typeof ROLES)[number]
export const RoleName = OneOf(ROLES)
const Standing = OneOf([...ROLES, 'owner'] as const)

export const KINDS = ['person', 'service'] as const
export type AccountKind = (typeof KINDS)[number]

export const own = <P extends Policy>(policy: P, summary: string) => ({ policy, form: 'own', summary }) as const
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const Text = Type.Union([Type.String(), Type.Null()])
export const Time = Type.Union([Int64({ description: 'milliseconds since 1970' }), Type.Null()])
export const Secret = Type.String({ description: 'the token itself, shown this once' })
export const ScopeName = OneOf(SCOPES)
const Team = Type.String({ maxLength: 200, description: 'for a service account: the team that answers for it' })
const Name = Type.String({ maxLength: 100 })
const Place = Type.Object({ workspace: Type.String(), role: RoleName })

export const Account = Type.Object({
  id: Id,
  name: Type.String(),
  kind: OneOf(KINDS),
  is_owner: Type.Boolean({ description: 'of the installation' }),
  contact: Type.Union([Type.String(), Type.Null()], {
    description: 'who answers for a service account: the name of a person or team',
  }),
  created_at: Int64(),
  disabled_at: Time,
  memberships: Type.Array(Place),
})
const One = Type.Object({ account: Account })

export const access = {
  me: route(
    'access.me',
    'GET',
    '/api/v1/access/me',
    own('open', 'Who the server takes you for, and what you may do at this address.'),
    Empty,
    Type.Object({
      mode: OneOf(['open', 'accounts'] as const),
      account_id: Type.Union([Id, Type.Null()]),
      account: Text,
      is_owner: Type.Boolean(),
      role: Type.Union([Standing, Type.Null()], { description: 'in the workspace of this address; null: no member' }),
      may: Type.Array(ScopeName, { description: 'at this address, with this token or session' }),
      workspaces: Type.Array(Type.Object({ workspace: Type.String(), role: Standing }), {
        description: 'where you may go',
      }),
    }),
  ),
  createAccount: route(
    'access.createAccount',
    'POST',
    '/api/v1/access/accounts',
    {
      ...own('install', 'Make an account. The first is an owner, comes with its token, and ends open access.'),
      events: ['account.created', 'token.created', 'member.added'],
    },
    Type.Object({
      name: Name,
      kind: Type.Optional(OneOf(KINDS)),
      is_owner: Type.Optional(Type.Boolean()),
      password: Type.Optional(
        Type.String({ maxLength: 1_000, description: 'of the first account only; later ones set their own by a link' }),
      ),
      contact_account: Type.Optional(
        Type.String({ description: 'for a service account: the name of the person who answers for it' }),
      ),
      contact_team: Type.Optional(Team),
      memberships: Type.Optional(Type.Array(Place, { maxItems: 100 })),
    }),
    Type.Object({ account: Account, token: Type.Optional(Secret) }),
  ),
  listAccounts: route(
    'access.listAccounts',
    'GET',
    '/api/v1/access/accounts',
    own('install', 'All accounts, with the workspaces that they are members of.'),
    Empty,
    Type.Object({ accounts: Type.Array(Account) }),
  ),
  changeAccount: route(
    'access.changeAccount',
    'PATCH',
    '/api/v1/access/accounts/:id',
    {
      ...own('install', 'Rename an account, make it an owner or not, change its contact.'),
      events: ['account.changed'],
    },
    Type.Object({
      id: Id,
      name: Type.Optional(Name),
      is_owner: Type.Optional(Type.Boolean()),
      contact_account: Type.Optional(Type.String({ description: 'the name of a person' })),
      contact_team: Type.Optional(Team),
    }),
    One,
  ),
  disableAccount: route(
    'access.disableAccount',
    'DELETE',
    '/api/v1/access/accounts/:id',
    { ...own('install', 'Disable an account; its tokens stop working.'), events: ['account.disabled'] },
    Type.Object({ id: Id }),
    Empty,
  ),
  enableAccount: route(
    'access.enableAccount',
    'POST',
    '/api/v1/access/accounts/:id/enable',
    { ...own('install', 'Let a disabled account in again, with the tokens it has.'), events: ['account.enabled'] },
    Type.Object({ id: Id }),
    One,
  ),
}
