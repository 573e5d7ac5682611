/** Who may answer what: four eyes, a person, the right, in time, once. */
import { createHash } from 'node:crypto'
import { Failure } from '../../lib/failure.ts'
import { canonical, type Subject } from '../../platform/events.ts'
import type { State } from './contract.ts'
import type { Answerer } from './reads.ts'
import type { ApprovalRow, DecisionRow } from './store.ts'

export interface About {
  kind: Subject
  id: string
}

/** An approval counts for exactly this. */
export const digestOf = ({ kind, id }: About, content: Record<string, unknown>): Buffer =>
  createHash('sha256').update(canonical({ kind, id, content })).digest()

type Asked = Pick<ApprovalRow, 'id' | 'state' | 'expires_at' | 'four_eyes' | 'asked_by' | 'right_needed'>

/** Nobody waits for what has expired, also before the server has noted it. */
export const stateOf = ({ state, expires_at }: Pick<Asked, 'state' | 'expires_at'>, now: number): State =>
  state === 'open' && expires_at.getTime() <= now ? 'expired' : state

const denied = (message: string): Failure => new Failure('PERMISSION_DENIED', message)
const conflict = (message: string): Failure => new Failure('RESOURCE_CONFLICT', message)

/** Why somebody cannot answer; undefined when they can. */
export function obstacle(
  asked: Asked,
  decisions: Pick<DecisionRow, 'account_id'>[],
  { id, isPerson, ids, rights }: Answerer,
  now: number,
): Failure | undefined {
  const state = stateOf(asked, now)
  if (state !== 'open') return conflict(`Approval ${asked.id} is ${state}: nothing can be said of it any more.`)
  if (!isPerson) return denied('A service account may ask for an approval and never give one. A person has to answer.')
  if (!rights.includes('approve')) return denied("You need the right 'approve' to answer.")
  if (asked.four_eyes && ids.includes(asked.asked_by))
    return denied(
      id === 0
        ? 'This takes a second pair of eyes, and a server without accounts has one. Make accounts, or ask without four_eyes.'
        : 'This takes a second pair of eyes: you asked for it, or a service account that you answer for did. Somebody else has to answer.',
    )
  if (!rights.includes(asked.right_needed)) return denied(`You need the right '${asked.right_needed}' to answer this.`)
  if (decisions.some(({ account_id }) => account_id === id))
    return conflict('You have answered this. An answer stays as it was given.')
  return undefined
}
