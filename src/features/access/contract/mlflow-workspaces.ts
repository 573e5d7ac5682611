/** Workspaces as MLflow's clients know them: by name and description. */
import { Empty, OneOf, route, Type } from '../../../lib/contract.ts'

const base = '/api/3.0/mlflow/workspaces'
const one = `${base}/:workspace_name`
const Name = { workspace_name: Type.String() }
/** Where MLflow keeps files and old traces of a workspace; here the server does. */
const Elsewhere = {
  default_artifact_root: Type.Optional(Type.String({ description: 'must be empty: files go to the blob store' })),
  trace_archival_config: Type.Optional(
    Type.Object({ location: Type.Optional(Type.String()), retention: Type.Optional(Type.String()) }),
  ),
}
const Workspace = Type.Object({ name: Type.String(), description: Type.Optional(Type.String()) })
const One = Type.Object({ workspace: Workspace })
const about = (policy: 'self' | 'install', summary: string) => ({ policy, form: 'mlflow', summary }) as const

/** What becomes of that which is in a removed workspace. */
export const DELETION_MODES = ['RESTRICT', 'CASCADE', 'SET_DEFAULT'] as const

export const mlflowWorkspaces = {
  list: route(
    'access.mlflowListWorkspaces',
    'GET',
    base,
    about('self', 'The workspaces you may go to.'),
    Empty,
    Type.Object({ workspaces: Type.Array(Workspace) }),
  ),
  create: route(
    'access.mlflowCreateWorkspace',
    'POST',
    base,
    { ...about('install', 'Make a workspace; answers 201.'), events: ['workspace.created'] },
    Type.Object({ name: Type.String(), description: Type.Optional(Type.String()), ...Elsewhere }),
    One,
  ),
  get: route('access.mlflowGetWorkspace', 'GET', one, about('self', 'One workspace.'), Type.Object(Name), One),
  update: route(
    'access.mlflowUpdateWorkspace',
    'PATCH',
    one,
    { ...about('install', 'Describe a workspace.'), events: ['workspace.changed'] },
    Type.Object({ ...Name, description: Type.Optional(Type.String()), ...Elsewhere }),
    One,
  ),
  delete: route(
    'access.mlflowDeleteWorkspace',
    'DELETE',
    one,
    { ...about('install', 'Remove a workspace; answers 204.'), events: ['workspace.deleted'] },
    Type.Object({
      ...Name,
      mode: Type.Optional(OneOf(DELETION_MODES)),
    }),
    Empty,
  ),
}
