/** Who may do what: owner, accounts, tokens, and what protects an open loopback server. */
import type { Deps } from '../../platform/deps.ts'

export function access({ http }: Deps): void {
  http.guard = () => ({ workspace: 1, accountId: null, may: { read: true, write: true, admin: true } })
}
