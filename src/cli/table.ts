/** Tables for people: columns aligned by what a terminal shows, long cells cut in the middle where space is short. */
import { paint, plain } from './output.ts'

export interface Column<Row> {
  title: string
  of(row: Row): string
  /** Numbers stand at the right. */
  right?: boolean
  /** Never cut: without all of it the cell says nothing. */
  whole?: boolean
  paint?(text: string, row: Row): string
}

const GAP = '  '
const LEAST = 8
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** East Asian wide characters and emoji take two cells; combining marks take none of their own. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

const split = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment)
const cells = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1)

/** How many cells of a terminal `text` takes. */
export const widthOf = (text: string): number =>
  /^[\x20-\x7e]*$/.test(text) ? text.length : split(text).reduce((sum, grapheme) => sum + cells(grapheme), 0)

/** The beginning and the end of a text that is too long, with … between them. */
export function cutMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const parts = split(text)
  const take = (from: string[], room: number): string[] => {
    let used = 0
    let end = 0
    for (; end < from.length && used + cells(from[end]!) <= room; end++) used += cells(from[end]!)
    return from.slice(0, end)
  }
  const head = take(parts, Math.ceil((width - 1) / 2))
  const tail = take(parts.slice(head.length).reverse(), Math.floor((width - 1) / 2)).reverse()
  return `${head.join('')}…${tail.join('')}`
}

/** Takes from the widest of the columns that may be cut until the table fits. */
function shrink(widths: number[], whole: boolean[], space: number): number[] {
  const fitted = [...widths]
  const total = (): number => fitted.reduce((sum, width) => sum + width, 0) + GAP.length * (fitted.length - 1)
  while (total() > space) {
    const free = fitted.map((width, i) => (whole[i] ? 0 : width))
    const widest = free.indexOf(Math.max(...free))
    if (free[widest]! <= LEAST) break
    fitted[widest]! -= 1
  }
  return fitted
}

const oneLine = (text: string): string => plain(text.replace(/[\t\n\r]+/g, ' '))

/** Lines without a newline at the end. Into a pipe nothing is cut: `space` is undefined there. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  space: number | undefined = process.stdout.columns,
): string {
  const texts = rows.map((row) => columns.map((column) => oneLine(column.of(row))))
  const natural = columns.map((column, i) => Math.max(widthOf(column.title), ...texts.map((line) => widthOf(line[i]!))))
  const widths =
    space === undefined
      ? natural
      : shrink(
          natural,
          columns.map(({ whole = false }) => whole),
          space,
        )
  const cell = (text: string, i: number, style: (shown: string) => string): string => {
    const shown = cutMiddle(text, widths[i]!)
    const room = ' '.repeat(Math.max(0, widths[i]! - widthOf(shown)))
    if (columns[i]!.right) return room + style(shown)
    return i === columns.length - 1 ? style(shown) : style(shown) + room
  }
  const head = columns.map(({ title }, i) => cell(title, i, (text) => paint('dim', text)))
  const body = texts.map((line, r) =>
    line.map((text, i) => cell(text, i, (shown) => columns[i]!.paint?.(shown, rows[r]!) ?? shown)),
  )
  return [head, ...body].map((line) => line.join(GAP).trimEnd()).join('\n')
}

/** What it is, what is known of it, and perhaps how that is coloured. */
export type Fact = readonly [string, string, ((text: string) => string)?]

/** Two columns without a head. */
export function facts(list: readonly Fact[]): string {
  const width = Math.max(...list.map(([name]) => widthOf(name)))
  const line = ([name, text, style = (shown) => shown]: Fact): string =>
    `${paint('dim', plain(name) + ' '.repeat(width - widthOf(name)))}${GAP}${style(plain(text))}`
  return list.map(line).join('\n')
}
