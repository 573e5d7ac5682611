/** What is kept of somebody, for them to take away. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

export interface KeptEvent {
  seq: number
  at: Date
  workspace: string | null
  name: string
  subject_kind: string
  subject_id: string
  details: Record<string, unknown> | null
}

export interface KeptChoice {
  workspace: string
  answers_for: string | null
  specialisations: string[]
}

export interface KeptIdentity {
  issuer: string
  subject: string
  name: string
  email: string | null
}

export interface KeptNetwork {
  token_id: number
  network: string
  first_at: Date
}

export const erasingReads = (db: Db) => ({
  choices: async (accountId: number): Promise<KeptChoice[]> => {
    const { rows } = await sql<KeptChoice>`
      select w.name as workspace, p.answers_for, p.specialisations
      from preferences p join workspaces w using (workspace_id)
      where p.account_id = ${accountId} order by w.workspace_id`.execute(db)
    return rows
  },

  identities: async (accountId: number): Promise<KeptIdentity[]> => {
    const { rows } = await sql<KeptIdentity>`
      select issuer, subject, name, email from identities
      where account_id = ${accountId} order by id -- workspace_id is that of the account`.execute(db)
    return rows
  },

  networks: async (accountId: number): Promise<KeptNetwork[]> => {
    const { rows } = await sql<KeptNetwork>`
      select n.token_id, n.network, n.first_at from token_networks n join tokens t on t.id = n.token_id
      where t.account_id = ${accountId} order by n.first_at -- workspace_id is that of the account`.execute(db)
    return rows
  },

  /** By them, about them and about their tokens, wherever it was; the newest first. */
  events: async (accountId: number, before: number, limit: number): Promise<KeptEvent[]> => {
    const id = String(accountId)
    const { rows } = await sql<KeptEvent>`
      with chosen as (
        select e.* from workspaces w, lateral (
          select * from events e where e.workspace_id = w.workspace_id and e.account_id = ${accountId}
            and e.seq is not null and e.seq < ${before} order by e.seq desc limit ${limit}) e
        union
        select e.* from workspaces w join events e on e.workspace_id = w.workspace_id and e.subject_kind = 'account'
          and e.subject_id = ${id} and e.seq < ${before}
        union
        select e.* from workspaces w join tokens t on t.account_id = ${accountId}
          join events e on e.workspace_id = w.workspace_id and e.subject_kind = 'token' and e.subject_id = t.id::text
          and e.seq < ${before})
      select c.seq, c.at, w.name as workspace, c.name, c.subject_kind, c.subject_id, d.details
      from chosen c left join workspaces w using (workspace_id) left join event_details d on d.event_id = c.id
      order by c.seq desc limit ${limit}`.execute(db)
    return rows
  },
})

export type ErasingReads = ReturnType<typeof erasingReads>
