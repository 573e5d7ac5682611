/** Who looked at what is known of a person, out of the event log. */
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'

export interface LookRow {
  at: Date
  by: string | null
  what: string | null
  workspace: string | null
}

export const peopleReads = (db: Db) => ({
  /** The newest looks, wherever they were. */
  of: async (accountId: number): Promise<LookRow[]> => {
    const { rows } = await sql<LookRow>`
      select e.at, a.name as by, d.details->>'what' as what, w.name as workspace
      from workspaces w join events e on e.workspace_id = w.workspace_id and e.subject_kind = 'account'
        and e.subject_id = ${String(accountId)} and e.name = 'people.read'
      left join event_details d on d.event_id = e.id left join accounts a on a.id = e.account_id
      order by e.id desc limit 200`.execute(db)
    return rows
  },
})

export type PeopleReads = ReturnType<typeof peopleReads>
