/** Workspaces over HTTP; rows as replies. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { workspaces as contract } from '../contract/workspaces.ts'
import type { Identity } from '../identity.ts'
import type { WorkspaceService } from '../service/workspaces.ts'
import type { WorkspaceRow } from '../store/workspaces.ts'

const toWorkspace = ({ name, sector, description, is_demo, created_at }: WorkspaceRow) => ({
  ...{ name, sector, description },
  is_demo,
  created_at: created_at.getTime(),
})

export function workspaceRoutes(http: Http, workspaces: WorkspaceService, identity: Identity): void {
  mount(http, contract.here, async (_, { workspace, accountId }) => ({
    workspace: toWorkspace(await workspaces.here(workspace)),
    ...(await workspaces.choiceOf(workspace, accountId ?? 0)),
  }))
  mount(http, contract.choose, async (chosen, { workspace, accountId }) => {
    await workspaces.choose(workspace, accountId ?? 0, chosen)
    return {}
  })
  mount(http, contract.list, async (_, { request, accountId }) => {
    const who = accountId === null ? undefined : await identity.find(request)
    return { workspaces: (await workspaces.listFor(who)).map(toWorkspace) }
  })
  mount(http, contract.create, async (input, { accountId }) => ({
    workspace: toWorkspace(await workspaces.create(accountId, input)),
  }))
  mount(http, contract.change, async (input, actor) => ({
    workspace: toWorkspace(await workspaces.change(actor, input)),
  }))
  mount(http, contract.delete, async ({ name }, { accountId }) => void (await workspaces.delete(accountId, name)))
}
