/** Routes that look across features: the graph around a node. */
import { OneOf, route, Type } from '../../lib/contract.ts'
import { KINDS, RELATIONS, type Relation } from '../../lib/vocabulary.ts'

const Kind = OneOf(KINDS)
const Rel = OneOf(Object.keys(RELATIONS) as Relation[])
const Node = Type.Object({ kind: Kind, id: Type.String(), label: Type.String(), deleted: Type.Boolean() })

export const home = {
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
    Type.Object({ found: Type.Array(Node) }),
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
