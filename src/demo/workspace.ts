/** The demo's own workspace: made once, removed with all that is in it; never a team's workspace of the same name. */
import { workspaces } from '../features/access/contract/workspaces.ts'
import { Failure, notFound } from '../lib/failure.ts'
import type { Apis } from './api.ts'
import { SECTOR, WORKSPACE } from './story/truth.ts'

async function find({ root }: Pick<Apis, 'root'>, signal?: AbortSignal) {
  const listed = await root.call(workspaces.list, {}, signal)
  return listed.workspaces.find(({ name }) => name === WORKSPACE)
}

const taken = (): Failure =>
  new Failure(
    'RESOURCE_CONFLICT',
    `Workspace '${WORKSPACE}' is one of your own, not the demo's, and stays as it is. The demo needs that name: use another server or data directory for it.`,
  )

/** Makes the workspace if it is not there. */
export async function openWorkspace(apis: Pick<Apis, 'root'>, signal?: AbortSignal): Promise<void> {
  const found = await find(apis, signal)
  if (found && !found.is_demo) throw taken()
  if (!found) await apis.root.call(workspaces.create, { name: WORKSPACE, sector: SECTOR, is_demo: true }, signal)
}

/** False once somebody removed the demo, which may happen while it is loading. */
export const isThere = async (apis: Pick<Apis, 'root'>): Promise<boolean> => (await find(apis)) !== undefined

export async function removeDemo(apis: Pick<Apis, 'root'>): Promise<void> {
  const found = await find(apis)
  if (!found) throw notFound('Workspace', WORKSPACE)
  if (!found.is_demo) throw taken()
  await apis.root.call(workspaces.delete, { name: WORKSPACE })
}
