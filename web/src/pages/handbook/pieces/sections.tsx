/** Pieces of the handbook under each other, with their contents beside. */
import { useLocation } from '@tanstack/react-router'
import type { Check, Piece } from '../asks.ts'
import { Lines } from '../lines/line.tsx'
import { useTarget } from '../lines/target.ts'
import { TEAM } from '../words.ts'

interface Sections {
  pieces: Piece[]
  checks?: Map<string, Check> | undefined
  isToDo?: boolean
}

export function Sections({ pieces, checks, isToDo }: Sections) {
  const here = useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr })
  useTarget(true)
  return (
    <div className="with-contents">
      <div>
        {pieces.map(({ id, title, source, lines }) => (
          <section key={id} id={id} aria-label={title}>
            <h2>
              {title} <small className="num">{lines.length}</small>
              {source === 'team' && <span className="chip team">{TEAM}</span>}
            </h2>
            <Lines lines={lines} checks={checks} {...(isToDo && { isToDo })} />
          </section>
        ))}
      </div>
      <nav aria-label="On this page" className="contents">
        <b>On this page</b>
        {pieces.map(({ id, title, lines }) => (
          <a key={id} href={`${here}#${id}`}>
            {title} <span className="num low">{lines.length}</span>
          </a>
        ))}
      </nav>
    </div>
  )
}
