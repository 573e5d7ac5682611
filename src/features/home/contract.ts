/** Routes that look across features: the first page, search, the graph around a node. */
import { SECTIONS, TONES } from '../../lib/card.ts'
import { Int64, OneOf, route, Type } from '../../lib/contract.ts'
import { KINDS, RELATIONS, type Relation } from '../../lib/vocabulary.ts'

const Kind = OneOf(KINDS)
const Rel = OneOf(Object.keys(RELATIONS) as Relation[])
const Node = Type.Object({ kind: Kind, id: Type.String(), label: Type.String(), deleted: Type.Boolean() })

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
  search: route(
    'home.search',
    'GET',
    '/api/v1/search',
    {
      policy: 'read',
      form: 'own',
      summary: 'Everything in the graph whose name or id holds these words: exact first, then beginnings.',
    },
    Type.Object({
      q: Type.String({ minLength: 1, maxLength: 200 }),
      kind: Type.Optional(Type.Array(Kind)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    Type.Object({
      found: Type.Array(Node),
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
    Type.Object({ kind: Kind, id: Type.String() }),
    Type.Object({
      node: Node,
      /** `to`: the edge leads from this node to the neighbour; `from`: the other way. */
      neighbours: Type.Array(
        Type.Object({ rel: Rel, direction: OneOf(['from', 'to'] as const), at: Type.String(), ...Node.properties }),
      ),
    }),
  ),
}
