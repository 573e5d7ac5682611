/** Row type of command lines that wait to be let in. */
import type { Scope } from '../../../lib/contract.ts'

export interface DeviceLogInsTable {
  digest: Buffer
  workspace_id: number
  user_code: string
  label: string
  address: string
  days: number
  created_at: Date
  expires_at: Date
  state: 'waiting' | 'allowed' | 'refused'
  account_id: number | null
  scopes: Scope[] | null
  bound_to: number | null
  grants_until: Date | null
}

declare module '../../../platform/db.ts' {
  interface Tables {
    device_log_ins: DeviceLogInsTable
  }
}
