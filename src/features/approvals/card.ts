/** What approvals tell the first page: those that wait for the reader's answer. */
import type { MakeCard, Row } from '../../lib/card.ts'
import type { ApprovalService, Shown } from './service.ts'
import type { ApprovalStore } from './store.ts'

/** Beyond these, one row says that there are more. */
const FEW = 5

const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

const toRow = ({ id, title, asker, asked_at, expires_at }: Shown): Row => ({
  section: 'needs',
  tone: 'warn',
  mark: 'asked',
  title,
  note: `${asker ? `asked by ${asker}, ` : ''}until ${day.format(expires_at)}`,
  verb: 'Answer',
  href: `/approvals/${id}`,
  at: asked_at.getTime(),
})

const MORE: Row = {
  section: 'needs',
  tone: 'warn',
  mark: 'asked',
  title: 'More approvals',
  note: 'wait for your answer',
  verb: 'See all',
  href: '/approvals',
  at: null,
}

export const approvalCard =
  (store: Pick<ApprovalStore, 'any'>, approvals: Pick<ApprovalService, 'list'>): MakeCard =>
  async (workspace, _since, reader) => {
    if (!(await store.any(workspace))) return { rows: [], sentence: '', isEmpty: true }
    const waiting = await approvals.list({ ...reader, workspace }, { for_me: true }, FEW + 1)
    const rows = [...waiting.slice(0, FEW).map(toRow), ...(waiting.length > FEW ? [MORE] : [])]
    const count = waiting.length > FEW ? `More than ${FEW} approvals wait` : `${waiting.length} approvals wait`
    const sentence =
      waiting.length === 0 ? '' : waiting.length === 1 ? 'One approval waits for you.' : `${count} for you.`
    return { rows, sentence, isEmpty: waiting.length === 0 }
  }
