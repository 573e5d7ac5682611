/** Takes the runs that match out of the page: copied, or as a file, in pages so that any number fits. */
import { useRef, useState } from 'react'
import { own } from '../../../../../../src/features/track/contract/own.ts'
import { table } from '../../../../../../src/features/track/contract/table.ts'
import { call } from '../../../../api.ts'
import { saveFile } from '../../../../parts/save-file.ts'
import { type Column, parseSort, toGroupBy, toOrderBy } from '../columns.ts'
import { groupOrder } from '../lines/use-lines.ts'
import { type Rows, rowsOfGroups, rowsOfRuns, toCsv } from './rows.ts'

export interface Exported {
  experimentId: string
  name: string
  filter: string | undefined
  sort: string | undefined
  group: string[]
  columns: Column[]
  /** Only these runs; all that match when there are none. */
  picked: string[]
}

const PAGE = 1_000
/** More would make a clipboard that nothing can paste. */
export const MOST_COPIED = 1_000

const keysOf = (columns: Column[]): string[] => columns.flatMap(({ kind, id }) => (kind === 'attribute' ? [] : [id]))

/** Rows page by page, the header with the first; `done` hears how many there are so far. */
async function* pagesOf(
  asked: Exported,
  most: number,
  done: (rows: number, total: number) => void,
): AsyncGenerator<Rows> {
  const { experimentId, filter, sort, group, columns, picked } = asked
  const list = picked.map((id) => `'${id}'`).join(', ')
  const base = {
    experiment_ids: [experimentId],
    filter: picked.length ? `attributes.run_id in (${list})` : filter,
    columns: keysOf(columns),
  }
  for (let offset = 0, total = 1; offset < Math.min(total, most); offset += PAGE) {
    const page = { ...base, offset, limit: Math.min(PAGE, most - offset) }
    if (group.length && !picked.length) {
      const order = groupOrder(sort, group)
      const reply = await call(table.groups, {
        ...page,
        group_by: group.map(toGroupBy),
        ...(order && { order_by: [order] }),
      })
      total = reply.total
      yield rowsOfGroups(reply.groups, group, columns, offset === 0)
    } else {
      const reply = await call(own.searchRuns, { ...page, order_by: toOrderBy(parseSort(sort)) })
      total = reply.total
      yield rowsOfRuns(reply.runs, columns, offset === 0)
    }
    done(Math.min(offset + PAGE, total), total)
  }
}

export function useExport(asked: Exported) {
  const [progress, setProgress] = useState<{ done: number; total: number }>()
  const [error, setError] = useState<unknown>()
  const latest = useRef(asked)
  latest.current = asked

  async function run<T>(work: (pages: AsyncGenerator<Rows>) => Promise<T>, most: number): Promise<T | undefined> {
    setError(undefined)
    try {
      return await work(pagesOf(latest.current, most, (done, total) => setProgress({ done, total })))
    } catch (failure) {
      setError(failure)
      return undefined
    } finally {
      setProgress(undefined)
    }
  }

  return {
    progress,
    error,
    /** The text of the first runs, for the clipboard. */
    text: (write: (rows: Rows) => string): Promise<string | undefined> =>
      run(async (pages) => {
        const rows: Rows = []
        for await (const page of pages) rows.push(...page)
        return write(rows)
      }, MOST_COPIED),
    download: (): Promise<void> =>
      run(async (pages) => {
        const parts: string[] = []
        for await (const page of pages) parts.push(toCsv(page))
        const name = latest.current.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || 'runs'
        saveFile(`${name}.csv`, new Blob(parts, { type: 'text/csv;charset=utf-8' }))
      }, Number.POSITIVE_INFINITY).then(() => undefined),
  }
}
