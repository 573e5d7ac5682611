/** SQL of erasing what events say; the events stay, and with them the chain. */
import { sql } from 'kysely'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Tx } from '../../../platform/db.ts'

export interface Erased {
  workspace_id: number
  /** None of an event that is not sealed yet. */
  seq: number | null
}

export const erasureStore = {
  /** Of all workspaces: what is about an account, about its tokens, and what it wrote; `all` that it caused. */
  eraseOf: async (tx: Tx, accountId: number, written: EventName[], all: boolean): Promise<Erased[]> => {
    const id = String(accountId)
    const { rows } = await sql<Erased>`
      with chosen as (
        select id, workspace_id, seq from events where subject_kind = 'account' and subject_id = ${id}
        union
        select e.id, e.workspace_id, e.seq from events e join event_details d on d.event_id = e.id
        where e.subject_kind = 'token' and d.details ->> 'account_id' = ${id}
        union
        select id, workspace_id, seq from events where account_id = ${accountId} and (${all} or name = any(${written})))
      delete from event_details d using chosen c where d.event_id = c.id
      returning c.workspace_id, c.seq`.execute(tx)
    return rows
  },
}
