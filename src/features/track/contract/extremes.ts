/** The route of a run's extremes: what each of some metrics came to at its least and its greatest. */
import { Double, Int64, route, Type } from '../../../lib/contract.ts'

/** More would keep the server busy for one page. */
export const MAX_KEYS = 200

const At = Type.Union([Type.Object({ value: Double(), step: Int64() }), Type.Null()])

export const extremes = {
  ofRun: route(
    'track.extremes',
    'POST',
    '/api/v1/runs/:run_id/extremes',
    {
      policy: 'read',
      form: 'own',
      summary: 'The number of points, the least and the greatest value of some metrics of a run.',
    },
    Type.Object({ run_id: Type.String(), keys: Type.Array(Type.String(), { maxItems: MAX_KEYS }) }),
    Type.Object({
      extremes: Type.Array(
        Type.Object({
          key: Type.String(),
          points: Type.Integer(),
          least: At,
          greatest: At,
          finite: Type.Boolean({ description: 'false when some value is infinite or not a number' }),
        }),
        { description: 'of the metrics that have points; null where no value is finite' },
      ),
    }),
  ),
}
