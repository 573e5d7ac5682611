/** Roles: one, two side by side, and what skills they need against those that a caller has. */
import type { Static } from 'typebox'
import type { Reply } from '../../../lib/contract.ts'
import { invalid, notFound } from '../../../lib/failure.ts'
import type { Book } from '../book/load.ts'
import type { FigureData, RoleData } from '../book/shape.ts'
import { LEVELS, type Level, type RoleHead, type RoleLink, SECTION_KINDS } from '../contract/shapes.ts'
import type { handbook } from '../contract.ts'
import { sectorOf, type WorkspacePort } from './sector.ts'
import { type Figure, type Line, linesOf, nameOf, toFigure, toLine, toSkill } from './wire.ts'

type Head = Static<typeof RoleHead>
type Have = Map<string, string | undefined>
type Workspace = Awaited<ReturnType<WorkspacePort>>

const rank = (level: Level): number => LEVELS.indexOf(level)

export function toHead(book: Book, role: RoleData): Head {
  const { id, name, level, main, sources, summary, summary_refs, specialisations = [] } = role
  const lines = role.sections.reduce((sum, section) => sum + section.lines.length, 0)
  const source = book.entries.get(id)?.source ?? 'documents'
  const named = specialisations.map((one) => ({ id: one, name: nameOf(book, one) }))
  return { id, name, level, main, sources, summary, summary_refs, specialisations: named, lines, source }
}

function getRole(book: Book, id: string): RoleData {
  const role = book.roles.find((one) => one.id === id)
  if (!role) throw notFound('Role', id)
  return role
}

/** The word of a level: "Proficient: writes Python …" is Proficient. */
const wordOf = (level: string): string => level.split(':')[0]!.trim()

/** A level by its number, its word or its whole sentence; nothing when the skill has no such level. */
const findLevel = (levels: string[], named: string): string | undefined =>
  levels.map(wordOf).find((word, i) => named === String(i + 1) || wordOf(named).toLowerCase() === word.toLowerCase())

/** `python`, `python=proficient` or `python=2`; what is not in the catalogue is named. */
export function readHave(book: Book, have: string[] | undefined): Have | undefined {
  if (!have) return undefined
  return new Map(
    have.filter(Boolean).map((entry) => {
      const [id = '', named] = entry.split('=', 2)
      const skill = book.skills.find((one) => one.id === id)
      if (!skill) throw invalid(`Parameter 'have' names the skill '${id}', which the handbook does not have.`)
      if (named === undefined) return [id, undefined]
      const level = findLevel(skill.levels, named)
      if (level === undefined)
        throw invalid(
          `Parameter 'have' gives '${id}' the level '${named}'; it has ${skill.levels.map(wordOf).join(', ')}.`,
        )
      return [id, level]
    }),
  )
}

const allLines = (book: Book, { sections }: RoleData): Line[] => sections.flatMap(({ lines }) => linesOf(book, lines))

/** Skills that lines of a role point to, in the order of the catalogue. */
function neededBy(book: Book, role: RoleData) {
  const lines = allLines(book, role)
  return book.skills
    .map((skill) => ({ skill: toSkill(skill), lines: lines.filter((line) => line.skill === skill.id) }))
    .filter((need) => need.lines.length > 0)
}

/** Without a list of what is had, a skill is only a need. */
function stateOf(have: Have | undefined, id: string) {
  const level = have?.get(id)
  const state = !have ? ('need' as const) : have.has(id) ? ('have' as const) : ('gap' as const)
  return { state, ...(level !== undefined && { level }) }
}

/** What the documents price under the name of the role, and what its lines rest on. */
function figuresOfRole(book: Book, role: RoleData): FigureData[] {
  const named = new Set(allLines(book, role).flatMap(({ figures }) => figures))
  return book.figures.filter((figure) => figure.role === role.name || named.has(figure.id))
}

/** Pay of the workspace's sector comes first, the rest in its order. */
function withSector(book: Book, role: RoleData, workspace: Workspace, now: number) {
  const figures = figuresOfRole(book, role)
  const sector = sectorOf(book, workspace, 'pay', figures)
  const isOwn = ({ id }: FigureData): boolean => sector?.figures.includes(id) === true
  const sorted = [...figures.filter(isOwn), ...figures.filter((figure) => !isOwn(figure))]
  return { figures: sorted.map((figure) => toFigure(book, figure, now)), workspace_sector: sector }
}

const toLink = (
  { id, name, role, level, refs = [] }: Book['paths']['rungs'][number],
  step: string[] = refs,
): Static<typeof RoleLink> => ({
  id,
  name,
  level,
  refs: step,
  ...(role !== undefined && { role }),
})

/** Rungs one step away. */
function stepsOf(book: Book, role: RoleData, direction: 'before' | 'next') {
  const own = new Set(book.paths.rungs.filter((rung) => rung.role === role.id).map(({ id }) => id))
  const [here, there] = direction === 'next' ? (['from', 'to'] as const) : (['to', 'from'] as const)
  return book.paths.steps
    .filter((step) => own.has(step[here]))
    .map((step) => toLink(book.paths.rungs.find(({ id }) => id === step[there])!, step.refs))
}

