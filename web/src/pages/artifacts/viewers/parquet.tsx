/** Parquet: its columns and number of rows from its footer, then only the rows that are shown, by ranges. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../api.ts'
import { counted, formatBytes, formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { FIXED } from '../../../queries.ts'
import { Reading } from '../file-view.tsx'
import type { ViewerOf } from '../viewers.ts'
import { COLUMNS, ColumnPager, DataTable, firstRowOf, ROWS, RowPager, viewOfRow } from './data-table.tsx'
import { CannotShow, Note } from './note.tsx'
import { costOf, openParquet, readPage } from './parquet-file.ts'

/** Row groups may be large, and a part of one cannot always be read alone. */
const ASK_BEYOND = 32_000_000

export function ParquetViewer({ file, view, onView }: ViewerOf) {
  const [column, setColumn] = useState(0)
  const [allowed, setAllowed] = useState(ASK_BEYOND)
  const footer = useQuery({
    queryKey: ['parquet', file.root, file.path, file.digest],
    queryFn: ({ signal }) => openParquet(file, signal),
    staleTime: Number.POSITIVE_INFINITY,
    meta: FIXED,
    retry: false,
  })
  const opened = footer.data
  const from = opened ? Math.min(firstRowOf(view), Math.max(0, Math.floor((opened.rows - 1) / ROWS) * ROWS)) : 0
  const columns = opened?.columns.slice(column, column + COLUMNS) ?? []
  const cost = opened ? costOf(opened, columns, from, from + ROWS) : 0
  const page = useQuery({
    enabled: opened !== undefined && cost <= allowed,
    queryKey: ['parquet', file.root, file.path, file.digest, 'rows', from, column],
    queryFn: () => readPage(opened!, columns, from, from + ROWS),
    staleTime: Number.POSITIVE_INFINITY,
    meta: FIXED,
    gcTime: 60_000,
    retry: false,
  })
  if (footer.error instanceof ApiError) return <Problem error={footer.error} retry={() => void footer.refetch()} />
  if (footer.error) return <CannotShow why={`It is no Parquet file that can be read: ${footer.error.message}.`} />
  if (!opened) return <Reading />
  return (
    <>
      <Note>
        <RowPager
          from={from}
          shown={Math.min(ROWS, opened.rows - from)}
          all={opened.rows}
          onFrom={(row) => onView(viewOfRow(row))}
        />
        <ColumnPager first={column} all={opened.columns.length} onFirst={setColumn} />
        <span className="low">
          {counted(opened.columns.length, 'column')}, {counted(opened.groups, 'row group')}
          {opened.codecs.length > 0 && `, ${opened.codecs.join(', ')}`}
          {opened.madeBy && `; ${opened.madeBy}`}
        </span>
      </Note>
      {cost > allowed && (
        <Note>
          <span>
            To show these rows {formatBytes(cost)} must be read: the file keeps them together with{' '}
            {formatCount(opened.rows - ROWS)} others.
          </span>
          <button type="button" className="button small" onClick={() => setAllowed(Number.POSITIVE_INFINITY)}>
            Read {formatBytes(cost)}
          </button>
        </Note>
      )}
      {page.error ? (
        page.error instanceof ApiError ? (
          <Problem error={page.error} retry={() => void page.refetch()} />
        ) : (
          <CannotShow why={`These rows cannot be read: ${page.error.message}.`} />
        )
      ) : page.data ? (
        <DataTable label="Rows" columns={columns} rows={page.data} from={from} />
      ) : (
        cost <= allowed && <Reading />
      )}
    </>
  )
}
