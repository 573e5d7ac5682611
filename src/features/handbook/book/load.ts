/** Loads the handbook's files once, at start. A file that is wrong keeps the server from starting and says where. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { invalid } from '../../../lib/failure.ts'
import { type Entry, entriesOf } from './entries.ts'
import { checkLinks } from './links.ts'
import * as shape from './shape.ts'
import { type Read, readYaml } from './yaml.ts'

export const DATA = join(import.meta.dirname, '../data')

export interface Book {
  sources: shape.SourceData[]
  roles: shape.RoleData[]
  skills: shape.SkillData[]
  paths: shape.PathsData
  practices: shape.PieceData[]
  challenges: shape.PieceData[]
  trends: shape.PieceData[]
  advice: shape.PieceData[]
  duties: shape.DutyData[]
  tools: shape.ToolData[]
  figures: shape.FigureData[]
  contradictions: shape.ContradictionData[]
  missing: shape.MissingData[]
  here: shape.HereData
  /** Lines, figures and all else with an id, by that id. */
  entries: Map<string, Entry>
}

/** Says where an entry of a file stands, for failures that only the whole shows. */
export type Where = (id: string) => string

export function loadBook(dir = DATA): Book {
  const places = new Map<string, () => string>()

  function read<T>(schema: TSchema, file: string): Read<T> {
    return readYaml<T>(schema, file, readFileSync(join(dir, file), 'utf8'))
  }
  const filesOf = (folder: string): string[] => {
    if (!existsSync(join(dir, folder))) return []
    return readdirSync(join(dir, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => (folder === '.' ? entry.name : `${folder}/${entry.name}`))
      .sort()
  }
  const place = (id: string, where: () => string): void => {
    const known = places.get(id)
    if (known) throw invalid(`${where()} repeats the id '${id}' of ${known()}.`)
    places.set(id, where)
  }
  /** A list of entries in one file or several. */
  function list<T extends { id: string; lines?: { id: string }[] }>(schema: TSchema, ...files: string[]): T[] {
    return files.flatMap((file) => {
      const { value, where } = read<T[]>(schema, file)
      for (const [i, { id, lines = [] }] of value.entries()) {
        place(id, () => where([i, 'id']))
        for (const [j, line] of lines.entries()) place(line.id, () => where([i, 'lines', j, 'id']))
      }
      return value
    })
  }
  /** Files that colleagues may not have written yet count as empty. */
  const there = (...files: string[]): string[] => files.filter((file) => filesOf('.').includes(file))

  const roles = filesOf('roles').map((file) => {
    const { value: role, where } = read<shape.RoleData>(shape.Role, file)
    place(role.id, () => where(['id']))
    for (const [i, { lines }] of role.sections.entries())
      for (const [j, line] of lines.entries()) place(line.id, () => where(['sections', i, 'lines', j, 'id']))
    return role
  })
  const figureFiles = filesOf('.').filter((file) => /^figures(-.*)?\.yaml$/.test(file))
  const hereFile = read<shape.HereData>(shape.Here, 'here.yaml')
  const [pathFile] = there('paths.yaml')
  const paths = pathFile ? read<shape.PathsData>(shape.Paths, pathFile) : undefined
  for (const [i, { id }] of paths?.value.rungs.entries() ?? [])
    place(`rung-${id}`, () => paths!.where(['rungs', i, 'id']))
  for (const [i, { id }] of paths?.value.notes.entries() ?? []) place(id, () => paths!.where(['notes', i, 'id']))

  const parts = {
    sources: read<shape.SourceData[]>(shape.Sources, 'sources.yaml').value,
    roles,
    skills: list<shape.SkillData>(shape.Skills, ...there('skills.yaml')),
    paths: paths?.value ?? { rungs: [], steps: [], notes: [] },
    practices: list<shape.PieceData>(shape.Pieces, ...filesOf('practices')),
    challenges: list<shape.PieceData>(shape.Pieces, ...filesOf('challenges')),
    trends: list<shape.PieceData>(shape.Pieces, ...there('trends.yaml')),
    advice: list<shape.PieceData>(shape.Pieces, ...there('advice.yaml')),
    duties: list<shape.DutyData>(shape.Duties, ...there('rhythm.yaml')),
    tools: list<shape.ToolData>(shape.Tools, ...there('tools.yaml')),
    figures: list<shape.FigureData>(shape.Figures, ...figureFiles).sort((a, b) => (a.id < b.id ? -1 : 1)),
    contradictions: list<shape.ContradictionData>(shape.Contradictions, 'contradictions.yaml'),
    missing: list<shape.MissingData>(shape.Missing, 'missing.yaml'),
    here: hereFile.value,
  }
  const entries = new Map(allEntries(parts).map((entry) => [entry.id, entry]))
  const book = { ...parts, entries }
  checkLinks(book, (id) => places.get(id)?.() ?? hereFile.where([id]))
  return book
}

function allEntries(book: Omit<Book, 'entries'>): Entry[] {
  const source = 'documents' as const
  const pieces = (topic: 'practices' | 'challenges' | 'trends' | 'advice'): Entry[] =>
    book[topic].flatMap(({ id, title, lines }) =>
      entriesOf(lines, { topic, title, href: `/handbook/${topic}`, source, piece: { id, title } }),
    )
  const roles = book.roles.flatMap(({ id, name, level, summary, summary_refs: refs, sections }) => {
    const about = { topic: 'roles' as const, href: `/handbook/roles/${id}`, source, role: { id, name, level } }
    return [
      ...entriesOf([{ id, text: summary, refs }], { ...about, title: name }).map((e) => ({ ...e, href: about.href })),
      ...sections.flatMap(({ title, lines }) => entriesOf(lines, { ...about, title: `${name}: ${title}` })),
    ]
  })
  const simple = (
    topic: Entry['topic'],
    lines: { id: string; title: string; text: string; refs?: string[] }[],
  ): Entry[] =>
    lines.flatMap(({ title, ...line }) => entriesOf([line], { topic, title, href: `/handbook/${topic}`, source }))
  return [
    ...roles,
    ...simple(
      'skills',
      book.skills.map(({ id, name, about, refs }) => ({ id, title: name, text: about, refs })),
    ),
    ...entriesOf(book.paths.notes, { topic: 'paths', title: 'Career paths', href: '/handbook/paths', source }),
    ...pieces('practices'),
    ...pieces('challenges'),
    ...simple(
      'rhythm',
      book.duties.map((duty) => ({ ...duty, title: 'Rhythm' })),
    ),
    ...pieces('trends'),
    ...simple(
      'tools',
      book.tools.map(({ id, name, what, refs }) => ({ id, title: name, text: what, refs })),
    ),
    ...pieces('advice'),
    ...book.figures.map(({ id, label, value, ref }) => ({
      ...entriesOf([{ id, text: value, refs: [ref], figures: [id] }], {
        topic: 'figures',
        title: label,
        href: `/handbook/figures/${id}`,
        source,
      })[0]!,
      href: `/handbook/figures/${id}`,
    })),
    ...simple(
      'contradictions',
      book.contradictions.map(({ id, topic, why, refs }) => ({ id, title: topic, text: why, refs })),
    ).map((entry) => ({ ...entry, figures: book.contradictions.find(({ id }) => id === entry.id)!.figures })),
    ...simple(
      'missing',
      book.missing.map((line) => ({ ...line, title: 'What the documents do not give' })),
    ),
  ]
}
