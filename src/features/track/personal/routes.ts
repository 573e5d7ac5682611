/** Personal data over HTTP, one line a route. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { personal as contract } from '../contract/personal.ts'
import type { PersonalService } from './service.ts'

export function personalRoutes(http: Http, personal: PersonalService): void {
  mount(http, contract.list, (_input, { workspace }) => personal.list(workspace))
  mount(http, contract.set, (input, actor) => personal.set(actor, input))
  mount(http, contract.runs, (input, { workspace }) => personal.runs(workspace, input))
}
