/** What the pages of approvals say. */
import { KINDS, type Kind } from '../../../../src/lib/vocabulary.ts'
import { middleCut } from '../../format/names.ts'
import { counted } from '../../format/numbers.ts'
import { pageOf, wordOf } from '../../parts/nodes.ts'
import type { Approval } from './asks.ts'

export const TITLE = 'Approvals'

export const STATES: Record<Approval['state'], { shape: string; tone: string; word: string }> = {
  open: { shape: '▲', tone: 'warn', word: 'asked' },
  approved: { shape: '●', tone: 'good', word: 'approved' },
  refused: { shape: '✕', tone: 'bad', word: 'refused' },
  withdrawn: { shape: '◌', tone: '', word: 'withdrawn' },
  expired: { shape: '◌', tone: '', word: 'expired' },
}

export const NOTHING =
  'Nobody has asked for an approval here yet. Whoever may write asks through the API; who may approve answers, and never what they asked themselves.'

export const answer = (all: Approval[]): string => {
  const open = all.filter(({ state }) => state === 'open')
  const yours = open.filter(({ may_answer }) => may_answer).length
  if (open.length === 0) return 'Nothing waits for an approval.'
  const others = open.length - yours
  const rest = others ? `${counted(others, 'approval')} ${others === 1 ? 'waits' : 'wait'} for others.` : ''
  return yours
    ? `${counted(yours, 'approval')} ${yours === 1 ? 'waits' : 'wait'} for your answer. ${rest}`.trim()
    : rest
}

export const whose = ({ asked_by }: Approval): string => asked_by ?? 'Whoever uses this server'

/** "Ana asks: one yes is needed, none has come." */
export function answerOf(approval: Approval): string {
  const { state, needed, decisions, four_eyes } = approval
  const yes = decisions.filter((decision) => decision.answer === 'yes').length
  const last = decisions.at(-1)
  if (state === 'open')
    return `${whose(approval)} asks for ${counted(needed, 'yes', 'yes')}${four_eyes ? ' of somebody else' : ''}; ${yes === 0 ? 'none has come' : `${yes} came`}.`
  if (state === 'approved') return `Approved, for exactly the content below: ${last!.reason}`
  if (state === 'refused') return `${last!.account ?? 'Somebody'} refused: ${last!.reason}`
  return state === 'withdrawn' ? `${whose(approval)} withdrew the question.` : 'Nobody answered in time.'
}

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind)

/** What it is about, with its page where it has one. */
export const aboutOf = ({ kind, subject: id, label }: Approval): { text: string; to?: string } => ({
  text: `${isKind(kind) ? wordOf(kind) : kind} ${middleCut(label ?? id, 40)}`,
  ...(isKind(kind) && { to: pageOf({ kind, id }) }),
})
