/** The sector of a workspace, met with the words that the documents have for sectors. */
import type { Static } from 'typebox'
import { invalid } from '../../../lib/failure.ts'
import type { Book } from '../book/load.ts'
import type { FigureData } from '../book/shape.ts'
import { type Group, OWN_SECTOR, type WorkspaceSector } from '../contract/shapes.ts'

/** What the handbook asks of a workspace; filled where features are wired. */
export type WorkspacePort = (workspace: number) => Promise<{ name: string; sector: string | null }>

type Workspace = Awaited<ReturnType<WorkspacePort>>

/** "Finance and Healthcare" names finance, and healthcare. */
const partsOf = (sector: string): string[] =>
  sector
    .toLowerCase()
    .split(/[,;/&]|\band\b/)
    .map((part) => part.trim())
    .filter(Boolean)

function meets(own: string, named: string): boolean {
  const parts = partsOf(named)
  return partsOf(own).some((part) => parts.includes(part))
}

const sectorsOf = (figures: FigureData[]): string[] => [...new Set(figures.flatMap(({ sectors = [] }) => sectors))]

const inGroup = ({ figures }: Book, group: Group | undefined): FigureData[] =>
  figures.filter((figure) => group === undefined || figure.group === group)

/** The documents' words that a sector of a workspace meets; none is as good an answer as any. */
export const wordsFor = (book: Book, sector: string, group: Group | undefined): string[] =>
  sectorsOf(inGroup(book, group)).filter((named) => meets(sector, named))

/** `workspace` in a filter, as the documents' own words. */
export function wordsOfWorkspace(book: Book, { name, sector }: Workspace, group: Group | undefined): string[] {
  if (sector) return wordsFor(book, sector, group)
  const known = sectorsOf(inGroup(book, group))
  throw invalid(
    `Parameter 'sector' is '${OWN_SECTOR}', but workspace '${name}' has no sector. Say which: bw workspaces set ${name} --sector "${known[0] ?? 'Finance'}".`,
  )
}

/** Of these figures, those of the workspace's sector, and in a sentence what the documents have for it. */
export function sectorOf(
  book: Book,
  { sector }: Workspace,
  group: Group | undefined,
  figures: FigureData[],
): Static<typeof WorkspaceSector> | null {
  if (!sector) return null
  const named = wordsFor(book, sector, group)
  const own = inGroup({ ...book, figures }, group).filter(({ sectors = [] }) =>
    sectors.some((one) => named.includes(one)),
  )
  return { sector, named, figures: own.map(({ id }) => id), says: sentenceOf(book, sector, group, named, own.length) }
}

function sentenceOf(book: Book, sector: string, group: Group | undefined, named: string[], own: number): string {
  const all = inGroup(book, group)
  const what = group === 'pay' ? 'pay' : 'figure'
  if (named.length === 0) {
    const others = sectorsOf(all)
    return others.length
      ? `The documents name no ${what} for ${sector}; they name ${others.join(', ')}.`
      : `The documents name no ${what} for ${sector}, nor for any other sector.`
  }
  const words = named.map((word) => `“${word}”`).join(', ')
  if (own) return `Your sector is ${sector}: ${words} in the documents.`
  const priced = all.filter(({ sectors = [] }) => sectors.some((one) => named.includes(one)))
  const roles = [...new Set(priced.flatMap(({ role }) => role ?? []))]
  return `For ${sector}, ${words} in the documents, they name no ${what} here${roles.length ? `, only for ${roles.join(', ')}` : ''}.`
}
