/** Conditions on columns that hold numbers. */
import { type RawBuilder, sql } from 'kysely'
import type { Comparison, Value } from '../../lib/filter/ast.ts'
import { COMPARATORS, type Condition, type Field, nullCondition, valuesOf, wrongHere } from './conditions.ts'

const TYPES = {
  bigint: [sql`bigint`, sql`bigint[]`],
  numeric: [sql`numeric`, sql`numeric[]`],
  float8: [sql`float8`, sql`float8[]`],
} as const

/** The conditions that all numbers share; literals travel as text and are cast to `type` by the database. */
function numberCondition(
  field: Field,
  comparison: Comparison,
  type: keyof typeof TYPES,
  toText: (value: Value) => string,
): Condition {
  const [one, many] = TYPES[type]
  const cast = (value: Value): RawBuilder<unknown> => sql`${toText(value)}::${one}`
  switch (comparison.kind) {
    case 'null':
      return nullCondition(field, comparison.negated)
    case 'in': {
      const values = comparison.values.map(toText)
      return comparison.negated
        ? sql<boolean>`${field} <> all(${values}::${many})`
        : sql<boolean>`${field} = any(${values}::${many})`
    }
    case 'between': {
      const word = comparison.negated ? sql`not between` : sql`between`
      return sql<boolean>`(${field} ${word} ${cast(comparison.low)} and ${cast(comparison.high)})`
    }
    case 'match':
      throw wrongHere(
        comparison.value.at,
        `${comparison.op} compares text, and '${comparison.key.name}' holds numbers; use = != < <= > >= IN or BETWEEN.`,
      )
    case 'compare':
      return sql<boolean>`${field} ${COMPARATORS[comparison.op]} ${cast(comparison.value)}`
  }
}

const INT64_MAX = 2n ** 63n - 1n

/** Decimal text that a bigint column can hold. */
export function isInt64(text: string): boolean {
  if (!/^-?\d{1,19}$/.test(text)) return false
  const n = BigInt(text)
  return n <= INT64_MAX && n >= -INT64_MAX - 1n
}

const FINITE = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** PostgreSQL refuses numerics with huge exponents; as doubles they are infinite or zero. */
const toNumeric = (text: string): string =>
  text.length > 100 || /e[+-]?\d{4}/i.test(text) ? String(Number(text)) : text

/** A bigint column: all 64 bits count, and the number may be quoted. */
export function integerCondition(field: Field, comparison: Comparison): Condition {
  const isExact = valuesOf(comparison).every((value) => isInt64(value.text))
  return numberCondition(field, comparison, isExact ? 'bigint' : 'numeric', ({ text, at }) => {
    if (FINITE.test(text)) return isExact ? text : toNumeric(text)
    throw wrongHere(at, `'${comparison.key.name}' holds whole numbers; write one, without units or letters.`)
  })
}

const isMembership = (comparison: Comparison): boolean =>
  comparison.kind === 'in' || (comparison.kind === 'compare' && (comparison.op === '=' || comparison.op === '!='))

/** A double. As in MLflow, NaN is unequal to every number and neither greater nor less than any. */
export function doubleCondition(field: Field, comparison: Comparison): Condition {
  for (const value of comparison.kind === 'match' ? [] : valuesOf(comparison)) {
    if (value.kind === 'text')
      throw wrongHere(value.at, `'${comparison.key.name}' is a metric; write the value as a number, without quotes.`)
    if (value.text === 'NaN' && !isMembership(comparison))
      throw wrongHere(value.at, 'NaN is neither greater nor less than a number; compare with = != IN or NOT IN.')
  }
  const condition = numberCondition(field, comparison, 'float8', (value) => String(Number(value.text)))
  // PostgreSQL holds NaN to be greater than every number; below it is a range that an index knows.
  const needsGuard = comparison.kind === 'compare' && comparison.op.startsWith('>')
  return needsGuard ? sql<boolean>`(${condition} and ${field} < 'NaN')` : condition
}

const NUMBER_IN_TEXT = '^[+-]?(([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]{1,3})?|inf(inity)?)$'
const NUMBER_IN_TEXT_HERE = new RegExp(NUMBER_IN_TEXT, 'i')

/** Whether `textNumberCondition` would see a number in this text. */
export const readsAsNumber = (text: string): boolean => text.length < 100 && NUMBER_IN_TEXT_HERE.test(text)

/** Text that may be a number; where it is none the condition is unknown. The bounds keep the cast from ever failing. */
export function textNumberCondition(field: Field, comparison: Comparison): Condition {
  const notNumber = valuesOf(comparison).find((value) => value.text === 'NaN')
  if (notNumber)
    throw wrongHere(notNumber.at, "NaN as a number is for metrics only; for the text write 'NaN' in quotes.")
  // Through a subquery, so that the document is unpacked once, not once for each mention of the field.
  const number = sql`(select case when length(t) < 100 and t ~* ${NUMBER_IN_TEXT}::text then t::numeric end
    from (select ${field} as t offset 0) once)`
  return numberCondition(number, comparison, 'numeric', (value) => toNumeric(value.text))
}
