/** What was measured of the versions of a model, so that they can be set beside each other. */
import { Double, OneOf, route, Type } from '../../../lib/contract.ts'

const Text = Type.Union([Type.String(), Type.Null()])

/** More versions than these are no picture. */
export const MOST_MEASURED = 500
export const MOST_SERIES = 100

export const measured = {
  versions: route(
    'models.measured',
    'GET',
    '/api/v1/models/:name/measured',
    {
      policy: 'read',
      form: 'own',
      summary: `Metrics that several versions have in common, of the newest ${MOST_MEASURED}; those of most versions first.`,
    },
    Type.Object({ name: Type.String({ description: 'the name of the registered model' }) }),
    Type.Object({
      series: Type.Array(
        Type.Object({
          key: Type.String(),
          of: OneOf(['model', 'run'] as const),
          dataset: Text,
          versions: Type.Array(Type.Integer()),
          values: Type.Array(Double()),
          digests: Type.Array(Text, { description: 'of the dataset, where it is known' }),
        }),
        {
          description: `at most ${MOST_SERIES}; of model: measured of the logged model, of run: what its run logged last`,
        },
      ),
    }),
  ),
}
