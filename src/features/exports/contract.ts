/** The way out: a workspace as files that need no Bellwether. */
import { Empty, route, Type } from '../../lib/contract.ts'

export const exports = {
  stream: route(
    'exports.stream',
    'POST',
    '/api/v1/exports/stream',
    {
      policy: 'admin',
      form: 'raw',
      summary:
        'The workspace as a tar of Parquet files and artifacts, made while it is read; without its manifest at the end it is not whole.',
      events: ['export.finished', 'export.failed'],
    },
    Type.Object({
      artifacts: Type.Optional(Type.Boolean({ description: 'the bytes of files too; true where absent' })),
    }),
    Empty,
  ),
}
