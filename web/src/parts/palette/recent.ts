/** The pages that this browser opened last, for an empty palette. */
import { workspaceName } from '../../place.ts'

export interface Visit {
  to: string
  title: string
}

const KEY = `bellwether.recent:${workspaceName}`
const MOST = 8

export function recent(): Visit[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Visit[]
  } catch {
    return []
  }
}

/** Remembers a page; the same page with another query is another place of it, and the last one counts. */
export function visited(visit: Visit): void {
  const path = visit.to.split('?')[0]
  const rest = recent().filter(({ to }) => to.split('?')[0] !== path)
  try {
    localStorage.setItem(KEY, JSON.stringify([visit, ...rest].slice(0, MOST)))
  } catch {
    // Private windows may keep nothing.
  }
}
