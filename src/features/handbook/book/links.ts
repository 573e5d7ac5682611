/** What one file of the handbook says of another: figures, skills, roles, rungs and lines that are named must be there. */
import { invalid } from '../../../lib/failure.ts'
import { EVENTS, type EventName } from '../../../lib/vocabulary.ts'
import { CHECKS } from '../checks/list.ts'
import type { Book, Where } from './load.ts'

export function checkLinks(book: Book, where: Where): void {
  const figures = new Set(book.figures.map(({ id }) => id))
  const skills = new Set(book.skills.map(({ id }) => id))
  const roles = new Set(book.roles.map(({ id }) => id))
  const rungs = new Set(book.paths.rungs.map(({ id }) => id))
  const sources = new Set(book.sources.map(({ id }) => id))
  const need = (known: Set<string>, what: string, id: string, named: string | undefined): void => {
    if (named !== undefined && !known.has(named))
      throw invalid(`${where(id)} names the ${what} '${named}', which is not there.`)
  }

  for (const entry of book.entries.values()) {
    for (const figure of entry.figures) need(figures, 'figure', entry.id, figure)
    need(skills, 'skill', entry.id, entry.skill)
    for (const ref of entry.refs) need(sources, 'document', entry.id, ref.slice(0, 3))
  }
  for (const { id, dated_by } of book.figures) need(figures, 'figure', id, dated_by)
  for (const { id, role } of book.paths.rungs) need(roles, 'role', `rung-${id}`, role)
  for (const { from, to } of book.paths.steps)
    for (const rung of [from, to])
      if (!rungs.has(rung)) throw invalid(`paths.yaml has a step ${from} → ${to}, but no rung '${rung}'.`)
  for (const { id, ticked_by = [] } of book.duties)
    for (const pattern of ticked_by)
      if (eventsOf(pattern).length === 0)
        throw invalid(
          `${where(id)} is ticked by '${pattern}', but no event is called so. Leave it out until there is one.`,
        )
  const checks = new Set<string>(CHECKS.map(({ id }) => id))
  for (const [id, { check }] of Object.entries(book.here)) {
    if (!book.entries.has(id)) throw invalid(`here.yaml is about the line '${id}', which is not there.`)
    if (check !== undefined && !checks.has(check))
      throw invalid(`here.yaml gives the line '${id}' the check '${check}', which is not there.`)
  }
}

/** The events that a pattern such as `run.*` means. */
export const eventsOf = (pattern: string): EventName[] =>
  (Object.keys(EVENTS) as EventName[]).filter((name) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
