/** What the pages of access say. */
import type { Scope } from '../../../../src/lib/contract.ts'
import { counted } from '../../format/numbers.ts'
import { workspaceName } from '../../place.ts'
import { type Account, type Identity, type Me, type Members, ROLES, type Role, type Roles, type Token } from './asks.ts'

export const ACCOUNT_TITLE = 'Your account'
export const MEMBERS_TITLE = 'People and roles'
export const ACCOUNTS_TITLE = 'Accounts'

const and = new Intl.ListFormat('en-GB')
const or = new Intl.ListFormat('en-GB', { type: 'disjunction' })
const clauses = (parts: string[]): string => parts.join('; ')

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
const many = (role: Role, n: number): string => `${n} ${n === 1 ? role : `${role}s`}`

export const NO_ACCOUNTS = 'This server has no accounts: whoever uses this machine may do everything.'

/** What each role is there for, said to whoever has it. */
const DOES: Record<Role, string> = {
  viewer: 'look at everything but people',
  contributor: 'train, log, and change what was logged',
  maintainer: 'log, keep the workspace in order and lead its people',
  approver: 'look at everything but people, and say yes or no to what others ask for',
  admin: 'do everything in it, members and tokens included',
  stakeholder: 'read reports in plain words, and approve',
  auditor: 'read who did what, and check the log',
}

/** All that a role gives on this server, whatever somebody logged in with. */
export function wholeOf({ is_owner, role }: Me, table: Roles): Scope[] {
  if (is_owner) return table.rights.map(({ id }) => id)
  return ['self', ...(table.roles.find(({ id }) => id === role)?.rights ?? [])]
}

/** Who the reader is here, and what that lets them do. */
export function standing(me: Me, table: Roles): string {
  const aboutOf = (scope: Scope): string => table.rights.find(({ id }) => id === scope)?.about ?? scope
  const whole = wholeOf(me, table)
  const left = whole.filter((scope) => me.may.includes(scope))
  const limit =
    left.length < whole.length
      ? ` What you logged in with leaves you only this of it: ${left.length ? clauses(left.map(aboutOf)) : 'nothing'}.`
      : ''
  if (me.is_owner)
    return `You are ${me.account}, an owner of this server: you may do everything, in every workspace.${limit}`
  if (me.role === null) {
    const yours = me.workspaces.map(({ workspace }) => workspace)
    return `You are ${me.account}, and no member of workspace ${workspaceName}. ${
      yours.length ? `You may go to ${or.format(yours)}.` : 'An owner or an admin can make you a member of one.'
    }`
  }
  return `You are ${me.account}, ${withArticle(me.role)} of workspace ${workspaceName}: you may ${DOES[me.role as Role]}.${limit}`
}

/** "7 members of search: 1 admin, 6 contributors. ana owns the installation and may do everything here." */
export function membersAnswer({ members, owners }: Members, isOpen: boolean): string {
  if (isOpen) return `${NO_ACCOUNTS} Roles count from the first account on.`
  const active = members.filter(({ is_disabled }) => !is_disabled)
  const roles = ROLES.flatMap((role) => {
    const n = active.filter((member) => member.role === role).length
    return n ? [many(role, n)] : []
  })
  const who = members.length
    ? `${counted(members.length, 'member')} of workspace ${workspaceName}${roles.length ? `: ${roles.join(', ')}` : ''}.`
    : `Workspace ${workspaceName} has no members yet.`
  return `${who} ${ownersWords(owners)}, and may do everything here without being ${owners.length === 1 ? 'a member' : 'members'}.`
}

const ownersWords = (owners: string[]): string =>
  `${and.format(owners)} ${owners.length === 1 ? 'owns' : 'own'} the installation`

/** How many there are, and what of them wants a look. */
export function accountsAnswer(accounts: Account[], identities: Identity[]): string {
  const active = accounts.filter(({ disabled_at }) => disabled_at === null)
  const of = (kind: Account['kind']): number => active.filter((account) => account.kind === kind).length
  const owners = active.filter(({ is_owner }) => is_owner)
  const nowhere = active.filter(({ is_owner, memberships }) => !is_owner && memberships.length === 0)
  const off = accounts.length - active.length
  const waiting = identities.filter(({ account }) => account === null)
  const sentences = [
    `${counted(of('person'), 'person', 'people')} and ${counted(of('service'), 'service account')} may use this server.`,
    `${ownersWords(owners.map(({ name }) => name))}.`,
    ...(owners.length === 1 ? ['Make a second owner, so that no single person can lock everybody out.'] : []),
    ...(nowhere.length
      ? [
          `${and.format(nowhere.slice(0, 3).map(({ name }) => name))}${nowhere.length > 3 ? ' and others' : ''} ${nowhere.length === 1 ? 'is' : 'are'} a member of no workspace.`,
        ]
      : []),
    ...(waiting.length
      ? [
          `${counted(waiting.length, 'person', 'people')} of the identity provider ${waiting.length === 1 ? 'waits' : 'wait'} for an account.`,
        ]
      : []),
    ...(off ? [`${counted(off, 'account')} ${off === 1 ? 'is' : 'are'} disabled.`] : []),
  ]
  return sentences.join(' ')
}

const GIVES: Partial<Record<Scope, string>> = {
  install: 'Only owners of the installation have it',
  admin: 'The role admin has it, and owners of the installation',
}

/** Which right something takes, and who can give it. */
export function needed(what: string, right: Scope, me: Me, known: Members | undefined): string {
  const admins =
    right === 'install'
      ? []
      : (known?.members.filter(({ role, is_disabled }) => role === 'admin' && !is_disabled) ?? []).map(
          ({ account }) => account,
        )
  const givers = [...new Set([...admins, ...(known?.owners ?? [])])]
  const held =
    me.is_owner || me.role === 'admin'
      ? 'Your role has it, but what you logged in with does not: log in with your password.'
      : `${GIVES[right]}${givers.length ? `: ask ${or.format(givers)}` : ''}.`
  return `${what} takes the right “${right}”. ${held}`
}

/** "Viewer: looks at everything but people. Its rights: see experiments…; read reports." */
export function roleWords(role: Roles['roles'][number], table: Roles): string {
  const about = table.rights.filter(({ id }) => role.rights.some((right) => right === id)).map(({ about }) => about)
  return `${upper(role.id)}: ${role.about}. Its rights: ${clauses(about)}.`
}

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a token grants: "all that the account may", "read and write". */
export const scopesWords = (scopes: Token['scopes']): string =>
  scopes ? and.format(scopes) : 'all that the account may'

/** "search as maintainer, default as viewer" */
export const placesWords = ({ memberships }: Pick<Account, 'memberships'>): string =>
  memberships.map(({ workspace, role }) => `${workspace} as ${role}`).join(', ')
