/** Approvals for readers: with names of people, and of what they are about. */
import { sql } from 'kysely'
import type { Right } from '../../lib/contract.ts'
import type { Db } from '../../platform/db.ts'
import type { State } from './contract.ts'
import type { ApprovalRow, DecisionRow } from './store.ts'

export interface ListedRow extends ApprovalRow {
  asker: string | null
  label: string | null
}

export interface ListedDecision extends DecisionRow {
  account: string | null
}

/** Who wants to answer. */
export interface Answerer {
  /** 0 on an open server. */
  id: number
  isPerson: boolean
  /** With the service accounts that they answer for: what those ask, they ask. */
  ids: number[]
  rights: Right[]
}

export interface Filter {
  id?: number | undefined
  state?: State | 'all' | undefined
  kind?: string | undefined
  subject?: string | undefined
  before?: number | undefined
  /** Only what this person may answer. */
  answerer?: Answerer | undefined
}

const forWhom = ({ id, ids, rights }: Answerer) => sql`and a.right_needed = any(${rights})
  and not (a.four_eyes and a.asked_by = any(${ids}))
  and not exists (select from approval_decisions d where d.approval_id = a.id and d.account_id = ${id})`

function stateIs(state: Filter['state'], now: Date) {
  if (state === undefined || state === 'all') return sql``
  if (state === 'open') return sql`and a.state = 'open' and a.expires_at > ${now}`
  if (state === 'expired') return sql`and (a.state = 'expired' or a.state = 'open' and a.expires_at <= ${now})`
  return sql`and a.state = ${state}`
}

export const approvalReads = (db: Db) => ({
  /** Undefined where there is no such account. */
  person: async (id: number): Promise<Pick<Answerer, 'isPerson' | 'ids'> | undefined> => {
    const { rows } = await sql<{ is_person: boolean; ids: number[] }>`
      select a.kind = 'person' as is_person, array(select c.id from accounts c where c.contact_id = a.id) || a.id as ids
      from accounts a where a.id = ${id} -- workspace_id is that of the account`.execute(db)
    const [row] = rows
    return row && { isPerson: row.is_person, ids: row.ids }
  },

  /** What somebody asked and answered, in all workspaces. */
  of: async (accountId: number): Promise<{ asked: object[]; answered: object[] }> => {
    const { rows: asked } = await sql<object>`
      select id, title, why, content, state, asked_at from approvals
      where asked_by = ${accountId} order by id -- workspace_id is any: of all workspaces`.execute(db)
    const { rows: answered } = await sql<object>`
      select d.approval_id, a.title, d.answer, d.reason, d.at
      from approval_decisions d join approvals a on a.id = d.approval_id
      where d.account_id = ${accountId} order by d.approval_id -- workspace_id is any: of all workspaces`.execute(db)
    return { asked, answered }
  },

  /** The newest first. */
  list: async (workspace: number, filter: Filter, now: Date, limit: number): Promise<ListedRow[]> => {
    const { id, state, kind, subject, before, answerer } = filter
    const { rows } = await sql<ListedRow>`
      select a.*, c.name as asker, n.label
      from approvals a left join accounts c on c.id = a.asked_by
        left join nodes n on n.workspace_id = a.workspace_id and n.kind = a.subject_kind and n.id = a.subject_id
      where a.workspace_id = ${workspace} ${id === undefined ? sql`` : sql`and a.id = ${id}`}
        ${stateIs(state, now)} ${kind === undefined ? sql`` : sql`and a.subject_kind = ${kind}`}
        ${subject === undefined ? sql`` : sql`and a.subject_id = ${subject}`}
        ${before === undefined ? sql`` : sql`and a.id < ${before}`} ${answerer ? forWhom(answerer) : sql``}
      order by a.id desc limit ${limit}`.execute(db)
    return rows
  },

  decisions: async (workspace: number, ids: number[]): Promise<ListedDecision[]> => {
    const { rows } = await sql<ListedDecision>`
      select d.*, c.name as account from approval_decisions d left join accounts c on c.id = d.account_id
      where d.workspace_id = ${workspace} and d.approval_id = any(${ids}) order by d.at, d.account_id`.execute(db)
    return rows
  },
})

export type ApprovalReads = ReturnType<typeof approvalReads>
