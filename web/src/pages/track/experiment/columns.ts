/** The columns of the table of runs: which there are, which show first, how each sorts. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { decimalsOf, numberOf } from '../../../format/numbers.ts'
import { byWeight, directionOf } from '../headline.ts'

export type Run = Reply<typeof own.searchRuns>['runs'][number]
export type Keys = Reply<typeof own.experiment>['keys']

export interface Column {
  /** As in the URL: `state`, `metrics.val/auc`, `params.lr`. */
  id: string
  kind: 'attribute' | 'metrics' | 'params' | 'tags'
  /** The key without its kind. */
  name: string
  label: string
  width: number
}

/** A column of the URL and whether the greatest comes first. */
export interface Sort {
  id: string
  descending: boolean
}

const ATTRIBUTES: Record<string, { label: string; field: string; width: number }> = {
  name: { label: 'Run', field: 'run_name', width: 232 },
  state: { label: 'State', field: 'status', width: 112 },
  started: { label: 'Started', field: 'start_time', width: 104 },
  duration: { label: 'Duration', field: 'duration', width: 112 },
  user: { label: 'User', field: 'user_id', width: 112 },
}

const MAX_FIRST_METRICS = 4
const MAX_FIRST_PARAMS = 4

export function toColumn(id: string): Column | undefined {
  const attribute = Object.hasOwn(ATTRIBUTES, id) ? ATTRIBUTES[id] : undefined
  if (attribute) return { id, kind: 'attribute', name: id, label: attribute.label, width: attribute.width }
  const [, kind, name] = /^(metrics|params|tags)\.(.+)$/s.exec(id) ?? []
  if (!kind || !name) return undefined
  const width = Math.min(176, Math.max(104, 40 + 7.5 * Math.min(name.length, 18)))
  return { id, kind: kind as Column['kind'], name, label: name, width }
}

/** `name` is always there, in front. */
export const OPTIONAL_ATTRIBUTES = ['state', 'started', 'duration', 'user']

/** What tells the runs apart: metrics and params that vary among them, the most telling first. */
export function firstColumns(runs: Run[]): string[] {
  const metrics = byWeight(varying(runs.map(({ metrics }) => mapValues(metrics, ({ value }) => String(value)))))
  const params = varying(runs.map(({ params }) => params))
  return [
    'state',
    ...metrics.slice(0, MAX_FIRST_METRICS).map((name) => `metrics.${name}`),
    ...params.slice(0, MAX_FIRST_PARAMS).map((name) => `params.${name}`),
    'started',
    'duration',
    'user',
  ]
}

const mapValues = <T, U>(from: Record<string, T>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]))

/** Names that most records have and whose values differ; if there are none, what comes nearest. */
function varying(records: Record<string, string>[]): string[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
  if (records.length < 2) return names
  const different = names.filter((name) => records.some((record) => record[name] !== records[0]![name]))
  const common = different.filter(
    (name) => 2 * records.filter((record) => Object.hasOwn(record, name)).length > records.length,
  )
  return common.length ? common : different.length ? different : names
}

export function parseSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined
  const descending = text.startsWith('-')
  return { id: descending ? text.slice(1) : text, descending }
}

/** The next sort on a click: the better direction first, then the other, then none. */
export function nextSort(column: Column, sort: Sort | undefined): string | undefined {
  const first = column.kind === 'metrics' ? directionOf(column.name) !== 'down' : column.id === 'started'
  if (sort?.id !== column.id) return first ? `-${column.id}` : column.id
  return sort.descending === first ? (first ? column.id : `-${column.id}`) : undefined
}

/** A key as the filter language reads any name. */
export const quoteKey = (kind: string, name: string): string => `${kind}.\`${name.replaceAll('`', '``')}\``

/** The server's words for a sort; undefined keeps the newest first. */
export function toOrderBy(sort: Sort | undefined): string[] | undefined {
  const column = sort && toColumn(sort.id)
  if (!column) return undefined
  const field =
    column.kind === 'attribute' ? `attributes.${ATTRIBUTES[column.id]!.field}` : quoteKey(column.kind, column.name)
  return [`${field} ${sort.descending ? 'DESC' : 'ASC'}`]
}

export interface Look {
  /** Numbers align right. */
  numeric: boolean
  decimals: number | undefined
}

/** How a column writes its values, given the runs that are loaded. */
export function lookOf(column: Column, runs: Run[]): Look {
  const values = column.kind === 'metrics' ? runs.flatMap(({ metrics }) => metrics[column.name]?.value ?? []) : []
  return { numeric: isNumeric(column, runs), decimals: decimalsOf(values) }
}

function isNumeric({ kind, id, name }: Column, runs: Run[]): boolean {
  if (kind === 'metrics' || id === 'duration' || id === 'started') return true
  if (kind !== 'params') return false
  const values = runs.flatMap(({ params }) => (params[name] === undefined ? [] : [params[name]]))
  return values.length > 0 && values.every((value) => value.trim() !== '' && !Number.isNaN(numberOf(value)))
}
