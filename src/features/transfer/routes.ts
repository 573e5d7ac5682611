/** Routes of imports and follows, one line each. */
import { mount } from '../../platform/http/mount.ts'
import type { Http } from '../../platform/http/server.ts'
import { follows as f } from './contract/follows.ts'
import { imports as i } from './contract/imports.ts'
import type { FollowService } from './follows/service.ts'
import type { ImportService } from './imports/service.ts'

export function importRoutes(http: Http, imports: ImportService): void {
  mount(http, i.list, (_input, { workspace }) => imports.list(workspace))
  mount(http, i.create, (input, { workspace, accountId, may }) =>
    imports.create({ workspace, accountId, isOwner: may.install }, input),
  )
  mount(http, i.get, ({ id }, { workspace }) => imports.get(workspace, id))
  mount(http, i.cancel, ({ id }, actor) => imports.cancel(actor, id))
  mount(http, i.resume, ({ id }, actor) => imports.resume(actor, id))
}

export function followRoutes(http: Http, follows: FollowService): void {
  mount(http, f.list, (_input, { workspace }) => follows.list(workspace))
  mount(http, f.create, (input, actor) => follows.create(actor, input))
  mount(http, f.get, ({ name }, { workspace }) => follows.get(workspace, name))
  mount(http, f.pause, ({ name }, actor) => follows.pause(actor, name))
  mount(http, f.resume, ({ name }, actor) => follows.resume(actor, name))
  mount(http, f.stop, async ({ name }, actor) => {
    await follows.stop(actor, name)
    return {}
  })
}
