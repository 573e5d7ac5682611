/** When this browser looked last: what happened since is news. */
import { workspaceName } from '../../../place.ts'

interface Looked {
  /** The visit that goes on. */
  at: number
  /** When the visit before it ended. */
  before: number
}

const KEY = `bellwether.looked:${workspaceName}`
/** Coming back within this time is the same visit. */
const VISIT_MS = 30 * 60_000
const DAY_MS = 86_400_000

/** Notes that somebody looks now; returns when they looked before this visit, a day ago for the first one. */
export function look(now: number): number {
  let kept: Looked = { at: now, before: now - DAY_MS }
  try {
    kept = { ...kept, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Looked>) }
    if (now - kept.at > VISIT_MS) kept.before = kept.at
    kept.at = now
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Private windows may keep nothing: each visit is then the first.
  }
  return kept.before
}
