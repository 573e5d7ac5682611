/** A document that has a tree: shown as that, or as it is written. */
import { useMemo } from 'react'
import { formatBytes } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Reading } from '../file-view.tsx'
import { useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { decodeText } from './decode.ts'
import { Note, Ways } from './note.tsx'
import { TextViewer } from './text.tsx'
import type { Value } from './tree-value.ts'
import { ValueTree } from './value-tree.tsx'

/** A tree needs the whole document; larger ones are shown as text, their first part. */
const TREE_CAP = 10_000_000

/** The source of a long document, its last part. */
const AT_END = 'source-end'

interface DocumentOf extends ViewerOf {
  read: (text: string) => Value
  usual: 'tree' | 'source'
  language: string
}

export function DocumentViewer({ read, usual, language, ...props }: DocumentOf) {
  const { file, view, onView } = props
  const isTooLarge = file.bytes > TREE_CAP
  const way = isTooLarge ? 'source' : (view?.split('-')[0] ?? usual)
  const source = usual === 'source' ? undefined : 'source'
  const note = isTooLarge
    ? `Shown as text: a tree is drawn up to ${formatBytes(TREE_CAP)}, this has ${formatBytes(file.bytes)}.`
    : undefined
  return (
    <>
      <Note>
        {note ? (
          <span>{note}</span>
        ) : (
          <Ways
            label="Show as"
            ways={[
              [usual === 'tree' ? undefined : 'tree', 'Tree'],
              [source, 'Source'],
            ]}
            view={view === AT_END ? source : view}
            onView={onView}
          />
        )}
      </Note>
      {way === 'source' ? (
        <TextViewer
          file={file}
          view={view === AT_END ? 'end' : undefined}
          onView={(part) => onView(part === 'end' ? AT_END : source)}
        />
      ) : (
        <DocumentTree {...props} read={read} language={language} />
      )}
    </>
  )
}

function DocumentTree({ read, language, ...props }: Omit<DocumentOf, 'usual'>) {
  const { data, error, refetch } = useSpan(props.file)
  const tree = useMemo(() => {
    if (!data) return undefined
    try {
      return { value: read(decodeText(data, { isStart: true, isEnd: true }).text) }
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }, [data, read])
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!tree) return <Reading />
  if (tree.value === undefined)
    return (
      <>
        <p className="file-note bad">
          It is not valid {language}: {tree.fault}
        </p>
        <TextViewer {...props} />
      </>
    )
  return <ValueTree value={tree.value} />
}
