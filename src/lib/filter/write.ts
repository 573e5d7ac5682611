/** Writes filters and parts of them: what `parseFilter` reads back as the same. */
import type { Comparison, Filter, Key, Value } from './ast.ts'

/** A key as the language reads any name. */
export const writeKey = (kind: string, name: string): string => `${kind}.\`${name.replaceAll('`', '``')}\``

/** The condition that `key` holds exactly this text, or nothing at all. */
export function writeIs(key: string, value: string | null): string {
  if (value === null) return `${key} IS NULL`
  // A quote behind a backslash may or may not close: such texts are written without either.
  if (/\\'|\\$/.test(value)) return `${key} RLIKE '^${toPattern(value)}$'`
  return `${key} = '${value.replaceAll("'", "''")}'`
}

/** A regular expression of PostgreSQL for one text, in letters and digits only. */
const toPattern = (text: string): string =>
  [...text]
    .map((letter) => (/[a-z0-9]/i.test(letter) ? letter : `\\U${letter.codePointAt(0)!.toString(16).padStart(8, '0')}`))
    .join('')

const PLAIN = /^[^\s'"`=<>!~,()[\]]+$/

/** A key as people write it, in backticks only where it must be. */
export const writeShortKey = (kind: string, name: string): string =>
  PLAIN.test(name) ? `${kind}.${name}` : writeKey(kind, name)

export const writeText = (text: string): string => `'${text.replaceAll("'", "''")}'`

const keyOf = ({ entity, name }: Key): string =>
  entity === 'attribute' && /^\w+$/.test(name) ? `attributes.${name}` : writeShortKey(`${entity}s`, name)

const literalOf = (value: Value): string => (value.kind === 'number' ? value.text : writeText(value.text))
/** In lists a backslash escapes, as Python has it. */
const itemOf = (value: Value): string =>
  value.kind === 'number' ? value.text : writeText(value.text.replaceAll('\\', '\\\\'))

function comparisonOf(comparison: Comparison): string {
  const key = keyOf(comparison.key)
  const not = 'negated' in comparison && comparison.negated ? 'NOT ' : ''
  switch (comparison.kind) {
    case 'compare':
    case 'match':
      return `${key} ${comparison.op} ${literalOf(comparison.value)}`
    case 'in':
      return `${key} ${not}IN (${comparison.values.map(itemOf).join(', ')})`
    case 'between':
      return `${key} ${not}BETWEEN ${literalOf(comparison.low)} AND ${literalOf(comparison.high)}`
    case 'null':
      return `${key} IS ${not}NULL`
  }
}

/** Texts with a backslash before a quote have no sure spelling: who needs the same back reads it and compares. */
export function writeFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.parts.map((part) => inBrackets(part, part.kind === 'or')).join(' AND ')
    case 'or':
      return filter.parts.map((part) => inBrackets(part, part.kind === 'or' || part.kind === 'and')).join(' OR ')
    case 'not':
      return `NOT (${writeFilter(filter.part)})`
    default:
      return comparisonOf(filter)
  }
}

const inBrackets = (part: Filter, isNeeded: boolean): string =>
  isNeeded ? `(${writeFilter(part)})` : writeFilter(part)
