/** Webhooks of the registry, as MLflow's clients make them. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'

const base = '/api/2.0/mlflow/webhooks'
const one = `${base}/:webhook_id`
const about = (summary: string) => ({ policy: 'admin', form: 'mlflow', summary }) as const

export const ENTITIES = [
  'REGISTERED_MODEL',
  'MODEL_VERSION',
  'MODEL_VERSION_TAG',
  'MODEL_VERSION_ALIAS',
  'PROMPT',
  'PROMPT_VERSION',
  'PROMPT_TAG',
  'PROMPT_VERSION_TAG',
  'PROMPT_ALIAS',
  'BUDGET_POLICY',
] as const
export const ACTIONS = ['CREATED', 'UPDATED', 'DELETED', 'SET', 'EXCEEDED'] as const
export const STATUSES = ['ACTIVE', 'DISABLED'] as const

export const Event = Type.Object({ entity: OneOf(ENTITIES), action: OneOf(ACTIONS) })
const Events = Type.Array(Event, { description: 'such as MODEL_VERSION and CREATED' })

export const Webhook = Type.Object({
  webhook_id: Type.String(),
  name: Type.String(),
  description: Type.Optional(Type.String()),
  url: Type.String(),
  events: Events,
  status: OneOf(STATUSES),
  creation_timestamp: Int64({ description: 'milliseconds since 1970' }),
  last_updated_timestamp: Int64({ description: 'milliseconds since 1970' }),
})
const One = Type.Object({ webhook: Webhook })
const Id = { webhook_id: Type.String() }
const Secret = Type.String({ description: 'signs what is sent; never read again' })

export const mlflowWebhooks = {
  create: route(
    'webhooks.mlflowCreate',
    'POST',
    base,
    { ...about('Have a URL told of what happens in the registry, in MLflow’s form.'), events: ['webhook.created'] },
    Type.Object({
      name: Type.String(),
      url: Type.String(),
      events: Events,
      description: Type.Optional(Type.String()),
      secret: Type.Optional(Secret),
      status: Type.Optional(OneOf(STATUSES)),
    }),
    One,
  ),
  list: route(
    'webhooks.mlflowList',
    'GET',
    base,
    about('Webhooks in MLflow’s form, by name.'),
    Type.Object({ max_results: Type.Optional(Int64()), page_token: Type.Optional(Type.String()) }),
    Type.Object({ webhooks: Type.Optional(Type.Array(Webhook)), next_page_token: Type.Optional(Type.String()) }),
  ),
  get: route('webhooks.mlflowGet', 'GET', one, about('One webhook.'), Type.Object(Id), One),
  update: route(
    'webhooks.mlflowUpdate',
    'PATCH',
    one,
    { ...about('Change a webhook, disable it, or give it another secret.'), events: ['webhook.changed'] },
    Type.Object({
      ...Id,
      name: Type.Optional(Type.String()),
      description: Type.Optional(Type.String()),
      url: Type.Optional(Type.String()),
      events: Type.Optional(Events),
      secret: Type.Optional(Secret),
      status: Type.Optional(OneOf(STATUSES)),
    }),
    One,
  ),
  delete: route(
    'webhooks.mlflowDelete',
    'DELETE',
    one,
    { ...about('Remove a webhook.'), events: ['webhook.deleted'] },
    Type.Object(Id),
    Empty,
  ),
  test: route(
    'webhooks.mlflowTest',
    'POST',
    `${one}/test`,
    about('Send an example of an event now, and tell what came back.'),
    Type.Object({ ...Id, event: Type.Optional(Event) }),
    Type.Object({
      result: Type.Object({
        success: Type.Boolean(),
        response_status: Type.Optional(Type.Integer()),
        response_body: Type.Optional(Type.String()),
        error_message: Type.Optional(Type.String()),
      }),
    }),
  ),
}
