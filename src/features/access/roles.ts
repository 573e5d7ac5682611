/** The table of rights: what each role may do in a workspace, and what a limited token leaves of it. */
import { RIGHTS, type Right, SCOPES, type Scope } from '../../lib/contract.ts'
import type { Grants } from '../../platform/http/server.ts'
import type { Role } from './contract/accounts.ts'

export type { Role } from './contract/accounts.ts'

/** What may be done somewhere: as one of its roles, or as an owner of the installation. */
export type Standing = Role | 'owner'

const ROLES: Record<Role, { rights: readonly Right[]; about: string }> = {
  viewer: { rights: ['read', 'report'], about: 'looks at everything but people' },
  contributor: { rights: ['read', 'report', 'write'], about: 'trains and logs' },
  maintainer: {
    rights: ['read', 'report', 'write', 'maintain', 'people'],
    about: 'keeps the workspace in order and leads its people',
  },
  approver: { rights: ['read', 'report', 'approve'], about: 'says yes or no to what others ask for' },
  admin: { rights: RIGHTS, about: 'everything in the workspace, members and tokens included' },
  stakeholder: {
    rights: ['read', 'report', 'approve'],
    about: 'reads reports in plain words and approves; sees nothing of people',
  },
  auditor: { rights: ['read', 'report', 'audit'], about: 'reads who did what, and checks the log' },
}

const ABOUT: Record<Scope, string> = {
  self: 'your own account: its password, tokens and sessions',
  read: 'see experiments, runs, files, models and the handbook',
  report: 'read reports',
  write: 'log, change and discard runs, models and files',
  maintain: 'discard and restore experiments, purge, settings of the workspace',
  approve: 'answer what waits for an approval',
  people: 'see what people say of themselves; each look is recorded',
  audit: 'see who has access and who used it, and check the log',
  admin: 'members of the workspace, tokens for it, moving experiments to another, and taking it away as files',
  install: 'accounts, workspaces, backup, health of the server',
}

const grants = (scopes: readonly Scope[]): Grants =>
  Object.freeze(Object.fromEntries(SCOPES.map((scope) => [scope, scopes.includes(scope)]))) as Grants

export const NOTHING = grants([])
export const EVERYTHING = grants(SCOPES)

const ALL: Record<Standing, Grants> = {
  ...(Object.fromEntries(Object.entries(ROLES).map(([role, { rights }]) => [role, grants(['self', ...rights])])) as {
    [R in Role]: Grants
  }),
  owner: EVERYTHING,
}
/** An account as such, wherever it is a member. */
const ALONE: Record<'owner' | 'other', Grants> = { owner: grants(['self', 'install']), other: grants(['self']) }

const within = (all: Grants, scopes: readonly Scope[] | null): Grants =>
  scopes ? grants(scopes.filter((scope) => all[scope])) : all

export const grantsOf = (standing: Standing, scopes: readonly Scope[] | null): Grants => within(ALL[standing], scopes)

export const grantsAlone = (isOwner: boolean, scopes: readonly Scope[] | null): Grants =>
  within(ALONE[isOwner ? 'owner' : 'other'], scopes)

export const listOf = (may: Grants): Scope[] => SCOPES.filter((scope) => may[scope])

/** Whether whoever has `held` may pass on or take away `wanted`; null is everything. */
export const covers = (held: readonly Scope[] | null, wanted: readonly Scope[] | null): boolean =>
  held === null || (wanted?.every((scope) => held.includes(scope)) ?? false)

/** The table as people read it. */
export const toTable = () => ({
  roles: Object.entries(ROLES).map(([id, { rights, about }]) => ({ id: id as Role, about, rights: [...rights] })),
  rights: SCOPES.map((id) => ({ id, about: ABOUT[id] })),
})
