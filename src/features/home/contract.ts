/** Routes that look across features: the first page, search, the graph around a node, where a node comes from. */
import { SECTIONS, TONES } from '../../lib/card.ts'
import { Empty, Int64, OneOf, route, Type } from '../../lib/contract.ts'
import { KINDS, MOST_COUNTED, RELATIONS, type Relation } from '../../lib/vocabulary.ts'
import { Event } from '../activity/contract.ts'

const Kind = OneOf(KINDS)
const Rel = OneOf(Object.keys(RELATIONS) as Relation[])
const Ref = Type.Object({ kind: Kind, id: Type.String() })
const Node = Type.Object({ ...Ref.properties, label: Type.String(), deleted: Type.Boolean() })
const At = Type.String({ description: 'RFC 3339' })
const Found = Type.Array(
  Type.Object({ ...Node.properties, steps: Type.Integer({ description: 'the fewest steps from the node' }) }),
)

export const MAX_DEPTH = 4

const Row = Type.Object({
  section: OneOf(SECTIONS),
  tone: OneOf(TONES),
  mark: Type.String({ description: 'one word that says what it is' }),
  title: Type.String(),
  note: Type.String(),
  verb: Type.String(),
  href: Type.String({ description: 'a page of the app' }),
  at: Type.Union([Int64({ description: 'milliseconds since 1970' }), Type.Null()]),
})

export const home = {
  today: route(
    'home.today',
    'GET',
    '/api/v1/today',
    {
      policy: 'read',
      form: 'own',
      summary: 'What needs you, what changed since you looked, what is running; each with what to do about it.',
    },
    Type.Object({
      since: Type.Optional(Int64({ description: 'when you last looked, in milliseconds; a day ago without it' })),
    }),
    Type.Object({
      sentence: Type.String({ description: 'the whole in one or two sentences; empty when nothing is going on' }),
      since: Int64(),
      rows: Type.Array(Row),
      is_empty: Type.Boolean({ description: 'nothing has ever run here' }),
    }),
  ),
  loadDemo: route(
    'home.loadDemo',
    'POST',
    '/api/v1/demo',
    {
      policy: 'install',
      form: 'own',
      summary: "Begin to load the demo, an invented team's 18 months, into a workspace of its own.",
    },
    Empty,
    Empty,
  ),
  search: route(
    'home.search',
    'GET',
    '/api/v1/search',
    {
      policy: 'read',
      form: 'own',
      summary:
        'Everything in the graph whose name holds these words or whose id begins so: exact first, then beginnings, then the newest.',
    },
    Type.Object({
      q: Type.String({ minLength: 1, maxLength: 200 }),
      kind: Type.Optional(Type.Array(Kind)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    Type.Object({
      found: Type.Array(Node),
      whole: Type.Boolean({
        description:
          'false when no word has three letters a to z or digits in a row, and only the newest 10,000 of each kind were looked through',
      }),
      /** What features know beside the graph, such as lines of the handbook. */
      elsewhere: Type.Array(
        Type.Object({ group: Type.String(), title: Type.String(), note: Type.String(), href: Type.String() }),
      ),
    }),
  ),
  graph: route(
    'home.graph',
    'GET',
    '/api/v1/graph/:kind/:id',
    {
      policy: 'read',
      form: 'own',
      summary: 'A node of the graph and its neighbours in both directions, newest first.',
    },
    Ref,
    Type.Object({
      node: Node,
      /** `to`: the edge leads from this node to the neighbour; `from`: the other way. */
      neighbours: Type.Array(
        Type.Object({ rel: Rel, direction: OneOf(['from', 'to'] as const), at: At, ...Node.properties }),
      ),
    }),
  ),
  lineage: route(
    'home.lineage',
    'GET',
    '/api/v1/lineage/:kind/:id',
    {
      policy: 'read',
      form: 'own',
      summary: 'What a node came from, what depends on it, some steps far, and what of it changed since.',
    },
    Type.Object({
      ...Ref.properties,
      depth: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_DEPTH, description: 'steps in each direction; default 2' }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000,
          description: 'neighbours followed of one node by one relation, the newest first; default 50',
        }),
      ),
    }),
    Type.Object({
      node: Node,
      since: Type.Union([At, Type.Null()], { description: 'when the node came into being, as far as is known' }),
      origins: Found,
      dependents: Found,
      edges: Type.Array(
        Type.Object({
          from_kind: Kind,
          from_id: Type.String(),
          rel: Rel,
          to_kind: Kind,
          to_id: Type.String(),
          at: At,
        }),
        { description: 'all edges between the nodes found' },
      ),
      cuts: Type.Array(
        Type.Object({
          ...Ref.properties,
          side: OneOf(['origins', 'dependents'] as const),
          rel: Rel,
          shown: Type.Integer(),
          total: Type.Integer({
            maximum: MOST_COUNTED,
            description: 'the greatest it says stands for that many or more',
          }),
        }),
        { description: 'nodes with more neighbours than were followed' },
      ),
      whole: Type.Boolean({ description: 'false when 1,000 nodes were found and there were more' }),
      newer: Type.Array(Type.Object({ of: Ref, ...Node.properties, since: At }), {
        description: 'newer versions of the data that the node is or came from',
      }),
      changes: Type.Array(Event, {
        description: 'what happened to its origins after it came into being, newest first',
      }),
    }),
  ),
}
