/** Routes by which people look through artifacts, whosever they are: a root, folders, files, their bytes to be shown. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { VIEWERS } from '../../../lib/media.ts'

const root = Type.String({ description: 'the artifact URI of a run or a model: mlflow-artifacts:/…' })
const Path = Type.String({ description: 'from the root' })
const Digest = Type.String({ description: 'sha256 in hex' })
const Time = Int64({ description: 'milliseconds since 1970' })

export const browse = {
  folder: route(
    'artifacts.folder',
    'GET',
    '/api/v1/artifacts/folder',
    {
      policy: 'read',
      form: 'own',
      summary: 'What is in a folder, folders first, with what they hold; or all files below it whose path has a text.',
    },
    Type.Object({
      root,
      path: Type.Optional(Type.String({ description: 'a folder from the root; absent for the root itself' })),
      search: Type.Optional(
        Type.String({ maxLength: 200, description: 'a part of a path; capitals A to Z do not matter' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'default 200' })),
      cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before' })),
    }),
    Type.Object({
      files: Type.Integer({ description: 'how many there are below the folder, or were found' }),
      bytes: Int64({ description: 'their size together' }),
      entries: Type.Array(
        Type.Object({
          path: Path,
          is_dir: Type.Boolean(),
          files: Type.Integer({ description: 'how many a folder holds; 1 for a file' }),
          bytes: Int64(),
          changed_at: Time,
        }),
      ),
      next_cursor: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  file: route(
    'artifacts.file',
    'GET',
    '/api/v1/artifacts/file',
    { policy: 'read', form: 'own', summary: 'What is known of one file.' },
    Type.Object({ root, path: Path }),
    Type.Object({
      path: Path,
      bytes: Int64(),
      digest: Digest,
      changed_at: Time,
      viewer: OneOf(VIEWERS),
      type: Type.Union([Type.String(), Type.Null()], { description: 'as what it may be shown; null: only downloaded' }),
    }),
  ),
  content: route(
    'artifacts.content',
    'GET',
    '/api/v1/artifacts/content',
    {
      policy: 'read',
      form: 'raw',
      summary: 'The bytes of a file to be shown, whole or a range, in a sandbox: it can run nothing and reach nothing.',
    },
    Type.Object({
      root,
      path: Path,
      scripts: Type.Optional(
        Type.Boolean({ description: 'lets scripts of an HTML page run, still in the sandbox and without network' }),
      ),
    }),
    Empty,
  ),
}
