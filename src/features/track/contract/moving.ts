/** The route by which an experiment goes to another workspace. */
import { Int64, route, Type } from '../../../lib/contract.ts'

export const Moved = Type.Record(Type.String(), Type.Integer(), {
  description: 'how many went along: runs, datasets, files, models',
})

export const moving = {
  move: route(
    'track.moveExperiment',
    'POST',
    '/api/v1/experiments/:experiment_id/move',
    {
      policy: 'admin',
      form: 'own',
      summary:
        'Move an experiment with all that belongs to it to another workspace, in which you need the same right. No run of it may be running.',
      events: ['experiment.moved-out', 'experiment.moved-in', 'personal-data.tagged'],
    },
    Type.Object({
      experiment_id: Type.String(),
      to: Type.String({ minLength: 1, maxLength: 63, description: 'the name of the other workspace' }),
    }),
    Type.Object({
      experiment_id: Type.String(),
      name: Type.String(),
      workspace: Type.String({ description: 'where it is now' }),
      moved_at: Int64({ description: 'milliseconds since 1970' }),
      moved: Moved,
    }),
  ),
}
