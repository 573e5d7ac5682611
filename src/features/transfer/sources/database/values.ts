/** Values as MLflow keeps them in a database, in the words of its REST protocol. */
import type { Int64 } from '../../../../lib/json.ts'
import type { Tag } from '../../source.ts'
import type { Row, Value } from './sql.ts'

export const toText = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value))

export const findText = (value: Value | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value)

/** A number where it is exact; what is absent is 0, as the protocol has it. */
export function toInt(value: Value | undefined): Int64 {
  if (value === null || value === undefined) return 0
  const n = Number(value)
  return Number.isSafeInteger(n) ? n : BigInt(String(value))
}

/** MLflow keeps infinity as the greatest number there is, and NaN as 0 with a flag: see docs/decisions/004. */
export function toNumber(value: Value | undefined, isNan: boolean): number {
  if (isNan) return Number.NaN
  const n = Number(value ?? 0)
  if (n >= Number.MAX_VALUE) return Number.POSITIVE_INFINITY
  return n <= -Number.MAX_VALUE ? Number.NEGATIVE_INFINITY : n
}

export const isTrue = (value: Value | undefined): boolean =>
  value !== null && value !== undefined && Number(value) === 1

/** Groups rows by the text in one of their columns. */
export function groupBy(rows: Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = toText(row[column])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

const byKey = (a: Tag, b: Tag): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

export const toTags = (rows: Row[] | undefined, key = 'key', value = 'value'): Tag[] =>
  (rows ?? []).map((row) => ({ key: toText(row[key]), value: toText(row[value]) })).toSorted(byKey)
