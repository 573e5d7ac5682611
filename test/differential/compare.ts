/**
 * Compares what two servers said, field by field. What must differ is paired: an id of one server always stands for
 * the same id of the other, so that relations between replies are compared as well.
 */
import { toJson } from '../../src/lib/json.ts'

export interface Difference {
  field: string
  mlflow: string
  bellwether: string
}

/** Texts in which the servers are free: hex ids, random names, the experiment in an artifact's location. */
const FREE = /[0-9a-f]{32}|\b[a-z]{2,12}-[a-z]{2,12}-\d{1,4}\b|(?<=mlflow-artifacts:\/)\d+/g
const IDS = /(^|\.|_)experiment_ids?(\[\d+\])?$/
const CLOCKS =
  /(^|\.)(creation_time|last_update_time|start_time|end_time|creation_timestamp_ms|last_updated_timestamp_ms|creation_timestamp|last_updated_timestamp|timestamp)$/
const TOKENS = /(^|\.)next_page_token$/
/** Sentences may be worded differently; there must be one. */
const SENTENCES = /(^|\.)message$/
const CLOCK_WINDOW_MS = 3_600_000

export const show = (value: unknown): string => {
  const text = value === undefined ? 'absent' : toJson(value)
  return text.length > 300 ? `${text.slice(0, 290)}… (${text.length})` : text
}

type Rows = Record<string, unknown>[]
const keysOf = (list: unknown[]): unknown[] => list.map((item) => (item as { key?: unknown } | null)?.key)
/** Lists of keys and values are maps to the clients: their order means nothing. */
const isMap = (list: unknown[]): boolean => {
  const keys = keysOf(list)
  return keys.every((key) => typeof key === 'string') && new Set(keys).size === keys.length
}
const byKey = (list: unknown[]): unknown[] =>
  [...(list as Rows)].sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1))

export function comparer(now: () => number = Date.now) {
  const there = new Map<string, string>()
  const here = new Map<string, string>()
  let compared = 0

  /** Whether the two may stand for each other, now and from now on. */
  function isPair(mlflow: string, bellwether: string): boolean {
    const known = there.get(mlflow) ?? bellwether
    const back = here.get(bellwether) ?? mlflow
    if (known !== bellwether || back !== mlflow) return false
    there.set(mlflow, bellwether)
    here.set(bellwether, mlflow)
    return true
  }

  function sameText(a: string, b: string): boolean {
    if (a === b && !a.match(FREE)) return true
    const [ours, theirs] = [a.match(FREE) ?? [], b.match(FREE) ?? []]
    return a.replace(FREE, '\0') === b.replace(FREE, '\0') && ours.every((id, i) => isPair(id, theirs[i]!))
  }

  const isNow = (value: unknown): boolean => typeof value === 'number' && Math.abs(value - now()) < CLOCK_WINDOW_MS

  function sameLeaf(field: string, a: unknown, b: unknown): boolean {
    if (CLOCKS.test(field) && isNow(a) && isNow(b)) return true
    if (typeof a !== 'string' || typeof b !== 'string') return a === b
    if (IDS.test(field)) return isPair(`experiment ${a}`, `experiment ${b}`)
    if (TOKENS.test(field) || SENTENCES.test(field)) return (a === '') === (b === '')
    return sameText(a, b)
  }

  function walk(field: string, a: unknown, b: unknown, found: Difference[]): void {
    if (Array.isArray(a) && Array.isArray(b)) {
      const [left, right] = isMap(a) && isMap(b) ? [byKey(a), byKey(b)] : [a, b]
      if (left.length === right.length && toJson(keysOf(left)) === toJson(keysOf(right)))
        return void left.forEach((item, i) => {
          walk(`${field}[${i}]`, item, right[i], found)
        })
    } else if (a && b && typeof a === 'object' && typeof b === 'object' && !Array.isArray(a) && !Array.isArray(b)) {
      const names = new Set([...Object.keys(a), ...Object.keys(b)])
      for (const name of names)
        walk(field ? `${field}.${name}` : name, (a as Rows[0])[name], (b as Rows[0])[name], found)
      return
    }
    compared++
    if (!sameLeaf(field, a, b)) found.push({ field, mlflow: show(a), bellwether: show(b) })
  }

  return {
    /** Every difference between two values. */
    differences(mlflow: unknown, bellwether: unknown, field = ''): Difference[] {
      const found: Difference[] = []
      walk(field, mlflow, bellwether, found)
      return found
    },
    /** How many single values were compared so far. */
    get compared(): number {
      return compared
    },
  }
}

export type Comparer = ReturnType<typeof comparer>
