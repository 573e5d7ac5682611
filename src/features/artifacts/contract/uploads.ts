/** Routes of uploads in parts, and of the presigned URLs that only cloud stores have. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { rest } from './files.ts'

export const MAX_PARTS = 10_000

const write = (summary: string) => ({ policy: 'write', form: 'mlflow', summary }) as const
const file = Type.String({ description: "the client's file; only its base name counts" })

export const uploads = {
  create: route(
    'artifacts.createUpload',
    'POST',
    '/api/2.0/mlflow-artifacts/mpu/create/*',
    write('Begin an upload in parts to a folder.'),
    Type.Object({ ...rest, path: file, num_parts: Type.Integer({ minimum: 1, maximum: MAX_PARTS }) }),
    Type.Object({
      upload_id: Type.String(),
      credentials: Type.Array(Type.Object({ url: Type.String(), part_number: Int64() })),
    }),
  ),
  part: route(
    'artifacts.uploadPart',
    'PUT',
    '/api/2.0/mlflow-artifacts/mpu/part/:upload_id/:part_number',
    { policy: 'open', form: 'raw', summary: 'Store the body as one part; the signature in the URL is the permission.' },
    Type.Object({ upload_id: Type.String(), part_number: Type.Integer(), sig: Type.String() }),
    Empty,
  ),
  complete: route(
    'artifacts.completeUpload',
    'POST',
    '/api/2.0/mlflow-artifacts/mpu/complete/*',
    write('Join the parts into the artifact.'),
    Type.Object({
      ...rest,
      path: file,
      upload_id: Type.String(),
      parts: Type.Array(Type.Object({ part_number: Type.Integer(), etag: Type.String() }), { maxItems: MAX_PARTS }),
    }),
    Empty,
  ),
  abort: route(
    'artifacts.abortUpload',
    'POST',
    '/api/2.0/mlflow-artifacts/mpu/abort/*',
    write('Give an upload in parts up.'),
    Type.Object({ ...rest, path: file, upload_id: Type.String() }),
    Empty,
  ),
  presigned: route(
    'artifacts.presigned',
    'GET',
    '/api/2.0/mlflow-artifacts/presigned/*',
    { policy: 'read', form: 'mlflow', summary: 'Not offered: artifacts are downloaded from this server.' },
    Type.Object(rest),
    Empty,
  ),
  presignedUpload: route(
    'artifacts.presignedUpload',
    'POST',
    '/api/2.0/mlflow/artifacts/presigned-upload-url',
    write('Not offered: artifacts are uploaded to this server.'),
    Empty,
    Empty,
  ),
  presignedDownload: route(
    'artifacts.presignedDownload',
    'POST',
    '/api/2.0/mlflow/artifacts/presigned-download-url',
    { policy: 'read', form: 'mlflow', summary: 'Not offered: artifacts are downloaded from this server.' },
    Empty,
    Empty,
  ),
}
