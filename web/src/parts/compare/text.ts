/** A comparison as text for elsewhere: Markdown for a review, CSV for a sheet. */
import type { Row } from './rows.ts'

export interface Part {
  title: string
  rows: readonly Row[]
}

interface Table {
  names: readonly string[]
  parts: readonly Part[]
  isFlipped: boolean
}

const shown = (row: Row, i: number): string => row.cells[i]!.text ?? row.cells[i]!.absent ?? ''

const lines = ({ names, parts, isFlipped }: Table, part: Part): string[][] => {
  const head = [part.title, ...names]
  const body = part.rows.map((row) => [row.name, ...names.map((_, i) => shown(row, i))])
  const straight = [head, ...body]
  return isFlipped && parts.length ? head.map((_, column) => straight.map((line) => line[column]!)) : straight
}

const inMarkdown = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')

export const toMarkdown = (table: Table): string =>
  table.parts
    .map((part) => {
      const [head, ...body] = lines(table, part)
      const line = (cells: string[]): string => `| ${cells.map(inMarkdown).join(' | ')} |`
      return [line(head!), `|${head!.map((_, i) => (i ? '---:' : '---')).join('|')}|`, ...body.map(line)].join('\n')
    })
    .join('\n\n')

const inCsv = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** One table for all parts: what part a row belongs to stands in front. */
export function toCsv({ names, parts, isFlipped }: Table): string {
  const body = parts.flatMap(({ title, rows }) =>
    rows.map((row) => [title, row.name, ...names.map((_, i) => row.cells[i]!.text ?? '')]),
  )
  const straight = [['section', 'key', ...names], ...body]
  const all = isFlipped ? straight[0]!.map((_, column) => straight.map((line) => line[column]!)) : straight
  return `${all.map((line) => line.map(inCsv).join(',')).join('\n')}\n`
}
