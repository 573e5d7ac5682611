/** Webhooks over HTTP, one line a route. */
import { mount } from '../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../platform/http/server.ts'
import { webhooks as contract } from './contract.ts'
import type { WebhookService } from './service.ts'

export function webhookRoutes(http: Http, webhooks: WebhookService): void {
  mount(http, contract.list, (_input, { workspace }) => webhooks.list(workspace))
  mount(http, contract.create, (input, actor) => webhooks.create(actor, input))
  mount(http, contract.change, (input, actor) => webhooks.change(actor, input))
  mount(http, contract.renew, ({ id }, actor) => webhooks.renew(actor, id))
  mount(http, contract.delete, async ({ id }, actor) => {
    await webhooks.delete(actor, id)
    return {}
  })
  mount(http, contract.test, ({ id }, { request, ...actor }) => webhooks.test(actor, workspaceNameOf(request), id))
  mount(http, contract.deliveries, (input, { workspace }) => webhooks.deliveries(workspace, input))
  mount(http, contract.repeat, async (input, { workspace }) => {
    await webhooks.repeat(workspace, input)
    return {}
  })
}
