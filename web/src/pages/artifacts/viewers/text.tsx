/** Texts: code, logs, Markdown. Their first two megabytes, or their last. */
import { useMemo } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Reading } from '../file-view.tsx'
import { type ArtifactFile, type Span, useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { capNote, LATIN_NOTE } from '../words.ts'
import { decodeText, settleText } from './decode.ts'
import { Note, Ways } from './note.tsx'

export const TEXT_CAP = 2_000_000

const isLog = (path: string): boolean => /\.(log|out|err)$/i.test(path)

export function TextViewer({ file, view, onView }: ViewerOf) {
  const isCut = file.bytes > TEXT_CAP
  // The end of a log says how it went.
  const usual = isLog(file.path) ? 'end' : 'start'
  const part = view === 'end' || view === 'start' ? view : usual
  const span: Span | undefined = !isCut
    ? undefined
    : part === 'end'
      ? [file.bytes - TEXT_CAP, file.bytes]
      : [0, TEXT_CAP]
  return (
    <TextPart file={file} span={span}>
      {isCut && (
        <>
          <span>{capNote(TEXT_CAP, file.bytes, part === 'end' ? 'last' : 'first')}</span>
          <Ways
            label="Which part"
            ways={[
              [usual === 'start' ? undefined : 'start', 'Beginning'],
              [usual === 'end' ? undefined : 'end', 'End'],
            ]}
            view={view}
            onView={onView}
          />
        </>
      )}
    </TextPart>
  )
}

interface TextPartOf {
  file: ArtifactFile
  span: Span | undefined
  children?: React.ReactNode
}

export function TextPart({ file, span, children }: TextPartOf) {
  const { data, error, refetch } = useSpan(file, span)
  const decoded = useMemo(() => {
    if (!data) return undefined
    const { text, isLatin } = decodeText(data, {
      isStart: !span || span[0] === 0,
      isEnd: !span || span[1] >= file.bytes,
    })
    return { text: settleText(text), isLatin }
  }, [data, span, file.bytes])
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!decoded) return <Reading />
  return (
    <>
      {(children || decoded.isLatin) && (
        <Note>
          {children}
          {decoded.isLatin && <span>{LATIN_NOTE}</span>}
        </Note>
      )}
      {/* Line numbers of a part from the middle would be wrong. */}
      <Lines text={decoded.text} numbered={!span || span[0] === 0} isAtEnd={span !== undefined && span[0] > 0} />
    </>
  )
}

interface LinesOf {
  text: string
  numbered?: boolean
  /** Begins at the end, as for a log. */
  isAtEnd?: boolean
}

/** Two columns of one text each: quick however many lines, and found by the browser's own search. */
export function Lines({ text, numbered = true, isAtEnd = false }: LinesOf) {
  const count = useMemo(() => {
    let lines = 1
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
    return text.endsWith('\n') ? lines - 1 : lines
  }, [text])
  const numbers = useMemo(() => Array.from({ length: count }, (_, i) => i + 1).join('\n'), [count])
  if (text === '') return <Note>The file is empty.</Note>
  return (
    <section
      className="file-lines"
      aria-label={`${formatCount(count)} lines`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
      tabIndex={0}
      ref={(place) => {
        if (place && isAtEnd) place.scrollTop = place.scrollHeight
      }}
    >
      {numbered && (
        <pre aria-hidden="true" className="file-numbers">
          {numbers}
        </pre>
      )}
      <pre>{text}</pre>
    </section>
  )
}
