/** NumPy arrays: their shape and type, and their first values. Python objects in one are never loaded. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../api.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { FIXED } from '../../../queries.ts'
import { Reading } from '../file-view.tsx'
import { readSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { COLUMNS, ColumnPager, DataTable, firstRowOf, ROWS, RowPager, viewOfRow } from './data-table.tsx'
import { CannotShow, Note } from './note.tsx'
import { readHead, readValues, spanOfRows } from './npy.ts'

const HEAD = 4_096
/** One row may be long: no more is read for a page. */
const CAP = 8_000_000

export function NumpyViewer({ file, view, onView }: ViewerOf) {
  const [column, setColumn] = useState(0)
  const head = useQuery({
    queryKey: ['npy', file.root, file.path, file.digest],
    queryFn: async ({ signal }) => readHead(await readSpan(file, [0, Math.min(HEAD, file.bytes)], signal)),
    staleTime: Number.POSITIVE_INFINITY,
    meta: FIXED,
    retry: false,
  })
  const array = head.data
  const from = array ? Math.min(firstRowOf(view), Math.max(0, Math.floor((array.rows - 1) / ROWS) * ROWS)) : 0
  const span = array && spanOfRows(array, from, Math.min(array.rows, from + ROWS))
  const isTooLong = span !== undefined && span[1] - span[0] > CAP
  const page = useQuery({
    enabled: span !== undefined && !isTooLong,
    queryKey: ['npy', file.root, file.path, file.digest, 'rows', from],
    queryFn: async ({ signal }) => readValues(array!, await readSpan(file, span!, signal)),
    staleTime: Number.POSITIVE_INFINITY,
    meta: FIXED,
    gcTime: 60_000,
  })
  if (head.error instanceof ApiError) return <Problem error={head.error} retry={() => void head.refetch()} />
  if (head.error) return <CannotShow why={head.error.message} />
  if (!array) return <Reading />
  const about = (
    <span>
      {array.type} of shape ({array.shape.join(', ')}){array.isFortran && ', in Fortran order'}.
    </span>
  )
  if (!span || isTooLong)
    return (
      <Note>
        {about}
        <span>
          {isTooLong
            ? 'A row of it is too long to be shown.'
            : array.isFortran
              ? 'Values in Fortran order are not shown.'
              : 'Values of this type are not shown.'}
        </span>
      </Note>
    )
  const columns = Array.from({ length: Math.min(COLUMNS, array.columns - column) }, (_, i) => ({
    name: array.shape.length < 2 ? 'value' : String(column + i),
  }))
  return (
    <>
      <Note>
        {about}
        <RowPager
          from={from}
          shown={Math.min(ROWS, array.rows - from)}
          all={array.rows}
          onFrom={(row) => onView(viewOfRow(row))}
        />
        <ColumnPager first={column} all={array.columns} onFirst={setColumn} />
        {array.shape.length > 2 && (
          <span className="low">Each row is one of {formatCount(array.rows)}, flattened.</span>
        )}
      </Note>
      {page.error ? (
        <Problem error={page.error} retry={() => void page.refetch()} />
      ) : page.data ? (
        <DataTable
          label="Values"
          columns={columns}
          rows={page.data.map((row) => row.slice(column, column + COLUMNS))}
          from={from}
        />
      ) : (
        <Reading />
      )}
    </>
  )
}
