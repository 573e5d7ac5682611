/** Routes of artifact files: MLflow's proxy, what its web pages use, and a run's own listing. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'

/** What stands for `*` at the end of a route's path. */
export const rest = { '*': Type.String({ description: 'path of the artifact' }) }

const path = Type.Optional(Type.String({ description: 'a folder; absent for the root' }))
const run = {
  run_id: Type.Optional(Type.String({ description: '32 hex digits' })),
  run_uuid: Type.Optional(Type.String({ description: 'former name of run_id' })),
}

/** A folder or an empty file has no `file_size`, as in MLflow's replies. */
const FileInfo = Type.Object({
  path: Type.String(),
  is_dir: Type.Boolean(),
  file_size: Type.Optional(Int64()),
})

const OwnFile = Type.Object({
  path: Type.String({ description: 'from the root of the run' }),
  is_dir: Type.Boolean(),
  size: Type.Optional(Int64()),
  digest: Type.Optional(Type.String({ description: 'sha256 in hex' })),
  created_at: Type.Optional(Type.String({ description: 'RFC 3339' })),
})

export const files = {
  upload: route(
    'artifacts.upload',
    'PUT',
    '/api/2.0/mlflow-artifacts/artifacts/*',
    { policy: 'write', form: 'raw', summary: 'Store the body as an artifact.' },
    Type.Object(rest),
    Empty,
  ),
  download: route(
    'artifacts.download',
    'GET',
    '/api/2.0/mlflow-artifacts/artifacts/*',
    { policy: 'read', form: 'raw', summary: 'The bytes of an artifact, whole or a range.' },
    Type.Object(rest),
    Empty,
  ),
  delete: route(
    'artifacts.delete',
    'DELETE',
    '/api/2.0/mlflow-artifacts/artifacts/*',
    { policy: 'write', form: 'mlflow', summary: 'Delete an artifact or a folder.' },
    Type.Object(rest),
    Empty,
  ),
  list: route(
    'artifacts.list',
    'GET',
    '/api/2.0/mlflow-artifacts/artifacts',
    { policy: 'read', form: 'mlflow', summary: 'What is in a folder, by base names.' },
    Type.Object({ path }),
    Type.Object({ files: Type.Optional(Type.Array(FileInfo)) }),
  ),
  listRun: route(
    'artifacts.listRun',
    'GET',
    '/api/2.0/mlflow/artifacts/list',
    { policy: 'read', form: 'mlflow', summary: "What is in a folder of a run, by paths from the run's root." },
    Type.Object({ ...run, path, page_token: Type.Optional(Type.String({ description: 'not needed: never paged' })) }),
    Type.Object({ root_uri: Type.String(), files: Type.Optional(Type.Array(FileInfo)) }),
  ),
  downloadRun: route(
    'artifacts.downloadRun',
    'GET',
    '/get-artifact',
    { policy: 'read', form: 'raw', summary: "The bytes of a run's artifact, for MLflow's web pages." },
    Type.Object({ ...run, path: Type.String() }),
    Empty,
  ),
  uploadRun: route(
    'artifacts.uploadRun',
    'POST',
    '/ajax-api/2.0/mlflow/upload-artifact',
    { policy: 'write', form: 'raw', summary: 'Store the body as an artifact of a run.' },
    Type.Object({ ...run, path: Type.String() }),
    Empty,
  ),
  ofRun: route(
    'artifacts.ofRun',
    'GET',
    '/api/v1/runs/:run_id/artifacts',
    { policy: 'read', form: 'own', summary: "A run's artifacts, in the order of their paths." },
    Type.Object({
      run_id: Type.String(),
      path,
      recursive: Type.Optional(Type.Boolean({ description: 'all files below the folder instead of its entries' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'default 1000' })),
      cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before' })),
    }),
    Type.Object({
      root_uri: Type.String(),
      files: Type.Array(OwnFile),
      next_cursor: Type.Optional(Type.String()),
    }),
  ),
}
