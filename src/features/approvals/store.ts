/** SQL of what is asked and decided. */
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Ref } from '../../platform/graph.ts'
import type { State } from './contract.ts'
import type { ApprovalsTable, DecisionsTable } from './tables.ts'

export type ApprovalRow = Selectable<ApprovalsTable>
export type DecisionRow = Selectable<DecisionsTable>
export type NewApproval = Omit<Insertable<ApprovalsTable>, 'content' | 'state' | 'settled_at'> & {
  /** As JSON. */
  content: string
}

export const approvalStore = (db: Db) => ({
  /** Nothing while the same is asked already. */
  insert: async (tx: Tx, row: NewApproval): Promise<number | undefined> => {
    const { rows } = await sql<{ id: number }>`
      insert into approvals (workspace_id, subject_kind, subject_id, title, why, content, digest, needed, four_eyes,
        right_needed, asked_by, asked_at, expires_at)
      values (${row.workspace_id}, ${row.subject_kind}, ${row.subject_id}, ${row.title}, ${row.why},
        ${row.content}::jsonb, ${row.digest}, ${row.needed}, ${row.four_eyes}, ${row.right_needed}, ${row.asked_by},
        ${row.asked_at}, ${row.expires_at})
      on conflict (workspace_id, digest) where state = 'open' do nothing returning id`.execute(tx)
    return rows[0]?.id
  },

  /** With this digest: one that was approved, else the newest. */
  findDigest: async (on: Db | Tx, workspace: number, digest: Buffer): Promise<ApprovalRow | undefined> => {
    const { rows } = await sql<ApprovalRow>`
      select * from approvals where workspace_id = ${workspace} and digest = ${digest}
      order by state = 'approved' desc, id desc limit 1`.execute(on)
    return rows[0]
  },

  /** Nobody else answers it meanwhile. */
  lock: async (tx: Tx, workspace: number, id: number): Promise<ApprovalRow | undefined> => {
    const { rows } = await sql<ApprovalRow>`
      select * from approvals where workspace_id = ${workspace} and id = ${id} for update`.execute(tx)
    return rows[0]
  },

  decisions: async (tx: Tx, workspace: number, id: number): Promise<DecisionRow[]> => {
    const { rows } = await sql<DecisionRow>`
      select * from approval_decisions where workspace_id = ${workspace} and approval_id = ${id}`.execute(tx)
    return rows
  },

  decide: async (tx: Tx, row: DecisionRow): Promise<void> => {
    await sql`insert into approval_decisions (approval_id, workspace_id, account_id, answer, reason, at)
      values (${row.approval_id}, ${row.workspace_id}, ${row.account_id}, ${row.answer}, ${row.reason}, ${row.at})`.execute(
      tx,
    )
  },

  settle: async (tx: Tx, workspace: number, id: number, state: State, at: Date): Promise<void> => {
    await sql`update approvals set state = ${state}, settled_at = ${at}
      where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  /** What nobody answered in time, some of it; what somebody is answering now is left out. */
  overdue: async (tx: Tx, now: Date): Promise<ApprovalRow[]> => {
    const { rows } = await sql<ApprovalRow>`
      select * from approvals where state = 'open' and expires_at <= ${now}
      order by expires_at limit 200 for update skip locked -- workspace_id is any: time passes everywhere`.execute(tx)
    return rows
  },

  /** What is asked about things, and waits. */
  openAbout: async (tx: Tx, workspace: number, about: Ref[]): Promise<{ id: number; title: string } | undefined> => {
    const { rows } = await sql<{ id: number; title: string }>`
      select a.id, a.title
      from unnest(${about.map(({ kind }) => kind)}::text[], ${about.map(({ id }) => id)}::text[]) m(kind, id)
      join approvals a on a.workspace_id = ${workspace} and a.subject_kind = m.kind and a.subject_id = m.id
      where a.state = 'open' order by a.id limit 1`.execute(tx)
    return rows[0]
  },

  any: async (workspace: number): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from approvals where workspace_id = ${workspace} and state = 'open') as any`.execute(db)
    return rows[0]!.any
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from approval_decisions where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from approvals where workspace_id = ${workspace}`.execute(tx)
  },
})

export type ApprovalStore = ReturnType<typeof approvalStore>
