/** The policy table: what each role may do, and which of two roles is the lower one. */
import type { Caller } from '../../platform/http/server.ts'
import type { Role } from './contract/accounts.ts'

export type { Role } from './contract/accounts.ts'

const GRANTS: Record<Role, Caller['may']> = {
  reader: { read: true, write: false, admin: false },
  writer: { read: true, write: true, admin: false },
  admin: { read: true, write: true, admin: true },
  owner: { read: true, write: true, admin: true },
}
const RANK: Record<Role, number> = { reader: 0, writer: 1, admin: 2, owner: 3 }

export const grantsOf = (role: Role): Caller['may'] => GRANTS[role]

export const exceeds = (role: Role, limit: Role): boolean => RANK[role] > RANK[limit]

export const lowerOf = (a: Role, b: Role | null): Role => (b !== null && exceeds(a, b) ? b : a)
