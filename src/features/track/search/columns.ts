/** Which metrics, params and tags a list of runs is to carry: a table of ten columns needs no five hundred keys. */
import { invalid } from '../../../lib/failure.ts'

export const COLUMN_KINDS = ['metrics', 'params', 'tags'] as const
export type ColumnKind = (typeof COLUMN_KINDS)[number]

export type Columns = Record<ColumnKind, string[]>

/** Reads `metrics.val/auc`, `params.lr`, `tags.team`; undefined asks for all there are. */
export function parseColumns(list: string[] | undefined, parameter = 'columns'): Columns | undefined {
  if (!list) return undefined
  const columns: Columns = { metrics: [], params: [], tags: [] }
  for (const [i, text] of list.entries()) {
    const [, kind, name] = /^(metrics|params|tags)\.(.+)$/s.exec(text) ?? []
    if (!kind || !name)
      throw invalid(
        `Invalid value '${text.slice(0, 100)}' for parameter '${parameter}[${i}]': write metrics., params. or tags. and a key, ` +
          'such as metrics.loss. What every run has (its name, state and times) always comes along.',
      )
    columns[kind as ColumnKind].push(name)
  }
  return columns
}
