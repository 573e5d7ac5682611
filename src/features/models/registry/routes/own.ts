/** The registry's own routes, one line each. */
import { mount } from '../../../../platform/http/mount.ts'
import type { Http } from '../../../../platform/http/server.ts'
import { measured } from '../../contract/measured.ts'
import { registered as r } from '../../contract/own.ts'
import type { SetRegisteredAt } from '../service/date.ts'
import type { RegisterExternal } from '../service/external.ts'
import { toVersion, type ViewService } from '../service/views.ts'

export function ownRoutes(
  http: Http,
  views: ViewService,
  registerExternal: RegisterExternal,
  setRegisteredAt: SetRegisteredAt,
): void {
  mount(http, r.models, (input, { workspace }) => views.models(workspace, input))
  mount(http, r.model, ({ name }, { workspace }) => views.model(workspace, name))
  mount(http, r.versions, (input, { workspace }) => views.versions(workspace, input))
  mount(http, r.version, (input, { workspace }) => views.version(workspace, input))
  mount(http, measured.versions, ({ name }, { workspace }) => views.measured(workspace, name))
  mount(http, r.setRegisteredAt, async (input, actor) => {
    await setRegisteredAt(actor, input)
    return {}
  })
  mount(http, r.registerExternal, async (input, actor) => {
    const row = await registerExternal(actor, input)
    return { name: row.name, version: toVersion({ ...row, registered_by: null }) }
  })
}
