/** Rows of accounts, members and tokens as replies. */
import type { ListedRow } from '../store/accounts.ts'
import type { MemberRow } from '../store/members.ts'
import type { ListedTokenRow } from '../store/tokens.ts'

export const msOf = (date: Date | null): number | null => date?.getTime() ?? null

export const toAccount = ({ id, name, kind, is_owner, contact, memberships, ...row }: ListedRow) => ({
  id,
  name,
  kind,
  is_owner,
  contact,
  created_at: row.created_at.getTime(),
  disabled_at: msOf(row.disabled_at),
  memberships,
})

export const toMember = ({ account_id, account, kind, contact, role, since, by_group, disabled_at }: MemberRow) => ({
  account_id,
  account,
  kind,
  contact,
  role,
  since: since.getTime(),
  by_group,
  is_disabled: disabled_at !== null,
})

export const toToken = ({ id, account_id, account, label, scopes, workspace, ...row }: ListedTokenRow) => ({
  id,
  account_id,
  account,
  label,
  scopes,
  workspace,
  created_at: row.created_at.getTime(),
  expires_at: msOf(row.expires_at),
  last_used_at: msOf(row.last_used_at),
})

export const toSession = (row: ListedTokenRow, thisId: number | null) => ({
  id: row.id,
  label: row.label,
  is_this: row.id === thisId,
  opened_by: row.opened_by,
  by_provider: row.by_provider,
  created_at: row.created_at.getTime(),
  expires_at: msOf(row.expires_at),
  last_used_at: msOf(row.last_used_at),
})
