/** Routes of the handbook about specialisations: who declared which of themselves, and whom that suggests for a need. */
import { Empty, route, Type } from '../../../lib/contract.ts'
import { Id, Level, Refs } from './shapes.ts'

const own = (policy: 'read' | 'people', summary: string) => ({ policy, form: 'own', summary }) as const
const Named = Type.Object({ id: Id, name: Type.String() })

const Declarer = Type.Object({
  name: Type.String({ description: 'of the account; "you" on an open server' }),
  is_you: Type.Boolean(),
})

const RoleOf = Type.Object({ id: Id, name: Type.String(), level: Level })

export const specialisations = {
  list: route(
    'handbook.specialisations',
    'GET',
    '/api/v1/handbook/specialisations',
    own(
      'read',
      'The specialisations that roles name and what you declared; with the right to see people also who else declared which.',
    ),
    Empty,
    Type.Object({
      specialisations: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          refs: Refs,
          roles: Type.Array(RoleOf, { description: 'those that name it' }),
          declared_by: Type.Array(Declarer, { description: 'in alphabetical order' }),
        }),
      ),
      yours: Type.Array(Id, { description: 'what you declared; change it by access.choose' }),
    }),
  ),
  suggest: route(
    'handbook.suggest',
    'GET',
    '/api/v1/handbook/specialisations/suggest',
    own(
      'people',
      'Who declared specialisations that work needs: in alphabetical order, never by fit; what nobody declared is said.',
    ),
    Type.Object({
      need: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 20,
        description: 'ids, names, initials (nlp) or a word (vision) of specialisations',
      }),
      level: Type.Optional(Level),
    }),
    Type.Object({
      needs: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          declared_by: Type.Array(Declarer, { description: 'in alphabetical order' }),
          says: Type.String(),
        }),
      ),
      suggested: Type.Array(
        Type.Object({
          ...Declarer.properties,
          covers: Type.Array(Named),
          says: Type.String({ description: 'the reason, in words' }),
        }),
        { description: 'in alphabetical order' },
      ),
      uncovered: Type.Array(Named, { description: 'what nobody declared' }),
      roles: Type.Array(Type.Object({ ...RoleOf.properties, names: Type.Array(Named) }), {
        description: 'those that name what is needed, in the order of their levels; `level` narrows only them',
      }),
      says: Type.String(),
    }),
  ),
}
