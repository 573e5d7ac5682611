/** The columns of the table of runs: which there are, which show first, how each sorts. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { table } from '../../../../../src/features/track/contract/table.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { writeKey } from '../../../../../src/lib/filter/write.ts'
import { isSeed } from '../../../../../src/lib/seeds.ts'
import { decimalsOf } from '../../../format/numbers.ts'
import { byWeight, directionOf } from '../headline.ts'

export type Run = Reply<typeof own.searchRuns>['runs'][number]
export type Keys = Reply<typeof table.keys>
export type Group = Reply<typeof table.groups>['groups'][number]

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
export const WIDTHS = { least: 64, most: 640, step: 16 } as const

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

/** What tells the newest runs apart, the most telling first; if nothing does, what there is. */
export function firstColumns({ telling, metrics, params }: Keys): string[] {
  const of = (kind: string, all: string[]): string[] => {
    const found = telling.flatMap((id) => (id.startsWith(`${kind}.`) ? [id.slice(kind.length + 1)] : []))
    return found.length ? found : all
  }
  return [
    'state',
    ...byWeight(of('metrics', metrics))
      .slice(0, MAX_FIRST_METRICS)
      .map((name) => `metrics.${name}`),
    ...byDepth(of('params', params))
      .slice(0, MAX_FIRST_PARAMS)
      .map((name) => `params.${name}`),
    'started',
    'duration',
    'user',
  ]
}

/** Short names before nested ones; seeds last, since they only repeat. */
const byDepth = (names: string[]): string[] => {
  const depth = (name: string): number => (isSeed(name) ? 100 : name.split(/[./]/).length)
  return [...names].sort((a, b) => depth(a) - depth(b))
}

/** Stands in the address for all columns there are: five hundred names would make it too long to be sent. */
export const ALL_COLUMNS = '*'

export const allColumns = (keys: Keys): string[] => [
  ...OPTIONAL_ATTRIBUTES,
  ...(['metrics', 'params', 'tags'] as const).flatMap((kind) =>
    keys[kind].filter((name) => kind !== 'tags' || isOfPeople(name)).map((name) => `${kind}.${name}`),
  ),
]

/** MLflow's own tags are no choice of people. */
export const isOfPeople = (tag: string): boolean => !tag.startsWith('mlflow.')

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

/** The server's words for a sort; undefined keeps the newest first. */
export function toOrderBy(sort: Sort | undefined): string[] | undefined {
  const column = sort && toColumn(sort.id)
  if (!column) return undefined
  const field =
    column.kind === 'attribute' ? `attributes.${ATTRIBUTES[column.id]!.field}` : writeKey(column.kind, column.name)
  return [`${field} ${sort.descending ? 'DESC' : 'ASC'}`]
}

/** What runs are grouped by, in the server's words. */
export const toGroupBy = (id: string): string => {
  const column = toColumn(id)
  if (!column) return 'attributes.configuration'
  return column.kind === 'attribute' ? `attributes.${ATTRIBUTES[column.id]!.field}` : writeKey(column.kind, column.name)
}

export interface Look {
  /** Numbers align right. */
  numeric: boolean
  decimals: number | undefined
}

/** How a column writes its values: numbers by what the server knows of all runs, decimals by those that are here. */
export function lookOf({ id, kind, name }: Column, runs: Run[], groups: Group[], numbers: Set<string>): Look {
  if (kind === 'attribute') return { numeric: id === 'duration' || id === 'started', decimals: undefined }
  const ofRuns = runs.flatMap(({ metrics }) => metrics[name]?.value ?? [])
  const ofGroups = groups.flatMap(({ metrics }) => metrics[name]?.mean ?? [])
  const decimals = kind === 'metrics' ? decimalsOf([...ofRuns, ...ofGroups]) : undefined
  return { numeric: kind === 'metrics' || (kind === 'params' && numbers.has(id)), decimals }
}

/** Widths that somebody chose, as the address has them: `metrics.val/auc:180`. */
export function parseWidths(list: string[]): Map<string, number> {
  return new Map(
    list.flatMap((text) => {
      const [, id, width] = /^(.+):(\d{2,4})$/s.exec(text) ?? []
      return id && width ? [[id, clampWidth(Number(width))] as const] : []
    }),
  )
}

export const clampWidth = (width: number): number => Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.round(width)))
