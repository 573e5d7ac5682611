/** Conditions on one key of a jsonb object of strings: params and tags. */
import { sql } from 'kysely'
import type { Comparison, In } from '../../lib/filter/ast.ts'
import { type Condition, type Field, textCondition, valuesOf } from './conditions.ts'
import { readsAsNumber, textNumberCondition } from './numbers.ts'

/**
 * Text in quotes compares as text with = != IN and LIKE. A bare number, and a number in quotes behind < > or BETWEEN,
 * compares with those texts that are numbers: MLflow has no such comparison.
 */
export function documentCondition(document: Field, comparison: Comparison): Condition {
  const name = comparison.key.name
  const field = sql`(${document} ->> ${name}::text)`
  if (comparison.kind === 'null' || comparison.kind === 'match') return textCondition(field, comparison)
  if (comparison.kind === 'in') return listCondition(field, comparison)
  if (comparison.kind === 'compare' && comparison.value.kind === 'text') {
    // Containment is what the GIN index answers.
    if (comparison.op === '=')
      return sql<boolean>`${document} @> jsonb_build_object(${name}::text, ${comparison.value.text}::text)`
    if (comparison.op === '!=') return textCondition(field, comparison)
  }
  const areNumbers = valuesOf(comparison).every((value) => value.kind === 'number' || readsAsNumber(value.text))
  return areNumbers ? textNumberCondition(field, comparison) : textCondition(field, comparison)
}

function listCondition(field: Field, comparison: In): Condition {
  const texts = comparison.values.filter((value) => value.kind === 'text')
  const numbers = comparison.values.filter((value) => value.kind === 'number')
  if (numbers.length === 0) return textCondition(field, comparison)
  const ofNumbers = textNumberCondition(field, { ...comparison, values: numbers })
  if (texts.length === 0) return ofNumbers
  const ofTexts = textCondition(field, { ...comparison, values: texts })
  return comparison.negated ? sql<boolean>`(${ofTexts} and ${ofNumbers})` : sql<boolean>`(${ofTexts} or ${ofNumbers})`
}
