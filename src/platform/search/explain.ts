/** Turns what the database says of a search into a failure that its author can act on. */
import { Failure } from '../../lib/failure.ts'
import { sqlState } from '../db.ts'

const INVALID_REGEX = '2201B'

/** A regular expression is read by PostgreSQL only; undefined means that the search was not at fault. */
export function explainSearchError(error: unknown): Failure | undefined {
  if (sqlState(error) !== INVALID_REGEX) return undefined
  const reason = error instanceof Error ? error.message : ''
  return new Failure(
    'INVALID_PARAMETER_VALUE',
    `Invalid filter: the pattern behind RLIKE is not a regular expression that PostgreSQL can read (${reason}).`,
    { cause: error },
  )
}

/** A search whose failure is explained where it is the filter's. */
export const explained = <T>(search: Promise<T>): Promise<T> =>
  search.catch((error: unknown) => {
    throw explainSearchError(error) ?? error
  })
