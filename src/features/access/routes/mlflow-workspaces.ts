/** Workspaces in MLflow's words, over the same rules as our own routes. */
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { mlflowWorkspaces as contract } from '../contract/mlflow-workspaces.ts'
import type { Identity } from '../identity.ts'
import type { WorkspaceService } from '../service/workspaces.ts'
import type { WorkspaceRow } from '../store/workspaces.ts'

const toWorkspace = ({ name, description }: WorkspaceRow) => ({ name, ...(description && { description }) })

interface Elsewhere {
  default_artifact_root?: string
  trace_archival_config?: { location?: string; retention?: string }
}

function checkHere({ default_artifact_root, trace_archival_config: { location, retention } = {} }: Elsewhere): void {
  for (const [name, value] of Object.entries({ default_artifact_root, location, retention }))
    if (value)
      throw invalid(
        `Parameter '${name}' is '${value}', but what is in a workspace is kept where the server keeps everything. Leave it out.`,
      )
}

export function mlflowWorkspaceRoutes(http: Http, workspaces: WorkspaceService, identity: Identity): void {
  const listFor = async ({
    request,
    accountId,
  }: {
    request: Parameters<Identity['find']>[0]
    accountId: number | null
  }) => workspaces.listFor(accountId === null ? undefined : await identity.find(request))

  mount(http, contract.list, async (_, context) => ({ workspaces: (await listFor(context)).map(toWorkspace) }))
  mount(http, contract.get, async ({ workspace_name }, context) => {
    const row = (await listFor(context)).find(({ name }) => name === workspace_name)
    if (!row) throw notFound('Workspace', workspace_name)
    return { workspace: toWorkspace(row) }
  })
  mount(http, contract.create, async ({ name, description, ...elsewhere }, { accountId, reply }) => {
    checkHere(elsewhere)
    const row = await workspaces.create(accountId, { name, description })
    reply.code(201)
    return { workspace: toWorkspace(row) }
  })
  mount(http, contract.update, async ({ workspace_name, description, ...elsewhere }, { accountId }) => {
    checkHere(elsewhere)
    const workspace = await workspaces.resolve(workspace_name)
    if (workspace === undefined) throw notFound('Workspace', workspace_name)
    return { workspace: toWorkspace(await workspaces.change({ workspace, accountId }, { description })) }
  })
  mount(http, contract.delete, async ({ workspace_name, mode = 'RESTRICT' }, { accountId, reply }) => {
    if (mode === 'SET_DEFAULT')
      throw new Failure(
        'NOT_IMPLEMENTED',
        "Mode 'SET_DEFAULT' would mix what is in two workspaces. Move its experiments, then remove it with mode 'RESTRICT'.",
      )
    await workspaces.delete(accountId, workspace_name, { onlyEmpty: mode === 'RESTRICT' })
    await reply.code(204).send()
  })
}
