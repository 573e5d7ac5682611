/** Routes of approvals: somebody asks, others answer; what was asked and answered never changes. */
import { Int64, OneOf, RIGHTS, route, Type } from '../../lib/contract.ts'
import { KINDS, type Kind } from '../../lib/vocabulary.ts'

export const STATES = ['open', 'approved', 'refused', 'withdrawn', 'expired'] as const
export type State = (typeof STATES)[number]
export const ANSWERS = ['yes', 'no'] as const
export type Answer = (typeof ANSWERS)[number]

/** What is in the graph can be asked about by hand; features ask about whatever they have. */
const About = OneOf(KINDS.filter((kind): kind is Exclude<Kind, 'approval'> => kind !== 'approval'))

const own = <P extends 'read' | 'write' | 'approve'>(policy: P, summary: string) =>
  ({ policy, form: 'own', summary }) as const
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Text = Type.Union([Type.String(), Type.Null()])
const Time = Int64({ description: 'milliseconds since 1970' })
const Content = Type.Record(Type.String(), Type.Unknown(), {
  description: 'what exactly is asked about, at most 64 KB; an approval counts for this and for nothing else',
})
const Reason = Type.String({ minLength: 1, maxLength: 2_000 })

const Decision = Type.Object({
  account_id: Type.Union([Id, Type.Null()]),
  account: Text,
  answer: OneOf(ANSWERS),
  reason: Type.String(),
  at: Time,
})

const Approval = Type.Object({
  id: Id,
  kind: Type.String({ description: 'of what it is about' }),
  subject: Type.String({ description: 'its id' }),
  label: Type.Union([Type.String(), Type.Null()], { description: 'its name in the graph' }),
  title: Type.String(),
  why: Type.String(),
  content: Content,
  digest: Type.String({ description: 'SHA-256 over what it is about and the content' }),
  needed: Type.Integer({ description: 'how many have to say yes' }),
  four_eyes: Type.Boolean({ description: 'whoever asked cannot answer' }),
  right: OneOf(RIGHTS),
  asked_by_id: Type.Union([Id, Type.Null()]),
  asked_by: Text,
  asked_at: Time,
  expires_at: Time,
  state: OneOf(STATES),
  settled_at: Type.Union([Time, Type.Null()]),
  decisions: Type.Array(Decision),
  is_yours: Type.Boolean({ description: 'you asked, and may withdraw it while it is open' }),
  may_answer: Type.Boolean({ description: 'whether you may answer it now' }),
  why_not: Type.Union([Type.String(), Type.Null()], { description: 'why you may not' }),
})
const One = Type.Object({ approval: Approval })

export const approvals = {
  ask: route(
    'approvals.ask',
    'POST',
    '/api/v1/approvals',
    { ...own('write', 'Ask others to approve something.'), events: ['approval.requested'] },
    Type.Object({
      kind: About,
      subject: Type.String({ maxLength: 500, description: 'the id of what it is about' }),
      title: Type.String({ minLength: 1, maxLength: 200, description: 'what is asked, in words' }),
      why: Type.String({ minLength: 1, maxLength: 2_000 }),
      content: Type.Optional(Content),
      needed: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'default 1' })),
      four_eyes: Type.Optional(Type.Boolean({ description: 'default true' })),
      right: Type.Optional(OneOf(RIGHTS)),
      expires_in_hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_160, description: 'default 168, a week' })),
    }),
    One,
  ),
  list: route(
    'approvals.list',
    'GET',
    '/api/v1/approvals',
    own('read', 'What waits for an approval, the newest first; what waited with another state.'),
    Type.Object({
      for_me: Type.Optional(Type.Boolean({ description: 'only what waits for your answer' })),
      state: Type.Optional(OneOf([...STATES, 'all'] as const)),
      kind: Type.Optional(Type.String({ description: 'of what it is about' })),
      subject: Type.Optional(Type.String({ description: 'its id' })),
      before: Type.Optional(Id),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    Type.Object({
      approvals: Type.Array(Approval),
      next: Type.Union([Id, Type.Null()], { description: '`before` of the next page' }),
    }),
  ),
  get: route(
    'approvals.get',
    'GET',
    '/api/v1/approvals/:id',
    own('read', 'One approval with all that was said of it.'),
    Type.Object({ id: Id }),
    One,
  ),
  decide: route(
    'approvals.decide',
    'POST',
    '/api/v1/approvals/:id/decide',
    {
      ...own('approve', 'Say yes or no, with the reason; it is kept and never changed. One no refuses.'),
      events: ['approval.answered', 'approval.approved', 'approval.refused'],
    },
    Type.Object({ id: Id, answer: OneOf(ANSWERS), reason: Reason }),
    One,
  ),
  withdraw: route(
    'approvals.withdraw',
    'POST',
    '/api/v1/approvals/:id/withdraw',
    { ...own('write', 'Take back what you asked.'), events: ['approval.withdrawn'] },
    Type.Object({ id: Id }),
    One,
  ),
  check: route(
    'approvals.check',
    'POST',
    '/api/v1/approvals/check',
    own('read', 'Whether exactly this content was approved.'),
    Type.Object({ kind: Type.String(), subject: Type.String(), content: Type.Optional(Content) }),
    Type.Object({ approved: Type.Boolean(), approval_id: Type.Union([Id, Type.Null()]) }),
  ),
}
