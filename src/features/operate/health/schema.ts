/** Whether the database is as its migrations make it: an index can be lost without anybody noticing. */
import type pg from 'pg'
import { type Check, check } from '../../../lib/check.ts'
import { type Difference, findDifferences } from '../../../platform/schema.ts'

const NAMED = 5
const HOLD_MS = 60_000

const listOf = (differences: Difference[]): string => {
  const named = differences.slice(0, NAMED).map(({ thing, what }) => `${thing} is ${what}`)
  const more = differences.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

export function checkOf(differences: Difference[]): Check {
  const wrong = differences.filter(({ what }) => what !== 'extra')
  const extra = differences.length - wrong.length
  const beside = extra
    ? ` ${extra} ${extra === 1 ? 'thing was' : 'things were'} added beside, which harms nothing.`
    : ''
  if (wrong.length === 0)
    return check('schema', 'ok', `Tables, indexes and constraints are as the migrations make them.${beside}`)
  return check(
    'schema',
    'bad',
    `The database is not as the migrations make it: ${listOf(wrong)}.${beside}`,
    'Back it up and restore that into a new place, where they are all made anew; or make again by hand what is missing.',
  )
}

/** Comparing makes the whole schema once: not for each of several who look. */
export function schemaCheck(pool: pg.Pool, now: () => number): () => Promise<Check[]> {
  let last: { at: number; found: Promise<Check[]> } | undefined
  return () => {
    if (!last || now() - last.at > HOLD_MS) {
      const found = findDifferences(pool).then((differences) => [checkOf(differences)])
      last = { at: now(), found }
      found.catch(() => {
        last = undefined
      })
    }
    return last.found
  }
}
