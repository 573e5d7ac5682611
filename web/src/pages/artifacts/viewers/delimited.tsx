/** CSV and TSV as tables: their first megabyte is read, more on demand. */
import Papa from 'papaparse'
import { useMemo, useState } from 'react'
import { Problem } from '../../../parts/problem.tsx'
import { Reading } from '../file-view.tsx'
import { useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { capNote, LATIN_NOTE } from '../words.ts'
import { COLUMNS, ColumnPager, DataTable, firstRowOf, ROWS, RowPager, viewOfRow } from './data-table.tsx'
import { decodeText } from './decode.ts'
import { Note } from './note.tsx'

const FIRST = 1_000_000
/** Beyond, a spreadsheet or a script is the better reader. */
const CAP = 8_000_000

/** Rows of the part that was read; the last one is left out when it may be cut. */
export function readRows(text: string, isWhole: boolean, isTabs: boolean): string[][] {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', ...(isTabs && { delimiter: '\t' }) })
  return isWhole ? data : data.slice(0, -1)
}

/** Names stand above numbers or other texts; a row of numbers names nothing. */
const isHead = (row: string[]): boolean => row.some((cell) => cell.trim() !== '' && Number.isNaN(Number(cell)))

export function DelimitedViewer({ file, view, onView }: ViewerOf) {
  const [readTo, setReadTo] = useState(FIRST)
  const [column, setColumn] = useState(0)
  const isWhole = file.bytes <= readTo
  const { data, error, refetch } = useSpan(file, isWhole ? undefined : [0, readTo])
  const parsed = useMemo(() => {
    if (!data) return undefined
    const { text, isLatin } = decodeText(data, { isStart: true, isEnd: isWhole })
    const rows = readRows(text.replace(/^\ufeff/, ''), isWhole, /\.tsv$/i.test(file.path))
    const hasHead = rows.length > 0 && isHead(rows[0]!)
    const width = rows.slice(0, 1_000).reduce((most, row) => Math.max(most, row.length), 0)
    const columns = Array.from({ length: width }, (_, i) => ({
      name: (hasHead ? rows[0]![i]?.trim() : '') || `column ${i + 1}`,
    }))
    return { columns, rows: hasHead ? rows.slice(1) : rows, isLatin }
  }, [data, isWhole, file.path])
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!parsed) return <Reading />
  const { columns, rows, isLatin } = parsed
  const from = Math.min(firstRowOf(view), Math.max(0, Math.floor((rows.length - 1) / ROWS) * ROWS))
  const page = rows.slice(from, from + ROWS)
  return (
    <>
      <Note>
        <RowPager from={from} shown={page.length} all={rows.length} onFrom={(row) => onView(viewOfRow(row))} />
        {!isWhole && <span>{capNote(readTo, file.bytes)}</span>}
        {!isWhole && readTo < CAP && (
          <button type="button" className="button small" onClick={() => setReadTo(CAP)}>
            Read more
          </button>
        )}
        <ColumnPager first={column} all={columns.length} onFirst={setColumn} />
        {isLatin && <span>{LATIN_NOTE}</span>}
      </Note>
      <DataTable
        label="Rows"
        columns={columns.slice(column, column + COLUMNS)}
        rows={page.map((row) => row.slice(column, column + COLUMNS))}
        from={from}
      />
    </>
  )
}
