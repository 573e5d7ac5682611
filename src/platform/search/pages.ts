/** Pages of a search: their size, and the token that leads to the next one. */
import { invalid } from '../../lib/failure.ts'
import type { Int64 } from '../../lib/json.ts'
import type { Cursor } from './order.ts'

/** Page sizes: a positive integer up to the limit. */
export function checkResults(given: Int64 | undefined, fallback: number, limit: number): number {
  if (given === undefined) return fallback
  if (given <= 0 || given > limit)
    throw invalid(`Invalid value ${given} for parameter 'max_results': it must lie between 1 and ${limit}.`)
  return Number(given)
}

/** Page tokens are opaque to clients: a place in an ordering, or a count of points, as base64 of JSON. */
export const toToken = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64')

function read<T>(token: string | undefined, fits: (place: unknown) => place is T): T | undefined {
  if (!token) return undefined
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64').toString())
    if (fits(place)) return place
  } catch {
    // Not JSON: said below.
  }
  throw invalid("Invalid value for parameter 'page_token': send the next_page_token of the page before, unchanged.")
}

/** The place of an ordering in a token, or undefined for the first page. */
export const toCursor = (token: string | undefined): Cursor | undefined =>
  read(token, (place): place is Cursor => Array.isArray(place))

/** How many entries the pages before had. */
export const toOffset = (token: string | undefined): number =>
  read(token, (place): place is { offset: number } => {
    const { offset } = Object(place) as { offset?: unknown }
    return Number.isSafeInteger(offset) && (offset as number) >= 0
  })?.offset ?? 0
