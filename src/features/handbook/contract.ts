/** Routes that read the handbook: what five documents say of leading an ML team, with document and line for everything. */
import { Empty, OneOf, route, Type } from '../../lib/contract.ts'
import { figures } from './contract/figures.ts'
import { roles } from './contract/roles.ts'
import { Check, Contradiction, Figure, Id, Line, Piece, Refs, Skill, Topic } from './contract/shapes.ts'

const get = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Pieces = Type.Object({ pieces: Type.Array(Piece) })

export const handbook = {
  ...roles,
  ...figures,
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
