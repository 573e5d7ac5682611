/** The route of dataset versions, which MLflow knows only as inputs of runs. */
import { Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { STATES } from './own.ts'
import { Dataset } from './shapes.ts'

const Text = Type.Union([Type.String(), Type.Null()])

export const datasets = {
  version: route(
    'track.datasetVersion',
    'GET',
    '/api/v1/dataset-versions/:id',
    {
      policy: 'read',
      form: 'own',
      summary: 'A dataset version as runs described it, and the runs that used it, newest first.',
    },
    Type.Object({
      id: Type.String({ description: 'its name and digest: name@digest' }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before' })),
    }),
    Type.Object({
      dataset: Dataset,
      runs: Type.Array(
        Type.Object({
          run_id: Type.String(),
          name: Type.String(),
          state: OneOf(STATES),
          deleted: Type.Boolean(),
          experiment: Type.Object({ experiment_id: Type.String(), name: Type.String() }),
          started_at: Type.Union([Int64({ description: 'milliseconds since 1970' }), Type.Null()]),
          context: Text,
        }),
      ),
      total: Type.Integer(),
      next_cursor: Text,
    }),
  ),
}
