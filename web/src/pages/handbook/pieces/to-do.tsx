/** A page of things to do: how much of them is done here, then each with its place and its evidence. */
import type { UseQueryResult } from '@tanstack/react-query'
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook } from '../as-code.tsx'
import { type Piece, useChecks } from '../asks.ts'
import type { Chapter } from '../chapters.ts'
import { Frame } from '../frame.tsx'
import { PartsBar } from '../lines/parts-bar.tsx'
import { SHOWS, type Show } from '../routes.ts'
import { doneOf, LOOKS, type Share } from './done.ts'
import { Sections } from './sections.tsx'

interface ToDo {
  chapter: Chapter
  query: UseQueryResult<{ pieces: Piece[] }>
  show: Show | undefined
  answer: (lines: number, topics: number, shares: Share[]) => string
}

export function ToDo({ chapter, query: { data, error, refetch }, show, answer }: ToDo) {
  const checks = useChecks()
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const isThere = data !== undefined && checks !== undefined
  const lines = data?.pieces.flatMap((piece) => piece.lines) ?? []
  const shares = SHOWS.map((each) => ({
    show: each,
    lines: isThere ? lines.filter((line) => doneOf(line, checks) === each).length : 0,
  }))
  const shown = isThere
    ? data.pieces
        .map((piece) => ({ ...piece, lines: piece.lines.filter((line) => !show || doneOf(line, checks) === show) }))
        .filter((piece) => piece.lines.length > 0)
    : []
  return (
    <Frame chapter={chapter.label}>
      <Head
        kind="Handbook"
        title={chapter.label}
        actions={<CopyBook path={`/${chapter.label.toLowerCase()}`} command={[chapter.label.toLowerCase()]} />}
        answer={isThere ? answer(lines.length, data.pieces.length, shares) : ''}
        phoneLines={[4, 0]}
      />
      {isThere ? (
        <>
          <PartsBar
            label="Show by what is done here"
            parts={shares.map((share) => ({
              ...LOOKS[share.show],
              count: share.lines,
              to: pathOf(chapter.to, { show: share.show }),
              isOn: share.show === show,
            }))}
            all={chapter.to}
          />
          {shown.length ? (
            <Sections pieces={shown} checks={checks} isToDo />
          ) : (
            <p className="answer-more">No line is in this state any more.</p>
          )}
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 1_200, paddingTop: 20 }}>
          <Bone width="100%" height={12} />
        </div>
      )}
    </Frame>
  )
}
