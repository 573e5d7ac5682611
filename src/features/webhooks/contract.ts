/** Routes of webhooks: URLs that are told of events, with the signature and envelope of the two open standards. */
import { Empty, Int64, OneOf, route, Type } from '../../lib/contract.ts'
import { EVENTS, type EventName, groupOf, isAudited } from '../../lib/vocabulary.ts'

const own = (summary: string) => ({ policy: 'admin', form: 'own', summary }) as const

export const DELIVERY_STATES = ['waiting', 'done', 'failed'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** How a receiver is told: those that MLflow's clients made get what MLflow's server would send. */
export const FORMS = ['cloudevents', 'mlflow'] as const
export type Form = (typeof FORMS)[number]

/** Events that somebody may be told of: who has access and who looked at whom stays here. */
export const TOLD = (Object.keys(EVENTS) as EventName[]).filter(
  (name) => !isAudited(name) && groupOf(name) !== 'personal-data',
)

const At = (description: string) => Int64({ description: `milliseconds since 1970: ${description}` })
const Id = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })
const Name = Type.String({ minLength: 1, maxLength: 100, description: 'unique in the workspace' })
const Url = Type.String({ minLength: 1, maxLength: 2_000, description: 'https, or http to where the server may go' })
const Events = Type.Array(Type.String({ maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  description: 'names such as run.finished, run.* for all about runs, * for all',
})
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const Secret = Type.String({ description: 'whsec_…, said this once: the receiver checks signatures with it' })

const Attempt = {
  status: Nullable(Type.Integer({ description: 'of the reply' })),
  took_ms: Nullable(Type.Integer()),
  error: Nullable(Type.String({ description: 'why it counts as not received' })),
}

export const Webhook = Type.Object({
  id: Id,
  name: Name,
  url: Url,
  form: OneOf(FORMS),
  events: Events,
  created_at: At('when it was made'),
  stopped: Nullable(Type.String({ description: 'why nothing is sent any more' })),
  waiting: Type.Integer({ description: 'deliveries that are still to be tried' }),
  last: Nullable(Type.Object({ state: OneOf(DELIVERY_STATES), at: At('of the last attempt'), ...Attempt })),
})

export const Delivery = Type.Object({
  id: Int64(),
  event: Type.Object({ name: Type.String(), subject_kind: Type.String(), subject_id: Type.String() }),
  state: OneOf(DELIVERY_STATES),
  attempts: Type.Integer(),
  created_at: At('when the event was seen'),
  at: At('of the next attempt while it waits, of the last one after'),
  ...Attempt,
})

const One = Type.Object({ id: Id })

export const webhooks = {
  list: route(
    'webhooks.list',
    'GET',
    '/api/v1/webhooks',
    own('Who is told of the events of this workspace, and how the last delivery went.'),
    Empty,
    Type.Object({ webhooks: Type.Array(Webhook) }),
  ),
  create: route(
    'webhooks.create',
    'POST',
    '/api/v1/webhooks',
    {
      ...own('Have a URL told of events from now on, as CloudEvents 1.0 signed by Standard Webhooks.'),
      events: ['webhook.created'],
    },
    Type.Object({ name: Name, url: Url, events: Events }),
    Type.Object({ webhook: Webhook, secret: Secret }),
  ),
  change: route(
    'webhooks.change',
    'PATCH',
    '/api/v1/webhooks/:id',
    { ...own('Change a webhook, stop it, or start it again.'), events: ['webhook.changed'] },
    Type.Object({
      id: Id,
      name: Type.Optional(Name),
      url: Type.Optional(Url),
      events: Type.Optional(Events),
      active: Type.Optional(Type.Boolean()),
    }),
    Type.Object({ webhook: Webhook }),
  ),
  renew: route(
    'webhooks.renewSecret',
    'POST',
    '/api/v1/webhooks/:id/secret',
    { ...own('Give a webhook another secret; the one before signs nothing any more.'), events: ['webhook.changed'] },
    One,
    Type.Object({ secret: Secret }),
  ),
  delete: route(
    'webhooks.delete',
    'DELETE',
    '/api/v1/webhooks/:id',
    { ...own('Remove a webhook with what is known of its deliveries.'), events: ['webhook.deleted'] },
    One,
    Empty,
  ),
  test: route(
    'webhooks.test',
    'POST',
    '/api/v1/webhooks/:id/test',
    own('Send one message now that says it is a test, and tell what came back.'),
    One,
    Type.Object({ ok: Type.Boolean(), ...Attempt }),
  ),
  deliveries: route(
    'webhooks.listDeliveries',
    'GET',
    '/api/v1/webhooks/:id/deliveries',
    own('What was sent, newest first; kept for 30 days.'),
    Type.Object({
      id: Id,
      before: Type.Optional(Int64({ description: 'the last id of the page before' })),
      state: Type.Optional(OneOf(DELIVERY_STATES)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    Type.Object({ deliveries: Type.Array(Delivery), has_more: Type.Boolean() }),
  ),
  repeat: route(
    'webhooks.repeatDelivery',
    'POST',
    '/api/v1/webhooks/:id/deliveries/:delivery',
    own('Send an event once more, under the same id, so that a receiver sees that it knows it.'),
    Type.Object({ id: Id, delivery: Int64() }),
    Empty,
  ),
}
