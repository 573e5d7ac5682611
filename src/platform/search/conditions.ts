/** What all conditions share, and conditions on text; every value and key travels as a parameter. */
import { type RawBuilder, sql } from 'kysely'
import { type Failure, invalid } from '../../lib/failure.ts'
import type { Comparison, Filter, Key, Value } from '../../lib/filter/ast.ts'

export type Condition = RawBuilder<boolean>
/** A column, or an expression over columns. */
export type Field = RawBuilder<unknown>

export const COMPARATORS = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
  LIKE: sql`like`,
  ILIKE: sql`ilike`,
  RLIKE: sql`~`,
  'NOT LIKE': sql`not like`,
  'NOT ILIKE': sql`not ilike`,
  'NOT RLIKE': sql`!~`,
} as const

export const wrongHere = (at: number, sentence: string): Failure =>
  invalid(`Invalid filter at position ${at}: ${sentence}`)

/** Joins what `leaf` makes of the comparisons; NOT turns unknown (the key is absent) into true. */
export function compileTree(filter: Filter | undefined, leaf: (comparison: Comparison) => Condition): Condition {
  if (!filter) return sql<boolean>`true`
  if (filter.kind === 'not') return sql<boolean>`(${compileTree(filter.part, leaf)} is not true)`
  if (!('parts' in filter)) return leaf(filter)
  const parts = filter.parts.map((part) => compileTree(part, leaf))
  return sql<boolean>`(${sql.join(parts, filter.kind === 'and' ? sql` and ` : sql` or `)})`
}

/** The values of a comparison, for checks that hold for each of them. */
export function valuesOf(comparison: Comparison): Value[] {
  if (comparison.kind === 'null') return []
  if (comparison.kind === 'in') return comparison.values
  return comparison.kind === 'between' ? [comparison.low, comparison.high] : [comparison.value]
}

export const nullCondition = (field: Field, negated: boolean): Condition =>
  negated ? sql<boolean>`${field} is not null` : sql<boolean>`${field} is null`

const textOf = (value: Value, key: Key): RawBuilder<string> => {
  if (value.kind === 'text') return sql<string>`${value.text}::text`
  throw wrongHere(value.at, `'${key.name}' holds text; write the value in quotes: '${value.text}'.`)
}

/** Text. Order is by code point on every server, as in MLflow's default store. */
export function textCondition(field: Field, comparison: Comparison): Condition {
  const { key } = comparison
  switch (comparison.kind) {
    case 'null':
      return nullCondition(field, comparison.negated)
    case 'in': {
      const texts = comparison.values.map((value) => textOf(value, key) && value.text)
      return comparison.negated
        ? sql<boolean>`${field} <> all(${texts}::text[])`
        : sql<boolean>`${field} = any(${texts}::text[])`
    }
    case 'between': {
      const [low, high] = [textOf(comparison.low, key), textOf(comparison.high, key)]
      const word = comparison.negated ? sql`not between` : sql`between`
      return sql<boolean>`(${field} collate "C" ${word} ${low} and ${high})`
    }
    case 'match': {
      textOf(comparison.value, key)
      const isRegex = comparison.op.endsWith('RLIKE')
      // In MLflow's default store a backslash in a LIKE pattern is a backslash; in PostgreSQL it would escape.
      const pattern = isRegex ? comparison.value.text : comparison.value.text.replaceAll('\\', '\\\\')
      return sql<boolean>`${field} ${COMPARATORS[comparison.op]} ${pattern}::text`
    }
    case 'compare': {
      const value = textOf(comparison.value, key)
      const isEquality = comparison.op === '=' || comparison.op === '!='
      const left = isEquality ? field : sql`${field} collate "C"`
      return sql<boolean>`${left} ${COMPARATORS[comparison.op]} ${value}`
    }
  }
}
