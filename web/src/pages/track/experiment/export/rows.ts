/** Runs and groups as rows of plain text: exact values, times with their zone, nothing where nothing is. */
import { numberOf } from '../../../../format/numbers.ts'
import type { Column, Group, Run } from '../columns.ts'

export type Rows = string[][]

const iso = (ms: Run['started_at']): string => (ms === null ? '' : new Date(Number(ms)).toISOString())

const OF_RUN: [name: string, of: (run: Run) => string][] = [
  ['run_id', ({ run_id }) => run_id],
  ['name', ({ name }) => name],
  ['state', ({ state }) => state],
  ['user', ({ user }) => user ?? ''],
  ['started_at', ({ started_at }) => iso(started_at)],
  ['ended_at', ({ ended_at }) => iso(ended_at)],
]

/** "NaN" and "Infinity" are values and say so. */
const exact = (value: number | string | null | undefined): string =>
  value === null || value === undefined ? '' : String(numberOf(value))

function cellOf(run: Run, { kind, name }: Column): string {
  if (kind === 'metrics') return exact(run.metrics[name]?.value)
  return kind === 'attribute' ? '' : (run[kind][name] ?? '')
}

/** What every run has, then the columns that are shown. */
export function rowsOfRuns(runs: Run[], columns: Column[], hasHeader = true): Rows {
  const keys = columns.filter(({ kind }) => kind !== 'attribute')
  const header = [...OF_RUN.map(([name]) => name), ...keys.map(({ id }) => id)]
  return [
    ...(hasHeader ? [header] : []),
    ...runs.map((run) => [...OF_RUN.map(([, of]) => of(run)), ...keys.map((column) => cellOf(run, column))]),
  ]
}

const OF_METRIC = ['mean', 'low_95', 'high_95', 'sd', 'n'] as const

export function rowsOfGroups(groups: Group[], by: string[], columns: Column[], hasHeader = true): Rows {
  const keys = columns.filter(({ kind, id }) => kind !== 'attribute' && !by.includes(id))
  const header = [
    ...by,
    'runs',
    'first_run_id',
    ...keys.flatMap(({ kind, id }) => (kind === 'metrics' ? OF_METRIC.map((part) => `${id} ${part}`) : [id])),
  ]
  const cells = (group: Group, { kind, name }: Column): string[] => {
    if (kind === 'attribute') return []
    if (kind !== 'metrics') return [group[kind][name] ?? '']
    const summary = group.metrics[name]
    if (!summary) return OF_METRIC.map(() => '')
    return [...[summary.mean, summary.low, summary.high, summary.sd].map(exact), String(summary.n)]
  }
  return [
    ...(hasHeader ? [header] : []),
    ...groups.map((group) => [
      ...group.key.map((value) => value ?? ''),
      String(group.runs),
      group.first.run_id,
      ...keys.flatMap((column) => cells(group, column)),
    ]),
  ]
}

/** RFC 4180: quotes where a comma, a quote or a line break stands; lines end as the rule says. */
export const toCsv = (rows: Rows): string =>
  rows
    .map(
      (row) => `${row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`,
    )
    .join('')

/** A table of Markdown, as wikis and issues show it; the first row is the header. */
export function toMarkdown([header, ...rows]: Rows): string {
  if (!header) return ''
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ')).join(' | ')} |\n`
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('')
}
