/** Figures: filtered by the documents' own words, never merged; what is implausible is shown but counts nowhere. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { notFound } from '../../../lib/failure.ts'
import type { Book } from '../book/load.ts'
import type { FigureData } from '../book/shape.ts'
import { OWN_SECTOR } from '../contract/shapes.ts'
import type { handbook } from '../contract.ts'
import { sectorOf, type WorkspacePort, wordsOfWorkspace } from './sector.ts'
import { documentsOf, inWords, linesOf, toContradictions, toFigure, toPiece } from './wire.ts'

type Filter = Input<typeof handbook.figures>
type Key = keyof Reply<typeof handbook.figures>['facets']

/** What a filter compares with: a figure may name several places or companies. */
const VALUES: Record<Key, (figure: FigureData) => string[]> = {
  group: ({ group }) => [group],
  role: ({ role }) => (role === undefined ? [] : [role]),
  level: ({ level }) => (level === undefined ? [] : [level]),
  place: ({ places = [] }) => places,
  company: ({ companies = [] }) => companies,
  sector: ({ sectors = [] }) => sectors,
  source: ({ ref }) => [ref.slice(0, 3)],
}
const KEYS = Object.keys(VALUES) as Key[]

/** The values of which a figure must have one, by filter. */
type Wanted = Partial<Record<Key, string[]>>

const passes = (figure: FigureData, wanted: Wanted, except?: Key): boolean =>
  KEYS.every((key) => {
    const values = wanted[key]
    return key === except || values === undefined || VALUES[key](figure).some((value) => values.includes(value))
  })

/** The values that a filter can take beside the other filters, each with its number of figures. */
function facetOf(book: Book, wanted: Wanted, key: Key) {
  const counts = new Map<string, number>()
  for (const figure of book.figures)
    if (passes(figure, wanted, key))
      for (const value of VALUES[key](figure)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, figures]) => ({ value, figures }))
}

/** From where to where a picture of pay must reach. No average, and nothing implausible. */
function scaleOf(figures: FigureData[]): Reply<typeof handbook.figures>['scale'] {
  const counted = figures.filter(({ group, implausible }) => group === 'pay' && !implausible)
  const amounts = counted.flatMap(({ low, high, amount }) => [low, high, amount].filter((n) => n !== undefined))
  const currency = counted.find((figure) => figure.currency !== undefined)?.currency
  return amounts.length && currency ? { low: Math.min(...amounts), high: Math.max(...amounts), currency } : null
}

/** Of the advice, what belongs beside a band: not that on hiring or on remote work. */
const PAY_TALK = /^advice-(negotiation|pay-)/

type Workspace = Awaited<ReturnType<WorkspacePort>>

function readFilter(book: Book, filter: Filter, workspace: Workspace): Wanted {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [key, [value]])),
    ...(filter.sector === OWN_SECTOR && { sector: wordsOfWorkspace(book, workspace, filter.group) }),
  }
}

export function listFigures(
  book: Book,
  filter: Filter,
  workspace: Workspace,
  now: number,
): Reply<typeof handbook.figures> {
  const wanted = readFilter(book, filter, workspace)
  const found = book.figures.filter((figure) => passes(figure, wanted))
  const ofAnySector = book.figures.filter((figure) => passes(figure, wanted, 'sector'))
  const refs = found.map(({ ref }) => ref)
  const hasPay = found.some(({ group }) => group === 'pay')
  return {
    figures: found.map((figure) => toFigure(book, figure, now)),
    sources: documentsOf(refs),
    said_by: inWords(refs),
    implausible: found.filter(({ implausible }) => implausible).map(({ id }) => id),
    scale: scaleOf(found),
    facets: Object.fromEntries(KEYS.map((key) => [key, facetOf(book, wanted, key)])) as Reply<
      typeof handbook.figures
    >['facets'],
    workspace_sector: sectorOf(book, workspace, filter.group, ofAnySector),
    advice: hasPay ? book.advice.filter(({ id }) => PAY_TALK.test(id)).map((piece) => toPiece(book, piece)) : [],
  }
}

export function getFigure(book: Book, id: string, now: number): Reply<typeof handbook.figure> {
  const figure = book.figures.find((one) => one.id === id)
  if (!figure) throw notFound('Figure', id)
  const source = book.sources.find((one) => one.id === figure.ref.slice(0, 3))!
  const resting = [...book.entries.values()].filter(
    (entry) => entry.figures.includes(id) && entry.topic !== 'figures' && entry.topic !== 'contradictions',
  )
  return {
    figure: toFigure(book, figure, now),
    source: { id: source.id, title: source.title },
    contradictions: toContradictions(book, now, [id]),
    lines: linesOf(book, resting),
    dates: book.figures.filter(({ dated_by }) => dated_by === id).map((dated) => dated.id),
  }
}
