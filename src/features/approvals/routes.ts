/** Approvals over HTTP. */
import { mount } from '../../platform/http/mount.ts'
import type { Http } from '../../platform/http/server.ts'
import { approvals as contract } from './contract.ts'
import type { About } from './rules.ts'
import type { ApprovalService, Shown } from './service.ts'

const PAGE = 50

/** 0 is whoever uses an open server. */
const idOf = (id: number): number | null => id || null

const toApproval = ({ decisions, obstacle, isYours, ...row }: Shown) => ({
  id: row.id,
  kind: row.subject_kind,
  subject: row.subject_id,
  label: row.label,
  title: row.title,
  why: row.why,
  content: row.content,
  digest: row.digest.toString('hex'),
  needed: row.needed,
  four_eyes: row.four_eyes,
  right: row.right_needed,
  asked_by_id: idOf(row.asked_by),
  asked_by: row.asker,
  asked_at: row.asked_at.getTime(),
  expires_at: row.expires_at.getTime(),
  state: row.state,
  settled_at: row.settled_at?.getTime() ?? null,
  decisions: decisions.map(({ account_id, account, answer, reason, at }) => ({
    ...{ account_id: idOf(account_id), account, answer, reason, at: at.getTime() },
  })),
  is_yours: isYours,
  may_answer: obstacle === undefined,
  why_not: obstacle?.message ?? null,
})

export function approvalRoutes(http: Http, approvals: ApprovalService): void {
  const one = async (shown: Promise<Shown>) => ({ approval: toApproval(await shown) })

  mount(http, contract.ask, (input, caller) => one(approvals.askByHand(caller, input)))
  mount(http, contract.list, async ({ limit = PAGE, ...input }, caller) => {
    const found = await approvals.list(caller, input, limit + 1)
    const page = found.slice(0, limit)
    return { approvals: page.map(toApproval), next: found.length > limit ? page.at(-1)!.id : null }
  })
  mount(http, contract.get, ({ id }, caller) => one(approvals.get(caller, id)))
  mount(http, contract.decide, ({ id, answer, reason }, caller) => one(approvals.decide(caller, id, answer, reason)))
  mount(http, contract.withdraw, ({ id }, caller) => one(approvals.withdraw(caller, id)))
  mount(http, contract.check, async ({ kind, subject, content = {} }, { workspace }) => {
    const id = await approvals.approved(workspace, { kind, id: subject } as About, content)
    return { approved: id !== undefined, approval_id: id ?? null }
  })
}
