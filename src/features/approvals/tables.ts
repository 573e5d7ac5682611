/** Row types of what is asked, and of what was decided. */
import type { Generated } from 'kysely'
import type { Right } from '../../lib/contract.ts'
import type { Subject } from '../../platform/events.ts'
import type { Answer, State } from './contract.ts'

export interface ApprovalsTable {
  id: Generated<number>
  workspace_id: number
  subject_kind: Subject
  subject_id: string
  title: string
  why: string
  content: Record<string, unknown>
  digest: Buffer
  needed: number
  four_eyes: boolean
  right_needed: Right
  asked_by: number
  asked_at: Date
  expires_at: Date
  state: Generated<State>
  settled_at: Date | null
}

export interface DecisionsTable {
  approval_id: number
  workspace_id: number
  account_id: number
  answer: Answer
  reason: string
  at: Date
}

declare module '../../platform/db.ts' {
  interface Tables {
    approvals: ApprovalsTable
    approval_decisions: DecisionsTable
  }
}
