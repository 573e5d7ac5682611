/** Files that no viewer knows: as text when they are some, else their first bytes. */
import { formatBytes } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Reading } from '../file-view.tsx'
import { useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { capNote, HEAD_NOTE } from '../words.ts'
import { looksLikeText } from './decode.ts'
import { Note } from './note.tsx'
import { TextViewer } from './text.tsx'

const HEAD = 4_096
const HEX_SHOWN = 1_024
const PER_LINE = 16

export function UnknownViewer({ file, view, onView }: ViewerOf) {
  const { data, error, refetch } = useSpan(file, file.bytes > HEAD ? [0, HEAD] : undefined)
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Reading />
  if (looksLikeText(data)) return <TextViewer file={file} view={view} onView={onView} />
  const head = data.subarray(0, HEX_SHOWN)
  return (
    <>
      <Note>
        <span>
          {HEAD_NOTE}{' '}
          {file.bytes > HEX_SHOWN ? capNote(HEX_SHOWN, file.bytes) : `All of its ${formatBytes(file.bytes)}.`}
        </span>
      </Note>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section className="file-lines" aria-label="First bytes" tabIndex={0}>
        <pre className="file-hex">{hexOf(head)}</pre>
      </section>
    </>
  )
}

/** "00000010  50 4b 03 04 …  PK.." */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const part = [...bytes.subarray(at, at + PER_LINE)]
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0'))
    const left = hex.slice(0, 8).join(' ')
    const right = hex.slice(8).join(' ')
    const letters = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${`${left}  ${right}`.padEnd(48)}  ${letters}`)
  }
  return lines.join('\n')
}
