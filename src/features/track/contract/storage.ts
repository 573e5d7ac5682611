/** The route of what points cost on the disk. */
import { route, Type } from '../../../lib/contract.ts'

export const storage = {
  points: route(
    'track.storage',
    'GET',
    '/api/v1/storage',
    {
      policy: 'install',
      form: 'own',
      summary: 'Points on the disk of all workspaces, and what each of them costs there.',
    },
    Type.Object({}),
    Type.Object({
      points: Type.Integer({ description: 'points in segments and packs' }),
      bytes: Type.Integer({ description: 'of both, with their indexes and what lies apart' }),
      bytes_per_point: Type.Union([Type.Number(), Type.Null()], { description: 'null as long as there are no points' }),
      not_compacted: Type.Integer({ description: 'points that wait in the log, and those of runs that go on' }),
    }),
  ),
}