export const listRoles = (book: Book, level: Level | undefined): Reply<typeof handbook.roles> => ({
  roles: book.roles
    .filter((role) => level === undefined || role.level === level)
    .sort(
      (a, b) => rank(a.level) - rank(b.level) || Number(b.main) - Number(a.main) || a.name.localeCompare(b.name, 'en'),
    )
    .map((role) => toHead(book, role)),
})

/** A role as it stands, without what is computed of it. */
export function templateOf(book: Book, id: string): Pick<Reply<typeof handbook.role>, 'role' | 'sections'> {
  const role = getRole(book, id)
  return {
    role: toHead(book, role),
    sections: role.sections.map(({ lines, ...section }) => ({ ...section, lines: linesOf(book, lines) })),
  }
}

export function showRole(
  book: Book,
  id: string,
  have: string[] | undefined,
  workspace: Workspace,
  now: number,
): Reply<typeof handbook.role> {
  const role = getRole(book, id)
  const had = readHave(book, have)
  return {
    ...templateOf(book, id),
    skills: neededBy(book, role).map((need) => ({ ...need, ...stateOf(had, need.skill.id) })),
    ...withSector(book, role, workspace, now),
    before: stepsOf(book, role, 'before'),
    next: stepsOf(book, role, 'next'),
    missing: role.missing ?? [],
  }
}

type Because = Reply<typeof handbook.compare>['sections'][number]['shared'][number]['because']

function whyShared(left: Line, right: Line): Because | undefined {
  if (left.skill !== undefined && left.skill === right.skill) return 'same skill'
  if (left.text.toLowerCase() === right.text.toLowerCase()) return 'same words'
  return left.refs.some((ref) => right.refs.includes(ref)) ? 'same reference' : undefined
}

const TITLES: Record<(typeof SECTION_KINDS)[number], string> = {
  responsibilities: 'What the role does',
  skills: 'Skills',
  'soft-skills': 'Soft skills',
  tools: 'Tools',
  education: 'Education',
  experience: 'Experience',
  'next-steps': 'Where it leads',
  differs: 'What sets it apart',
}

const ofKind = (book: Book, role: RoleData, kind: string): Line[] =>
  role.sections.filter((section) => section.kind === kind).flatMap(({ lines }) => linesOf(book, lines))

/** Each line is paired with at most one of the other role. */
function pairUp(left: Line[], right: Line[]) {
  const free = [...right]
  const shared: { left: Line; right: Line; because: Because }[] = []
  const own = left.filter((line) => {
    const at = free.findIndex((other) => whyShared(line, other))
    if (at < 0) return true
    const [other] = free.splice(at, 1)
    shared.push({ left: line, right: other!, because: whyShared(line, other!)! })
    return false
  })
  return { shared, left: own, right: free }
}

export function compareRoles(
  book: Book,
  input: { left: string; right: string; have?: string[] },
  now: number,
): Reply<typeof handbook.compare> {
  const left = getRole(book, input.left)
  const right = getRole(book, input.right)
  const had = readHave(book, input.have)
  const needs = { left: neededBy(book, left), right: neededBy(book, right) }
  const figures = (role: RoleData): Figure[] => figuresOfRole(book, role).map((figure) => toFigure(book, figure, now))
  const has = (side: 'left' | 'right', id: string): boolean => needs[side].some(({ skill }) => skill.id === id)
  return {
    left: toHead(book, left),
    right: toHead(book, right),
    sections: SECTION_KINDS.map((kind) => ({
      kind,
      title: TITLES[kind],
      ...pairUp(ofKind(book, left, kind), ofKind(book, right, kind)),
    })).filter((section) => section.shared.length + section.left.length + section.right.length > 0),
    skills: book.skills
      .filter(({ id }) => has('left', id) || has('right', id))
      .map((skill) => ({
        skill: toSkill(skill),
        needed_by: !has('right', skill.id) ? 'left' : has('left', skill.id) ? 'both' : 'right',
        ...stateOf(had, skill.id),
      })),
    figures: { left: figures(left), right: figures(right) },
  }
}

export function skillMatrix(book: Book, input: { have?: string[]; role?: string[] }): Reply<typeof handbook.skills> {
  const had = readHave(book, input.have)
  const roles = input.role?.length ? input.role.map((id) => getRole(book, id)) : book.roles
  return {
    skills: book.skills.map(toSkill),
    roles: roles.map((role) => {
      const needed = new Set(neededBy(book, role).map(({ skill }) => skill.id))
      return {
        id: role.id,
        name: role.name,
        cells: book.skills.map(({ id }) => {
          const need = needed.has(id)
          const level = had?.get(id)
          const have = had ? had.has(id) : null
          return {
            skill: id,
            need,
            have,
            gap: have === null ? null : need && !have,
            ...(level !== undefined && { level }),
          }
        }),
      }
    }),
  }
}

export const showPaths = (book: Book): Reply<typeof handbook.paths> => ({
  rungs: book.paths.rungs.map((rung) => toLink(rung)),
  steps: book.paths.steps.map((step) => ({ ...step, source: step.refs.length ? 'documents' : 'team' })),
  notes: book.paths.notes.map(({ id }) => toLine(book, book.entries.get(id)!)),
})
