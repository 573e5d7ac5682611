/** From the book to what routes answer: lines with what is done here, figures with their age. */
import type { Static } from 'typebox'
import { notFound } from '../../../lib/failure.ts'
import type { Entry } from '../book/entries.ts'
import type { Book } from '../book/load.ts'
import type { FigureData, PieceData, SkillData } from '../book/shape.ts'
import type * as shapes from '../contract/shapes.ts'

export type Line = Static<typeof shapes.Line>
export type Figure = Static<typeof shapes.Figure>
export type Skill = Static<typeof shapes.Skill>
export type Piece = Static<typeof shapes.Piece>
export type Contradiction = Static<typeof shapes.Contradiction>

export const toLine = (book: Book, { id, text, refs, figures, skill, source }: Entry): Line => {
  const here = book.here[id]
  return { id, text, refs, figures, source, ...(skill !== undefined && { skill }), ...(here && { here }) }
}

export const getEntry = (book: Book, id: string): Entry => {
  const entry = book.entries.get(id)
  if (!entry) throw notFound('Line', id)
  return entry
}

export const linesOf = (book: Book, ids: { id: string }[]): Line[] =>
  ids.map(({ id }) => toLine(book, getEntry(book, id)))

export const toPiece = (book: Book, { id, title, lines }: PieceData): Piece => ({
  id,
  title,
  source: getEntry(book, lines[0]!.id).source,
  lines: linesOf(book, lines),
})

/** What ends on this names evidence that the product does not hold yet. */
const LATER = ', later'

export const toSkill = ({ evidence, ...skill }: SkillData): Skill => ({
  ...skill,
  evidence: evidence.filter((name) => !name.endsWith(LATER)),
  evidence_later: evidence.filter((name) => name.endsWith(LATER)).map((name) => name.slice(0, -LATER.length)),
})

/** A specialisation by its name in the catalogue; a team may name one that the catalogue lacks. */
export const nameOf = (book: Book, id: string): string => book.skills.find((skill) => skill.id === id)?.name ?? id

/** The year of a figure: its own, or that of the figure that dates it. */
const yearOf = (book: Book, { year, dated_by }: FigureData): number | undefined =>
  year ?? book.figures.find(({ id }) => id === dated_by)?.year

export function toFigure(book: Book, data: FigureData, now: number): Figure {
  const { places = [], companies = [], sectors = [], ...rest } = data
  const year = yearOf(book, data)
  const years_old = year === undefined ? undefined : new Date(now).getUTCFullYear() - year
  return {
    ...rest,
    said_by: inWords([data.ref]),
    places,
    companies,
    sectors,
    ...(year !== undefined && { year, years_old: years_old! }),
  }
}

export const figuresOf = (book: Book, ids: string[], now: number): Figure[] =>
  book.figures.filter(({ id }) => ids.includes(id)).map((figure) => toFigure(book, figure, now))

export const toContradictions = (book: Book, now: number, about?: string[]): Contradiction[] =>
  book.contradictions
    .filter(({ figures }) => !about || figures.some((id) => about.includes(id)))
    .map((data) => ({ ...data, figures: figuresOf(book, data.figures, now) }))

/** How many documents say a thing. */
export function inWords(refs: string[]): string {
  const { length } = documentsOf(refs)
  return length === 1 ? 'one source' : length === 0 ? 'no source' : `${length} sources`
}

/** The documents that refs name, once each, in their order. */
export const documentsOf = (refs: string[]): string[] => [...new Set(refs.map((ref) => ref.slice(0, 3)))].sort()
