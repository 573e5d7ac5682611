/** Whether the database is as its migrations make it: an index can be lost without anybody noticing. */
import type pg from 'pg'
import { type Check, check } from '../../../lib/check.ts'
import { type Difference, findDifferences } from '../../../platform/schema.ts'

const NAMED = 5

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

/** Comparing makes the whole schema once. */
export const checkSchemaOf = async (pool: pg.Pool): Promise<Check[]> => [checkOf(await findDifferences(pool))]
