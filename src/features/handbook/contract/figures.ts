/** Routes of the handbook about figures: filtered, one, and those that contradict each other. */
import { Empty, route, Type } from '../../../lib/contract.ts'
import { Contradiction, Figure, Group, Id, Line, Piece, WorkspaceSector } from './shapes.ts'

const get = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Words = Type.Optional(Type.String({ maxLength: 200 }))
const Facet = Type.Array(Type.Object({ value: Type.String(), figures: Type.Integer() }))

export const figures = {
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
      sector: Type.Optional(
        Type.String({
          maxLength: 200,
          description: 'in the words of the documents; `workspace` is the sector of the workspace',
        }),
      ),
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
      workspace_sector: Type.Union([WorkspaceSector, Type.Null()], {
        description: 'beside the other filters; null where the workspace has no sector',
      }),
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
}
