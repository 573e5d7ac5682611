/** The shape of an overlay: what a team writes in YAML to add a ladder, practices and pay bands of its own. */
import type { Static } from 'typebox'
import { OneOf, Type } from '../../../lib/contract.ts'
import { LEVELS, SECTION_KINDS } from '../contract/shapes.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 100 })
const Text = Type.String({ minLength: 1, maxLength: 2_000 })
const Texts = Type.Array(Text, { maxItems: 200 })

const Line = Type.Object(
  {
    id: Id,
    text: Text,
    skill: Type.Optional(Id),
    href: Type.Optional(Type.String({ pattern: '^(/|https://)', maxLength: 2_000 })),
    command: Type.Optional(Text),
    check: Type.Optional(Id),
  },
  strict,
)
const Lines = Type.Array(Line, { minItems: 1, maxItems: 500 })

const Rung = Type.Object(
  {
    id: Id,
    name: Text,
    level: OneOf(LEVELS),
    summary: Text,
    after: Type.Optional(Type.Array(Id)),
    before: Type.Optional(Type.Array(Id)),
    specialisations: Type.Optional(Texts),
    sections: Type.Optional(
      Type.Array(Type.Object({ id: Id, title: Text, kind: OneOf(SECTION_KINDS), lines: Lines }, strict)),
    ),
  },
  strict,
)

/** An amount, or `{low, high}`; which of the two is checked where the band is read. */
const Money = Type.Unsafe<unknown>({})

const Band = Type.Object(
  {
    id: Id,
    role: Text,
    level: OneOf(LEVELS),
    place: Type.Optional(Text),
    company_size: Type.Optional(Text),
    sector: Type.Optional(Text),
    specialisation: Type.Optional(Text),
    experience: Type.Optional(Text),
    performance: Type.Optional(Text),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    per: Type.Optional(OneOf(['year', 'month'] as const)),
    base: Money,
    bonus: Type.Optional(Money),
    stock: Type.Optional(Money),
    benefits: Type.Optional(Money),
    source: Text,
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  },
  strict,
)

export const OverlayFile = Type.Object(
  {
    ladder: Type.Optional(Type.Array(Rung, { maxItems: 200 })),
    practices: Type.Optional(Type.Array(Type.Object({ id: Id, title: Text, lines: Lines }, strict), { maxItems: 200 })),
    bands: Type.Optional(Type.Array(Band, { maxItems: 1_000 })),
  },
  strict,
)

export type OverlayData = Static<typeof OverlayFile>
export type RungData = Static<typeof Rung>
export type BandData = Static<typeof Band>
