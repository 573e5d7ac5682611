/** Routes of the members of a workspace, and of the table that says what their roles may do. */
import { Empty, Int64, OneOf, RIGHTS, route, Type } from '../../../lib/contract.ts'
import { Id, KINDS, own, RoleName, ScopeName, Text } from './accounts.ts'

const Member = Type.Object({
  account_id: Id,
  account: Type.String(),
  kind: OneOf(KINDS),
  contact: Type.Union([Type.String(), Type.Null()], { description: 'who answers for it, if it is a service account' }),
  role: RoleName,
  since: Int64({ description: 'milliseconds since 1970' }),
  by_group: Type.Boolean({ description: 'came by a group of the identity provider, which may change it' }),
  is_disabled: Type.Boolean(),
})

export const members = {
  list: route(
    'access.listMembers',
    'GET',
    '/api/v1/workspace/members',
    own('read', 'Who is a member of this workspace, and as what; and who owns the installation.'),
    Empty,
    Type.Object({
      members: Type.Array(Member),
      owners: Type.Array(Type.String(), { description: 'may do everything here without being members' }),
    }),
  ),
  put: route(
    'access.setMember',
    'PUT',
    '/api/v1/workspace/members',
    {
      ...own('admin', 'Make somebody a member of this workspace, or give a member another role.'),
      events: ['member.added', 'member.changed'],
    },
    Type.Object({ account: Type.String({ description: 'the name of the account' }), role: RoleName }),
    Type.Object({ member: Member }),
  ),
  remove: route(
    'access.removeMember',
    'DELETE',
    '/api/v1/workspace/members/:account_id',
    { ...own('admin', 'End a membership of this workspace.'), events: ['member.removed'] },
    Type.Object({ account_id: Id }),
    Empty,
  ),
  roles: route(
    'access.roles',
    'GET',
    '/api/v1/access/roles',
    own('self', 'What each role may do.'),
    Empty,
    Type.Object({
      roles: Type.Array(Type.Object({ id: RoleName, about: Type.String(), rights: Type.Array(OneOf(RIGHTS)) })),
      rights: Type.Array(Type.Object({ id: ScopeName, about: Type.String() })),
    }),
  ),
  looks: route(
    'access.listLooks',
    'GET',
    '/api/v1/access/looks',
    own('self', 'Who looked at what is known of you, newest first.'),
    Empty,
    Type.Object({
      looks: Type.Array(
        Type.Object({
          at: Int64({ description: 'milliseconds since 1970' }),
          by: Text,
          what: Text,
          workspace: Text,
        }),
      ),
    }),
  ),
}
