/** Reads the handbook's files into one book. A file that is wrong is named with its line, the id there and the field. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { TSchema } from 'typebox'
import { invalid } from '../../../lib/failure.ts'
import { allEntries, type Entry } from './entries.ts'
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

/** Requests get their turn between two files. */
export async function loadBook(dir = DATA): Promise<Book> {
  const places = new Map<string, () => string>()

  async function read<T>(schema: TSchema, file: string): Promise<Read<T>> {
    await turn()
    return readYaml<T>(schema, file, readFileSync(join(dir, file), 'utf8'))
  }
  const filesOf = (folder: string): string[] =>
    readdirSync(join(dir, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => (folder === '.' ? entry.name : `${folder}/${entry.name}`))
      .sort()
  const place = (id: string, where: () => string): void => {
    const known = places.get(id)
    if (known) throw invalid(`${where()} repeats the id '${id}' of ${known()}.`)
    places.set(id, where)
  }
  /** A list of entries in one file or several. */
  async function list<T extends { id: string; lines?: { id: string }[] }>(
    schema: TSchema,
    ...files: string[]
  ): Promise<T[]> {
    const all: T[] = []
    for (const file of files) {
      const { value, where } = await read<T[]>(schema, file)
      for (const [i, { id, lines = [] }] of value.entries()) {
        place(id, () => where([i, 'id']))
        for (const [j, line] of lines.entries()) place(line.id, () => where([i, 'lines', j, 'id']))
      }
      all.push(...value)
    }
    return all
  }
  async function readRoles(): Promise<shape.RoleData[]> {
    const all: shape.RoleData[] = []
    for (const file of filesOf('roles')) {
      const { value: role, where } = await read<shape.RoleData>(shape.Role, file)
      place(role.id, () => where(['id']))
      for (const [i, { lines }] of role.sections.entries())
        for (const [j, line] of lines.entries()) place(line.id, () => where(['sections', i, 'lines', j, 'id']))
      all.push(role)
    }
    return all
  }
  async function readPaths(): Promise<shape.PathsData> {
    const { value, where } = await read<shape.PathsData>(shape.Paths, 'paths.yaml')
    // A rung may have the id of its role: steps, not links, name rungs.
    for (const [i, { id }] of value.rungs.entries()) place(`rung-${id}`, () => where(['rungs', i, 'id']))
    for (const [i, { id }] of value.notes.entries()) place(id, () => where(['notes', i, 'id']))
    return value
  }

  const figureFiles = filesOf('.').filter((file) => file.startsWith('figures-'))
  const parts = {
    sources: (await read<shape.SourceData[]>(shape.Sources, 'sources.yaml')).value,
    roles: await readRoles(),
    skills: await list<shape.SkillData>(shape.Skills, 'skills.yaml'),
    paths: await readPaths(),
    practices: await list<shape.PieceData>(shape.Pieces, ...filesOf('practices')),
    challenges: await list<shape.PieceData>(shape.Pieces, ...filesOf('challenges')),
    trends: await list<shape.PieceData>(shape.Pieces, 'trends.yaml'),
    advice: await list<shape.PieceData>(shape.Pieces, 'advice.yaml'),
    duties: await list<shape.DutyData>(shape.Duties, 'rhythm.yaml'),
    tools: await list<shape.ToolData>(shape.Tools, 'tools.yaml'),
    figures: (await list<shape.FigureData>(shape.Figures, ...figureFiles)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    contradictions: await list<shape.ContradictionData>(shape.Contradictions, 'contradictions.yaml'),
    missing: await list<shape.MissingData>(shape.Missing, 'missing.yaml'),
    here: (await read<shape.HereData>(shape.Here, 'here.yaml')).value,
  }
  const book = { ...parts, entries: new Map(allEntries(parts).map((entry) => [entry.id, entry])) }
  checkLinks(book, (id) => places.get(id)?.() ?? `'${id}'`)
  return book
}
