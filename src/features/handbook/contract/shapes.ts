/** What the handbook's routes answer with: lines with their references, figures, roles, checks. */
import { OneOf, Type } from '../../../lib/contract.ts'

/** The one scale of levels, lowest first. */
export const LEVELS = ['junior', 'mid', 'senior', 'lead', 'manager', 'director', 'executive'] as const
export type Level = (typeof LEVELS)[number]

/** What a section of a role is about, in the order of a role's page. */
export const SECTION_KINDS = [
  'responsibilities',
  'skills',
  'soft-skills',
  'tools',
  'education',
  'experience',
  'next-steps',
  'differs',
] as const
export type SectionKind = (typeof SECTION_KINDS)[number]

export const TOPICS = [
  'roles',
  'skills',
  'paths',
  'practices',
  'challenges',
  'rhythm',
  'trends',
  'tools',
  'advice',
  'figures',
  'contradictions',
  'missing',
] as const
export type TopicId = (typeof TOPICS)[number]

export const GROUPS = ['pay', 'market', 'experience', 'date'] as const
export type Group = (typeof GROUPS)[number]

export const Level = OneOf(LEVELS)
export const SectionKind = OneOf(SECTION_KINDS)
export const Topic = OneOf(TOPICS)
export const Group = OneOf(GROUPS)
export const Id = Type.String({ minLength: 1, maxLength: 100 })
export const Refs = Type.Array(Type.String(), {
  description: 'document:line, such as 000:180; empty for lines of the team',
})

/** Where the product does what a line says; `later` says why it does not yet. */
export const Here = Type.Object({
  href: Type.Optional(Type.String({ description: 'a page of this product' })),
  command: Type.Optional(Type.String()),
  check: Type.Optional(Type.String({ description: 'a check; its evidence comes from handbook.checks' })),
  later: Type.Optional(Type.String({ description: 'what is missing in the product, in a sentence' })),
})

export const Source = OneOf(['documents', 'team'] as const)

export const Line = Type.Object({
  id: Id,
  text: Type.String(),
  refs: Refs,
  figures: Type.Array(Type.String(), { description: 'ids of figures that the line rests on' }),
  skill: Type.Optional(Type.String()),
  source: Source,
  here: Type.Optional(Here),
})

/** Lines under a title: a practice, a challenge, a trend, a piece of advice. */
export const Piece = Type.Object({ id: Id, title: Type.String(), source: Source, lines: Type.Array(Line) })

export const Figure = Type.Object({
  id: Id,
  group: Group,
  label: Type.String(),
  value: Type.String({ description: 'exactly as the document has it' }),
  ref: Type.String(),
  said_by: Type.String({ description: 'such as "one source"' }),
  shape: OneOf(['range', 'amount', 'up-to', 'from', 'text'] as const),
  low: Type.Optional(Type.Number()),
  high: Type.Optional(Type.Number()),
  amount: Type.Optional(
    Type.Number({ description: 'where the document gives one amount; the label says if it is an average' }),
  ),
  open_top: Type.Optional(Type.Boolean({ description: 'the document adds "+" or "or more"' })),
  currency: Type.Optional(Type.String()),
  period: Type.Optional(Type.String({ description: 'what time the value is about, such as 2022 to 2032 or year' })),
  role: Type.Optional(Type.String()),
  level: Type.Optional(Type.String()),
  experience: Type.Optional(Type.String()),
  performance: Type.Optional(Type.String()),
  places: Type.Array(Type.String(), { description: 'as the document names them' }),
  companies: Type.Array(Type.String(), { description: 'as the document names them' }),
  sectors: Type.Array(Type.String(), { description: 'as the document names them' }),
  component: Type.Optional(Type.String({ description: 'base, bonus, stock, additional cash, total' })),
  publisher: Type.Optional(Type.String({ description: 'who the document says it has the value from' })),
  advert: Type.Optional(Type.Boolean({ description: 'stands in a job advert' })),
  implausible: Type.Optional(Type.Boolean({ description: 'in no range and no picture' })),
  note: Type.Optional(Type.String()),
  year: Type.Optional(Type.Integer({ description: 'the year the value is from, as far as the document says' })),
  dated_by: Type.Optional(Type.String({ description: 'the figure that gives the year' })),
  years_old: Type.Optional(Type.Integer({ description: 'from that year to now' })),
})

/** In the place of a sector: that of the workspace. */
export const OWN_SECTOR = 'workspace'

/** What the documents have for the sector of the workspace. */
export const WorkspaceSector = Type.Object({
  sector: Type.String({ description: 'as the workspace has it' }),
  named: Type.Array(Type.String(), { description: 'what the documents call it; empty where they do not name it' }),
  figures: Type.Array(Id, { description: 'those of this answer that are of it' }),
  says: Type.String({ description: 'the same in a sentence' }),
})

export const Contradiction = Type.Object({
  id: Id,
  topic: Type.String(),
  why: Type.String(),
  refs: Refs,
  figures: Type.Array(Figure, { description: 'side by side, never merged' }),
})

export const RoleHead = Type.Object({
  id: Id,
  name: Type.String(),
  level: Level,
  main: Type.Boolean(),
  sources: Type.Array(Type.String()),
  summary: Type.String(),
  summary_refs: Refs,
  specialisations: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  lines: Type.Integer(),
  source: Source,
})

export const Section = Type.Object({ id: Id, title: Type.String(), kind: SectionKind, lines: Type.Array(Line) })
export const RoleLink = Type.Object({
  id: Id,
  name: Type.String(),
  role: Type.Optional(Type.String()),
  level: Level,
  refs: Refs,
})

export const Skill = Type.Object({
  id: Id,
  name: Type.String(),
  about: Type.String(),
  levels: Type.Array(Type.String(), { description: 'lowest first' }),
  evidence: Type.Array(Type.String(), { description: 'what may show it' }),
  evidence_later: Type.Array(Type.String(), { description: 'what would show it too, but is not in the product yet' }),
  refs: Refs,
})

/** Evidence counted from the graph: `all`, `some` or `none` of what there is; `nothing` when there is nothing to count. */
export const Check = Type.Object({
  id: Id,
  title: Type.String(),
  state: OneOf(['all', 'some', 'none', 'nothing', 'not-yet'] as const),
  sentence: Type.String(),
  have: Type.Union([Type.Integer(), Type.Null()]),
  of: Type.Union([Type.Integer(), Type.Null()]),
  href: Type.Optional(Type.String()),
  lines: Type.Array(Type.String(), { description: 'ids of the lines it is evidence for' }),
})
