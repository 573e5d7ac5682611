/** Routes that read the handbook: what five documents say of leading an ML team, with document and line for everything. */
import { Empty, OneOf, route, Type } from '../../lib/contract.ts'
import {
  Check,
  Contradiction,
  Figure,
  Group,
  Id,
  Level,
  Line,
  Piece,
  Refs,
  RoleHead,
  RoleLink,
  Section,
  SectionKind,
  Skill,
  Topic,
} from './contract/shapes.ts'

const get = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Pieces = Type.Object({ pieces: Type.Array(Piece) })
const Words = Type.Optional(Type.String({ maxLength: 200 }))
const Have = Type.Optional(
  Type.Array(Type.String({ maxLength: 200 }), {
    maxItems: 200,
    description: 'skills that you have, by id, with a level if you like (python=working); kept nowhere',
  }),
)
const Facet = Type.Array(Type.Object({ value: Type.String(), figures: Type.Integer() }))

/** Of a role or of a pair: what is needed, and what of it was named in `have`. */
const SkillNeed = Type.Object({
  skill: Skill,
  lines: Type.Array(Line, { description: 'where the role asks for it' }),
  state: OneOf(['need', 'have', 'gap'] as const),
  level: Type.Optional(Type.String({ description: 'the level given in `have`' })),
})
export const handbook = {
  overview: route(
    'handbook.overview',
    'GET',
    '/api/v1/handbook',
    get('What the handbook holds: its topics with counts, and the documents behind it.'),
    Empty,
    Type.Object({
      topics: Type.Array(Type.Object({ id: Topic, title: Type.String(), about: Type.String(), count: Type.Integer() })),
      sources: Type.Array(
        Type.Object({
          id: Id,
          title: Type.String(),
          about: Type.String(),
          lines: Type.Integer({ description: 'lines and figures of the handbook that cite it' }),
        }),
      ),
      lines: Type.Integer(),
      overlaid: Type.Boolean({ description: 'the team has laid something of its own over the documents' }),
    }),
  ),
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
      figures: Type.Array(Figure),
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
  practices: route(
    'handbook.practices',
    'GET',
    '/api/v1/handbook/practices',
    get('What the documents recommend, and where it is done here.'),
    Empty,
    Pieces,
  ),
  challenges: route(
    'handbook.challenges',
    'GET',
    '/api/v1/handbook/challenges',
    get('What the documents warn of, and what helps here.'),
    Empty,
    Pieces,
  ),
  trends: route(
    'handbook.trends',
    'GET',
    '/api/v1/handbook/trends',
    get('Where the documents see the field going.'),
    Empty,
    Pieces,
  ),
  advice: route(
    'handbook.advice',
    'GET',
    '/api/v1/handbook/advice',
    get('What pay is made of, what moves it, and how to talk about it.'),
    Empty,
    Pieces,
  ),
  tools: route(
    'handbook.tools',
    'GET',
    '/api/v1/handbook/tools',
    get('The tools that the documents name, and how each meets this product today.'),
    Type.Object({ how: Type.Optional(OneOf(['native', 'protocol', 'recipe', 'link'] as const)) }),
    Type.Object({
      tools: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          kind: Type.String(),
          refs: Refs,
          how: OneOf(['native', 'protocol', 'recipe', 'link'] as const),
          what: Type.String(),
          shown_by: Type.Optional(Type.String({ description: 'the test that shows it' })),
          href: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
  figures: route(
    'handbook.figures',
    'GET',
    '/api/v1/handbook/figures',
    get('The figures of the documents, word for word and never merged; filters match what the documents say exactly.'),
    Type.Object({
      group: Type.Optional(Group),
      role: Words,
      level: Words,
      place: Words,
      company: Words,
      sector: Words,
      source: Type.Optional(Type.String({ maxLength: 3, description: 'a document, such as 003' })),
    }),
    Type.Object({
      figures: Type.Array(Figure),
      sources: Type.Array(Id, { description: 'the documents that these figures are from' }),
      said_by: Type.String({ description: 'such as "one source" or "3 sources"' }),
      implausible: Type.Array(Id, { description: 'shown, but in no range and no picture' }),
      scale: Type.Union([
        Type.Object({ low: Type.Number(), high: Type.Number(), currency: Type.String() }),
        Type.Null(),
      ]),
      facets: Type.Object(
        { group: Facet, role: Facet, level: Facet, place: Facet, company: Facet, sector: Facet, source: Facet },
        { description: 'the values that each filter can take' },
      ),
      advice: Type.Array(Piece, { description: 'beside pay: how to talk about it' }),
    }),
  ),
  figure: route(
    'handbook.figure',
    'GET',
    '/api/v1/handbook/figures/:id',
    get('One figure: its value word for word, where it stands, and what contradicts it.'),
    Type.Object({ id: Id }),
    Type.Object({
      figure: Figure,
      source: Type.Object({ id: Id, title: Type.String() }),
      contradictions: Type.Array(Contradiction),
      lines: Type.Array(Line, { description: 'lines that rest on it' }),
      dates: Type.Array(Id, { description: 'of a date: the figures that it dates' }),
    }),
  ),
  contradictions: route(
    'handbook.contradictions',
    'GET',
    '/api/v1/handbook/contradictions',
    get('Where the documents disagree: the figures side by side, and why.'),
    Empty,
    Type.Object({ contradictions: Type.Array(Contradiction) }),
  ),
  missing: route(
    'handbook.missing',
    'GET',
    '/api/v1/handbook/missing',
    get('What the documents do not give.'),
    Empty,
    Type.Object({ missing: Type.Array(Line) }),
  ),
  line: route(
    'handbook.line',
    'GET',
    '/api/v1/handbook/lines/:id',
    get('One line by its id: its topic, its references, what it links to, and what this product does about it.'),
    Type.Object({ id: Id }),
    Type.Object({
      line: Line,
      topic: Topic,
      title: Type.String({ description: 'what it stands under' }),
      role: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
      piece: Type.Optional(Type.Object({ id: Id, title: Type.String() })),
      href: Type.String({ description: 'the page of the handbook on which it stands' }),
      sources: Type.Array(Type.Object({ id: Id, title: Type.String() })),
      skill: Type.Optional(Skill),
      figures: Type.Array(Figure),
      contradictions: Type.Array(Contradiction),
      check: Type.Optional(Check),
      also: Type.Array(Type.Object({ id: Id, topic: Topic, title: Type.String(), text: Type.String() }), {
        description: 'other lines from the same place of a document',
      }),
    }),
  ),
  search: route(
    'handbook.search',
    'GET',
    '/api/v1/handbook/search',
    get('Every line, figure, role, skill and tool whose words, title or reference hold these words.'),
    Type.Object({
      q: Type.String({ minLength: 1, maxLength: 1_000 }),
      topic: Type.Optional(Topic),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    Type.Object({
      found: Type.Array(
        Type.Object({
          id: Id,
          topic: Topic,
          title: Type.String(),
          text: Type.String(),
          refs: Refs,
          href: Type.String({ description: 'where it stands in the handbook' }),
        }),
      ),
      total: Type.Integer(),
    }),
  ),
  checks: route(
    'handbook.checks',
    'GET',
    '/api/v1/handbook/checks',
    get('What the graph shows of the practices: how many runs, datasets and models do as they say.'),
    Empty,
    Type.Object({ checks: Type.Array(Check) }),
  ),
}
