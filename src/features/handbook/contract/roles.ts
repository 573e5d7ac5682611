/** Routes of the handbook about roles: one, two side by side, their skills, the paths between them. */
import { Empty, OneOf, route, Type } from '../../../lib/contract.ts'
import {
  Figure,
  Id,
  Level,
  Line,
  Refs,
  RoleHead,
  RoleLink,
  Section,
  SectionKind,
  Skill,
  WorkspaceSector,
} from './shapes.ts'

const get = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Have = Type.Optional(
  Type.Array(Type.String({ maxLength: 200 }), {
    maxItems: 200,
    description: 'skills that you have, by id, with a level if you like (sql=expert, sql=3); kept nowhere',
  }),
)

/** Of a role or of a pair: what is needed, and what of it was named in `have`. */
const SkillNeed = Type.Object({
  skill: Skill,
  lines: Type.Array(Line, { description: 'where the role asks for it' }),
  state: OneOf(['need', 'have', 'gap'] as const),
  level: Type.Optional(Type.String({ description: 'the level given in `have`' })),
})

export const roles = {
  roles: route(
    'handbook.roles',
    'GET',
    '/api/v1/handbook/roles',
    get('The roles, in the order of their levels; those that a whole document is about are `main`.'),
    Type.Object({ level: Type.Optional(Level) }),
    Type.Object({ roles: Type.Array(RoleHead) }),
  ),
  role: route(
    'handbook.role',
    'GET',
    '/api/v1/handbook/roles/:id',
    get('One role: what it does, needs and leads to, with references; and need, have and gap of its skills.'),
    Type.Object({ id: Id, have: Have }),
    Type.Object({
      role: RoleHead,
      sections: Type.Array(Section),
      skills: Type.Array(SkillNeed),
      figures: Type.Array(Figure, { description: "pay of the workspace's sector first, when it has one" }),
      workspace_sector: Type.Union([WorkspaceSector, Type.Null()], {
        description: 'what of its pay is of the sector of the workspace; null where that has none',
      }),
      before: Type.Array(RoleLink),
      next: Type.Array(RoleLink),
      missing: Type.Array(Type.String(), { description: 'what the documents do not say of this role' }),
    }),
  ),
  compare: route(
    'handbook.compare',
    'GET',
    '/api/v1/handbook/compare/:left/:right',
    get('Two roles side by side: what they share and what each has of its own, by section.'),
    Type.Object({ left: Id, right: Id, have: Have }),
    Type.Object({
      left: RoleHead,
      right: RoleHead,
      sections: Type.Array(
        Type.Object({
          kind: SectionKind,
          title: Type.String(),
          shared: Type.Array(
            Type.Object({
              left: Line,
              right: Line,
              because: OneOf(['same skill', 'same reference', 'same words'] as const),
            }),
          ),
          left: Type.Array(Line),
          right: Type.Array(Line),
        }),
      ),
      skills: Type.Array(
        Type.Object({
          skill: Skill,
          needed_by: OneOf(['both', 'left', 'right'] as const),
          state: OneOf(['need', 'have', 'gap'] as const),
          level: Type.Optional(Type.String()),
        }),
      ),
      figures: Type.Object({ left: Type.Array(Figure), right: Type.Array(Figure) }),
    }),
  ),
  skills: route(
    'handbook.skills',
    'GET',
    '/api/v1/handbook/skills',
    get('The skills with their levels and evidence, and for each role which are needed, had and missing.'),
    Type.Object({ have: Have, role: Type.Optional(Type.Array(Id, { maxItems: 50 })) }),
    Type.Object({
      skills: Type.Array(Skill),
      roles: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          cells: Type.Array(
            Type.Object({
              skill: Id,
              need: Type.Boolean(),
              have: Type.Union([Type.Boolean(), Type.Null()], { description: 'null when no `have` was given' }),
              level: Type.Optional(Type.String()),
              gap: Type.Union([Type.Boolean(), Type.Null()]),
            }),
          ),
        }),
      ),
    }),
  ),
  paths: route(
    'handbook.paths',
    'GET',
    '/api/v1/handbook/paths',
    get('Every career ladder of the documents as one graph: rungs, and steps with the documents that have them.'),
    Empty,
    Type.Object({
      rungs: Type.Array(RoleLink),
      steps: Type.Array(Type.Object({ from: Id, to: Id, refs: Refs, source: OneOf(['documents', 'team'] as const) })),
      notes: Type.Array(Line),
    }),
  ),
}
