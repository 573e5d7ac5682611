/** Workspaces over HTTP; rows as replies. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { workspaces as contract } from '../contract/workspaces.ts'
import type { WorkspaceService } from '../service/workspaces.ts'
import type { WorkspaceRow } from '../store/workspaces.ts'

const toWorkspace = ({ name, sector, is_demo, created_at }: WorkspaceRow) => ({
  name,
  sector,
  is_demo,
  created_at: created_at.getTime(),
})

export function workspaceRoutes(http: Http, workspaces: WorkspaceService): void {
  mount(http, contract.here, async (_, { workspace, accountId }) => ({
    workspace: toWorkspace(await workspaces.here(workspace)),
    ...(await workspaces.choiceOf(workspace, accountId ?? 0)),
  }))
  mount(http, contract.choose, async (chosen, { workspace, accountId }) => {
    await workspaces.choose(workspace, accountId ?? 0, chosen)
    return {}
  })
  mount(http, contract.list, async () => ({ workspaces: (await workspaces.list()).map(toWorkspace) }))
  mount(http, contract.create, async (input, { accountId }) => ({
    workspace: toWorkspace(await workspaces.create(accountId, input)),
  }))
  mount(http, contract.change, async (input, { accountId }) => ({
    workspace: toWorkspace(await workspaces.change(accountId, input)),
  }))
  mount(http, contract.delete, async ({ name }, { accountId }) => void (await workspaces.delete(accountId, name)))
}
