/** Webhooks as MLflow's clients see them: those that they made, in their words. */
import { notFound } from '../../../lib/failure.ts'
import { mount } from '../../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../../platform/http/server.ts'
import { checkResults, toOffset, toToken } from '../../../platform/search/pages.ts'
import { type ACTIONS, mlflowWebhooks as contract, type ENTITIES } from '../contract/mlflow.ts'
import type { WebhookService } from '../service.ts'
import type { HookRow } from '../store.ts'
import { keyOf } from './events.ts'

const MOST = 1_000

type Entity = (typeof ENTITIES)[number]
type Action = (typeof ACTIONS)[number]

const toEvent = (name: string) => {
  const [entity, action] = name.toUpperCase().split('.') as [Entity, Action]
  return { entity, action }
}

const toWebhook = ({ id, name, url, events, description, stopped, created_at, updated_at }: HookRow) => ({
  ...{ webhook_id: String(id), name, url, ...(description && { description }) },
  events: events.map(toEvent),
  status: stopped === null ? ('ACTIVE' as const) : ('DISABLED' as const),
  creation_timestamp: created_at.getTime(),
  last_updated_timestamp: updated_at.getTime(),
})

const isActive = (status: 'ACTIVE' | 'DISABLED' | undefined) => status && status === 'ACTIVE'

export function mlflowWebhookRoutes(http: Http, webhooks: WebhookService): void {
  async function find(workspace: number, webhookId: string): Promise<HookRow> {
    const row = /^\d{1,9}$/.test(webhookId) ? await webhooks.find(workspace, Number(webhookId)) : undefined
    if (row?.form !== 'mlflow') throw notFound('Webhook', webhookId)
    return row
  }

  mount(http, contract.create, async ({ status, events, ...input }, actor) => ({
    webhook: toWebhook(
      await webhooks.make(actor, 'mlflow', { ...input, events: events.map(keyOf), active: isActive(status) }),
    ),
  }))
  mount(http, contract.list, async ({ max_results, page_token }, { workspace }) => {
    const limit = checkResults(max_results || undefined, 100, MOST)
    const offset = toOffset(page_token)
    const rows = await webhooks.inForm(workspace, 'mlflow')
    const end = offset + limit
    return {
      webhooks: rows.slice(offset, end).map(toWebhook),
      ...(end < rows.length && { next_page_token: toToken({ offset: end }) }),
    }
  })
  mount(http, contract.get, async ({ webhook_id }, { workspace }) => ({
    webhook: toWebhook(await find(workspace, webhook_id)),
  }))
  mount(http, contract.update, async ({ webhook_id, status, events, ...given }, actor) => {
    const { id } = await find(actor.workspace, webhook_id)
    const patch = { ...given, ...(events && { events: events.map(keyOf) }), active: isActive(status) }
    return { webhook: toWebhook(await webhooks.put(actor, id, patch)) }
  })
  mount(http, contract.delete, async ({ webhook_id }, actor) => {
    await webhooks.delete(actor, (await find(actor.workspace, webhook_id)).id)
    return {}
  })
  mount(http, contract.test, async ({ webhook_id, event }, { request, workspace }) => {
    const { id } = await find(workspace, webhook_id)
    const { error, status, reply } = await webhooks.sendTest(
      workspace,
      workspaceNameOf(request),
      id,
      event && keyOf(event),
    )
    return {
      result: {
        success: error === null,
        ...(status !== null && { response_status: status }),
        ...(reply !== undefined && { response_body: reply }),
        ...(error !== null && { error_message: error }),
      },
    }
  })
}
