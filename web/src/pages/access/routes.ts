/** Pages of access: one's own account, the members of a workspace, the accounts of the installation. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ROLES, type Role } from '../../../../src/features/access/contract/accounts.ts'
import { text } from '../../query.ts'
import { root } from '../../root.tsx'

export interface AccountQuery {
  /** The form that is open. */
  form?: 'password' | 'token'
}

export interface MembersQuery {
  /** The role that is looked at: its column in the table of rights, its members. */
  role?: Role
  /** Part of a name. */
  find?: string
  /** The number of the member whose row is open. */
  open?: string
  /** `token`: for the service account of the open row. */
  form?: 'member' | 'token'
}

export const SHOWN = ['people', 'services', 'owners', 'disabled'] as const
export type Shown = (typeof SHOWN)[number]

export interface AccountsQuery {
  show?: Shown
  find?: string
  /** The number of the account whose row is open. */
  open?: string
  form?: 'account'
}

const oneOf = <W extends string>(words: readonly W[], value: unknown): W | undefined =>
  words.find((word) => word === value)

const number = (value: unknown): string | undefined => (/^\d{1,10}$/.test(String(value)) ? String(value) : undefined)

export const accountRoute = createRoute({
  getParentRoute: () => root,
  path: '/account',
  validateSearch: (query: Record<string, unknown>): AccountQuery => ({
    form: oneOf(['password', 'token'] as const, query.form),
  }),
  component: lazyRouteComponent(() => import('./account/page.tsx'), 'AccountPage'),
})

export const membersRoute = createRoute({
  getParentRoute: () => root,
  path: '/members',
  validateSearch: (query: Record<string, unknown>): MembersQuery => ({
    role: oneOf(ROLES, query.role),
    find: text(query.find),
    open: number(query.open),
    form: oneOf(['member', 'token'] as const, query.form),
  }),
  component: lazyRouteComponent(() => import('./members/page.tsx'), 'MembersPage'),
})

export const accountsRoute = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  validateSearch: (query: Record<string, unknown>): AccountsQuery => ({
    show: oneOf(SHOWN, query.show),
    find: text(query.find),
    open: number(query.open),
    form: oneOf(['account'] as const, query.form),
  }),
  component: lazyRouteComponent(() => import('./accounts/page.tsx'), 'AccountsPage'),
})

export const accessRoutes = [accountRoute, membersRoute, accountsRoute]
