/** Notebooks: cells as text, outputs as text and pictures. Their HTML and scripts are not run. */
import { useMemo } from 'react'
import { counted, formatBytes, formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Reading } from '../file-view.tsx'
import { useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { decodeText, settleText } from './decode.ts'
import { Note, Ways } from './note.tsx'
import { TextViewer } from './text.tsx'

const CAP = 20_000_000
const MOST_CELLS = 500
const MOST_LETTERS = 20_000

type Text = string | string[]

interface Output {
  output_type: string
  text?: Text
  name?: string
  data?: Record<string, Text>
  ename?: string
  evalue?: string
  traceback?: string[]
}

interface Cell {
  cell_type: string
  source?: Text
  execution_count?: number | null
  outputs?: Output[]
}

const joined = (text: Text | undefined): string => (Array.isArray(text) ? text.join('') : (text ?? ''))

const shortened = (text: string): string =>
  text.length > MOST_LETTERS
    ? `${text.slice(0, MOST_LETTERS)}\n… ${formatCount(text.length - MOST_LETTERS)} more characters`
    : text

function readCells(text: string): Cell[] {
  const { cells, worksheets } = JSON.parse(text) as { cells?: Cell[]; worksheets?: { cells?: Cell[] }[] }
  const found = cells ?? worksheets?.flatMap((sheet) => sheet.cells ?? [])
  if (!Array.isArray(found)) throw new Error('it has no cells')
  return found
}

export function NotebookViewer({ file, view, onView }: ViewerOf) {
  const isTooLarge = file.bytes > CAP
  const { data, error, refetch } = useSpan(file, isTooLarge ? [0, 1] : undefined)
  const read = useMemo(() => {
    if (!data || isTooLarge) return undefined
    try {
      return { cells: readCells(decodeText(data, { isStart: true, isEnd: true }).text) }
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }, [data, isTooLarge])
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Reading />
  const cells = read?.cells
  if (!cells || view === 'source')
    return (
      <>
        <Note>
          {isTooLarge && <span>Shown as text: cells are drawn up to {formatBytes(CAP)}.</span>}
          {read?.fault && <span className="bad">It is not a notebook: {read.fault}.</span>}
          {cells && <NotebookWays view={view} onView={onView} />}
        </Note>
        <TextViewer file={file} view={undefined} onView={() => undefined} />
      </>
    )
  return (
    <>
      <Note>
        <span>
          {counted(cells.length, 'cell')}
          {cells.length > MOST_CELLS && `, the first ${formatCount(MOST_CELLS)} shown`}. HTML in outputs is not run.
        </span>
        <NotebookWays view={view} onView={onView} />
      </Note>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section className="notebook" aria-label="Cells" tabIndex={0}>
        {cells.slice(0, MOST_CELLS).map((cell, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <CellView key={i} cell={cell} />
        ))}
      </section>
    </>
  )
}

const NotebookWays = ({ view, onView }: Pick<ViewerOf, 'view' | 'onView'>) => (
  <Ways
    label="Show as"
    ways={[
      [undefined, 'Cells'],
      ['source', 'Source'],
    ]}
    view={view}
    onView={onView}
  />
)

function CellView({ cell }: { cell: Cell }) {
  const isCode = cell.cell_type === 'code'
  const source = joined(cell.source)
  return (
    <div className={`notebook-cell ${isCode ? 'notebook-code' : 'notebook-text'}`}>
      <span className="notebook-count" aria-hidden="true">
        {isCode ? `[${cell.execution_count ?? ' '}]` : ''}
      </span>
      <div>
        {source !== '' && <pre>{shortened(source)}</pre>}
        {cell.outputs?.map((output, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an output is its place
          <OutputView key={i} output={output} />
        ))}
      </div>
    </div>
  )
}

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

function OutputView({ output }: { output: Output }) {
  if (output.output_type === 'error')
    return (
      <pre className="notebook-output bad">
        {settleText((output.traceback ?? []).join('\n')) || `${output.ename}: ${output.evalue}`}
      </pre>
    )
  if (output.output_type === 'stream')
    return (
      <pre className={`notebook-output${output.name === 'stderr' ? ' low' : ''}`}>
        {shortened(settleText(joined(output.text)))}
      </pre>
    )
  const data = output.data ?? {}
  const picture = PICTURES.find((type) => data[type])
  const plain = joined(data['text/plain'])
  // Only letters of base64: nothing of the file gets into the address otherwise.
  const address = picture
    ? `data:${picture};base64,${joined(data[picture]).replace(/[^A-Za-z0-9+/=]/g, '')}`
    : data['image/svg+xml']
      ? `data:image/svg+xml,${encodeURIComponent(joined(data['image/svg+xml']))}`
      : undefined
  if (address) return <img className="notebook-output" src={address} alt={plain || 'output of the cell'} />
  if (plain) return <pre className="notebook-output">{shortened(settleText(plain))}</pre>
  const kinds = Object.keys(data)
  return kinds.length ? <p className="notebook-output low">Not shown: {kinds.join(', ')}.</p> : null
}
