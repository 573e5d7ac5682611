/** Where rows and columns stand. Rows have one height and columns known widths, so that arithmetic is enough. */
import { type Column, toColumn } from '../columns.ts'

export const ROW = 33
export const HEAD = 31
/** In front of the name, in the same cell. */
export const SELECT = 36
export const NAME = toColumn('name')!
/** Rows and pixels that are drawn beyond the edges, so that a turn of the wheel shows no gap. */
const ROWS_BEYOND = 6
const PIXELS_BEYOND = 240

export interface Place {
  column: Column
  /** From the left edge of the table. */
  left: number
  width: number
  /** Counted from 1 over all columns, the name first. */
  number: number
}

/** A mean with its interval takes more than a value. */
const MEAN_WIDTH = 148

export function placesOf(
  columns: Column[],
  widths: Map<string, number>,
  isGrouped: boolean,
): { name: Place; places: Place[]; width: number } {
  const widthOf = ({ id, kind, width }: Column): number =>
    widths.get(id) ?? (isGrouped && kind === 'metrics' ? Math.max(width, MEAN_WIDTH) : width)
  const name: Place = { column: NAME, left: 0, width: SELECT + widthOf(NAME), number: 1 }
  let left = name.width
  const places = columns.map((column, i) => {
    const place = { column, left, width: widthOf(column), number: i + 2 }
    left += place.width
    return place
  })
  return { name, places, width: left }
}

/** The first and the last of the columns that are in view or nearly so; the last is -1 when there are none. */
export function columnsWithin(places: Place[], scrolled: number, width: number): [first: number, last: number] {
  const from = scrolled - PIXELS_BEYOND
  const to = scrolled + width + PIXELS_BEYOND
  const first = places.findIndex((place) => place.left + place.width > from)
  if (first < 0) return [0, -1]
  let last = first
  while (last + 1 < places.length && places[last + 1]!.left < to) last++
  return [first, last]
}

/** As many rows as the height needs, wherever they begin: elements then move instead of being made. */
export function rowsWithin(count: number, scrolled: number, height: number): [first: number, last: number] {
  const drawn = Math.ceil(height / ROW) + 1 + 2 * ROWS_BEYOND
  const first = Math.max(0, Math.min(Math.floor(scrolled / ROW) - ROWS_BEYOND, count - drawn))
  return [first, Math.min(count, first + drawn) - 1]
}
