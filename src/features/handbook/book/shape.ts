/** The shape of the handbook's YAML files; a field that is not here is an error. */
import type { Static } from 'typebox'
import { OneOf, Type } from '../../../lib/contract.ts'
import { GROUPS, LEVELS, SECTION_KINDS } from '../contract/shapes.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' })
const Text = Type.String({ minLength: 1 })
const Ref = Type.String({ pattern: '^\\d{3}:[1-9]\\d*$' })
const Refs = Type.Array(Ref, { minItems: 1 })
const Texts = Type.Array(Text)
const FigureIds = Type.Optional(Type.Array(Type.String({ pattern: '^f\\d{3}$' })))

const Line = Type.Object({ id: Id, text: Text, refs: Refs, figures: FigureIds, skill: Type.Optional(Id) }, strict)
const Piece = Type.Object({ id: Id, title: Text, lines: Type.Array(Line, { minItems: 1 }) }, strict)

export const Sources = Type.Array(
  Type.Object({ id: Type.String({ pattern: '^\\d{3}$' }), title: Text, about: Text }, strict),
)

export const Role = Type.Object(
  {
    id: Id,
    name: Text,
    level: OneOf(LEVELS),
    sources: Type.Array(Type.String({ pattern: '^\\d{3}$' }), { minItems: 1 }),
    main: Type.Boolean(),
    summary: Text,
    summary_refs: Refs,
    sections: Type.Array(
      Type.Object(
        { id: Id, title: Text, kind: OneOf(SECTION_KINDS), lines: Type.Array(Line, { minItems: 1 }) },
        strict,
      ),
    ),
    specialisations: Type.Optional(Texts),
    missing: Type.Optional(Texts),
  },
  strict,
)

export const Skills = Type.Array(
  Type.Object({ id: Id, name: Text, about: Text, levels: Texts, evidence: Texts, refs: Refs }, strict),
)

export const Paths = Type.Object(
  {
    rungs: Type.Array(
      Type.Object(
        { id: Id, name: Text, role: Type.Optional(Id), level: OneOf(LEVELS), refs: Type.Optional(Refs) },
        strict,
      ),
    ),
    steps: Type.Array(Type.Object({ from: Id, to: Id, refs: Refs }, strict)),
    notes: Type.Array(Line),
  },
  strict,
)

export const Pieces = Type.Array(Piece)

export const Duties = Type.Array(
  Type.Object(
    {
      id: Id,
      text: Text,
      refs: Refs,
      cadence_words: Text,
      kind: OneOf(['daily', 'sprint', 'meeting', 'on-call', 'regular', 'phase'] as const),
      ticked_by: Type.Optional(Texts),
    },
    strict,
  ),
)

export const Tools = Type.Array(
  Type.Object(
    {
      id: Id,
      name: Text,
      kind: Text,
      refs: Refs,
      how: OneOf(['native', 'protocol', 'recipe', 'link'] as const),
      what: Text,
      shown_by: Type.Optional(Text),
      href: Type.Optional(Text),
    },
    strict,
  ),
)

const Amount = Type.Optional(Type.Number({ minimum: 0 }))
export const Figures = Type.Array(
  Type.Object(
    {
      id: Type.String({ pattern: '^f\\d{3}$' }),
      group: OneOf(GROUPS),
      label: Text,
      value: Text,
      ref: Ref,
      shape: OneOf(['range', 'amount', 'up-to', 'from', 'text'] as const),
      low: Amount,
      high: Amount,
      amount: Amount,
      open_top: Type.Optional(Type.Boolean()),
      currency: Type.Optional(Text),
      period: Type.Optional(Text),
      role: Type.Optional(Text),
      level: Type.Optional(Text),
      experience: Type.Optional(Text),
      performance: Type.Optional(Text),
      places: Type.Optional(Texts),
      companies: Type.Optional(Texts),
      sectors: Type.Optional(Texts),
      component: Type.Optional(Text),
      publisher: Type.Optional(Text),
      advert: Type.Optional(Type.Boolean()),
      implausible: Type.Optional(Type.Boolean()),
      note: Type.Optional(Text),
      year: Type.Optional(Type.Integer({ minimum: 1900 })),
      dated_by: Type.Optional(Type.String({ pattern: '^f\\d{3}$' })),
    },
    strict,
  ),
)

export const Contradictions = Type.Array(
  Type.Object(
    { id: Id, topic: Text, figures: Type.Array(Type.String({ pattern: '^f\\d{3}$' })), refs: Refs, why: Text },
    strict,
  ),
)

export const Missing = Type.Array(Type.Object({ id: Id, text: Text, refs: Type.Optional(Refs) }, strict))

export const Here = Type.Record(
  Type.String(),
  Type.Object(
    {
      href: Type.Optional(Type.String({ pattern: '^/' })),
      command: Type.Optional(Type.String({ pattern: '^bw ' })),
      check: Type.Optional(Id),
      later: Type.Optional(Text),
    },
    { ...strict, minProperties: 1 },
  ),
)

export type LineData = Static<typeof Line>
export type PieceData = Static<typeof Piece>
export type RoleData = Static<typeof Role>
export type SkillData = Static<typeof Skills>[number]
export type PathsData = Static<typeof Paths>
export type DutyData = Static<typeof Duties>[number]
export type ToolData = Static<typeof Tools>[number]
export type FigureData = Static<typeof Figures>[number]
export type ContradictionData = Static<typeof Contradictions>[number]
export type MissingData = Static<typeof Missing>[number]
export type HereData = Static<typeof Here>
export type SourceData = Static<typeof Sources>[number]
