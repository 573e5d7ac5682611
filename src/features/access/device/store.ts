/** SQL of command lines that wait to be let in. */
import { type Selectable, sql } from 'kysely'
import type { Scope } from '../../../lib/contract.ts'
import type { Db } from '../../../platform/db.ts'
import type { DeviceLogInsTable } from './tables.ts'

export type DeviceRow = Selectable<DeviceLogInsTable>

type NewDevice = Pick<DeviceRow, 'digest' | 'user_code' | 'label' | 'address' | 'days' | 'created_at' | 'expires_at'>

interface Permission {
  account_id: number
  scopes: Scope[] | null
  bound_to: number | null
  grants_until: Date | null
}

export const deviceStore = (db: Db) => ({
  removeOld: async (workspace: number, now: Date): Promise<void> => {
    await sql`delete from device_log_ins where workspace_id = ${workspace} and expires_at <= ${now}`.execute(db)
  },

  countFrom: async (workspace: number, address: string): Promise<{ here: number; all: number }> => {
    const { rows } = await sql<{ here: number; all: number }>`
      select (count(*) filter (where address = ${address}))::int as here, count(*)::int as all
      from device_log_ins where workspace_id = ${workspace}`.execute(db)
    return rows[0]!
  },

  /** False when somebody else has this code. */
  insert: async (workspace: number, row: NewDevice): Promise<boolean> => {
    const { rows } = await sql`
      insert into device_log_ins (workspace_id, digest, user_code, label, address, days, created_at, expires_at)
      values (${workspace}, ${row.digest}, ${row.user_code}, ${row.label}, ${row.address}, ${row.days},
        ${row.created_at}, ${row.expires_at})
      on conflict do nothing returning digest`.execute(db)
    return rows.length > 0
  },

  findByCode: async (workspace: number, userCode: string, now: Date): Promise<DeviceRow | undefined> => {
    const { rows } = await sql<DeviceRow>`
      select * from device_log_ins
      where workspace_id = ${workspace} and user_code = ${userCode} and state = 'waiting'
        and expires_at > ${now}`.execute(db)
    return rows[0]
  },

  /** False when somebody answered before. */
  allow: async (workspace: number, userCode: string, now: Date, by: Permission): Promise<boolean> => {
    const { rows } = await sql`
      update device_log_ins set state = 'allowed', account_id = ${by.account_id}, scopes = ${by.scopes},
        bound_to = ${by.bound_to}, grants_until = ${by.grants_until}
      where workspace_id = ${workspace} and user_code = ${userCode} and state = 'waiting' and expires_at > ${now}
      returning digest`.execute(db)
    return rows.length > 0
  },

  refuse: async (workspace: number, userCode: string, now: Date): Promise<boolean> => {
    const { rows } = await sql`
      update device_log_ins set state = 'refused'
      where workspace_id = ${workspace} and user_code = ${userCode} and state = 'waiting' and expires_at > ${now}
      returning digest`.execute(db)
    return rows.length > 0
  },

  isWaiting: async (workspace: number, digest: Buffer, now: Date): Promise<boolean> => {
    const { rows } = await sql`
      select from device_log_ins
      where workspace_id = ${workspace} and digest = ${digest} and state = 'waiting' and expires_at > ${now}`.execute(
      db,
    )
    return rows.length > 0
  },

  /** What was answered, once. */
  take: async (workspace: number, digest: Buffer, now: Date): Promise<DeviceRow | undefined> => {
    const { rows } = await sql<DeviceRow>`
      delete from device_log_ins
      where workspace_id = ${workspace} and digest = ${digest} and state <> 'waiting' and expires_at > ${now}
      returning *`.execute(db)
    return rows[0]
  },
})

export type DeviceStore = ReturnType<typeof deviceStore>
