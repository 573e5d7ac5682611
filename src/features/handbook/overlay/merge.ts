/** Lays a team's file over the book: its roles, rungs and practices stand beside those of the documents, marked as the team's. */
import { invalid } from '../../../lib/failure.ts'
import { entriesOf } from '../book/entries.ts'
import type { Book } from '../book/load.ts'
import { readYaml } from '../book/yaml.ts'
import { CHECKS } from '../checks/list.ts'
import { type Band, readBand } from './bands.ts'
import { type OverlayData, OverlayFile, type RungData } from './shape.ts'

export interface Overlaid {
  book: Book
  data: OverlayData
  bands: Band[]
}

/** How failures call the file. */
const NAME = 'overlay'
const source = 'team' as const

export function overlay(book: Book, yaml: string): Overlaid {
  const { value, where } = readYaml<OverlayData | null>(OverlayFile, NAME, yaml)
  const data = value ?? {}
  const { ladder = [], practices = [], bands = [] } = data
  checkLadder(book, ladder, where)
  checkIds(book, data, where)
  const entries = new Map(book.entries)
  const here = { ...book.here }
  const keep = (lines: ReturnType<typeof entriesOf>): void => {
    for (const entry of lines) entries.set(entry.id, entry)
  }
  const note = (lines: NonNullable<OverlayData['practices']>[number]['lines']): void => {
    for (const { id, href, command, check } of lines)
      if (href !== undefined || command !== undefined || check !== undefined)
        here[id] = {
          ...(href !== undefined && { href }),
          ...(command !== undefined && { command }),
          ...(check !== undefined && { check }),
        }
  }
  for (const { id, name, level, summary, sections = [] } of ladder) {
    const about = { topic: 'roles' as const, href: `/handbook/roles/${id}`, source, role: { id, name, level } }
    keep(entriesOf([{ id, text: summary }], { ...about, title: name }).map((entry) => ({ ...entry, href: about.href })))
    for (const { title, lines } of sections) {
      keep(entriesOf(lines, { ...about, title: `${name}: ${title}` }))
      note(lines)
    }
  }
  for (const { id, title, lines } of practices) {
    keep(entriesOf(lines, { topic: 'practices', title, href: '/handbook/practices', source, piece: { id, title } }))
    note(lines)
  }
  return {
    data,
    bands: bands.map((band, i) => readBand(band, (field) => where(['bands', i, field]))),
    book: {
      ...book,
      entries,
      here,
      roles: [...book.roles, ...ladder.map(toRole)],
      practices: [...book.practices, ...practices.map((piece) => ({ ...piece, lines: piece.lines.map(withoutRefs) }))],
      paths: {
        ...book.paths,
        rungs: [...book.paths.rungs, ...ladder.map(({ id, name, level }) => ({ id, name, level, role: id }))],
        steps: [...book.paths.steps, ...ladder.flatMap(stepsOf)],
      },
    },
  }
}

const withoutRefs = ({ id, text, skill }: { id: string; text: string; skill?: string }) => ({
  id,
  text,
  refs: [],
  ...(skill !== undefined && { skill }),
})

const toRole = ({
  id,
  name,
  level,
  summary,
  specialisations = [],
  sections = [],
}: RungData): Book['roles'][number] => ({
  id,
  name,
  level,
  sources: [],
  main: false,
  summary,
  summary_refs: [],
  specialisations,
  sections: sections.map((section) => ({ ...section, lines: section.lines.map(withoutRefs) })),
})

const stepsOf = ({ id, after = [], before = [] }: RungData): Book['paths']['steps'] => [
  ...after.map((from) => ({ from, to: id, refs: [] })),
  ...before.map((to) => ({ from: id, to, refs: [] })),
]

type Where = (path: (string | number)[]) => string

/** Rungs that a ladder leads from and to are there, and nothing leads back to where it began. */
function checkLadder(book: Book, ladder: RungData[], where: Where): void {
  const known = new Set([...book.paths.rungs.map(({ id }) => id), ...ladder.map(({ id }) => id)])
  const next = new Map<string, string[]>()
  for (const { from, to } of [...book.paths.steps, ...ladder.flatMap(stepsOf)])
    next.set(from, [...(next.get(from) ?? []), to])
  const leadsTo = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some((to) => to === goal || (!seen.has(to) && leadsTo(to, goal, seen.add(to))))
  for (const [i, { id, after = [], before = [] }] of ladder.entries()) {
    for (const [key, rungs] of Object.entries({ after, before }))
      for (const [j, rung] of rungs.entries())
        if (!known.has(rung))
          throw invalid(`${where(['ladder', i, key, j])} names the rung '${rung}', which no ladder has.`)
    if (leadsTo(id, id)) throw invalid(`${where(['ladder', i, 'id'])} leads back to itself; take a step away.`)
  }
}

/** Every id is new, every skill and check is known. */
function checkIds(book: Book, { ladder = [], practices = [], bands = [] }: OverlayData, where: Where): void {
  const taken = new Set([
    ...book.entries.keys(),
    ...book.paths.rungs.map(({ id }) => id),
    ...book.practices.map(({ id }) => id),
  ])
  const take = (id: string, path: (string | number)[]): void => {
    if (taken.has(id)) throw invalid(`${where([...path, 'id'])} is '${id}', which is taken; choose another.`)
    taken.add(id)
  }
  const skills = new Set(book.skills.map(({ id }) => id))
  const checks = new Set<string>(CHECKS.map(({ id }) => id))
  const takeLines = (lines: { id: string; skill?: string; check?: string }[], path: (string | number)[]): void => {
    for (const [i, { id, skill, check }] of lines.entries()) {
      take(id, [...path, i])
      if (check !== undefined && !checks.has(check))
        throw invalid(
          `${where([...path, i, 'check'])} names the check '${check}'; there are ${[...checks].join(', ')}.`,
        )
      if (skill !== undefined && !skills.has(skill))
        throw invalid(`${where([...path, i, 'skill'])} names the skill '${skill}', which the handbook does not have.`)
    }
  }
  for (const [i, { id, sections = [] }] of ladder.entries()) {
    take(id, ['ladder', i])
    for (const [j, { lines }] of sections.entries()) takeLines(lines, ['ladder', i, 'sections', j, 'lines'])
  }
  for (const [i, { id, lines }] of practices.entries()) {
    take(id, ['practices', i])
    takeLines(lines, ['practices', i, 'lines'])
  }
  for (const [i, { id }] of bands.entries()) take(id, ['bands', i])
}
