/** Which points are new: those that stand in no other list. */
import { comparePoints, type Points, pick } from '../../../lib/points.ts'

/** Of `fresh` what `known` lacks; both are sorted, identical points once. */
export function missingOf(fresh: Points, known: Points | undefined): Points {
  if (!known) return fresh
  const n = fresh.steps.length
  const m = known.steps.length
  const missing: number[] = []
  for (let i = 0, j = 0; i < n; i++) {
    while (j < m && comparePoints(known, j, fresh, i) < 0) j++
    if (j === m || comparePoints(known, j, fresh, i) !== 0) missing.push(i)
  }
  return missing.length === n ? fresh : pick(fresh, missing)
}
