/** The trash over HTTP, one line a route. */
import { mount } from '../../platform/http/mount.ts'
import type { Http } from '../../platform/http/server.ts'
import { trash as contract } from './contract.ts'
import type { TrashService } from './service.ts'
import type { SweepRow, SweepStore } from './store.ts'
import type { Sweeper } from './sweep.ts'

const toSweep = ({ workspace_id: _w, account_id: _a, seen_ms: _s, claim: _c, ...row }: SweepRow) => row

export function trashRoutes(http: Http, trash: TrashService, sweeper: Sweeper, store: SweepStore): void {
  mount(http, contract.list, (input, { workspace }) => trash.list(workspace, input))
  mount(http, contract.plan, ({ older_than_days }, { workspace }) => trash.plan(workspace, older_than_days))
  mount(http, contract.restore, async ({ kind, id }, { workspace, accountId, may }) => {
    await trash.restore({ workspace, accountId }, kind, id, may.maintain)
    return {}
  })
  mount(http, contract.empty, async ({ older_than_days }, { workspace, accountId }) => ({
    sweep: toSweep(await sweeper.ask(workspace, accountId, older_than_days)),
  }))
  mount(http, contract.sweep, async (_, { workspace }) => {
    const last = await store.last(workspace)
    return { sweep: last ? toSweep(last) : null }
  })
}
