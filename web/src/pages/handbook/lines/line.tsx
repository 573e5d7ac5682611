/** One line of the handbook in a list: what it says, where it stands, where it is done here. */
import { useLocation } from '@tanstack/react-router'
import { useCopy } from '../../../parts/copy.tsx'
import { basePath } from '../../../place.ts'
import type { Check, LineOf } from '../asks.ts'
import { TEAM } from '../words.ts'
import { DoItHere } from './here.tsx'
import { Refs } from './refs.tsx'

interface OfLines {
  checks: Map<string, Check> | undefined
  /** Something to do: a line that this product does nothing about says so. */
  isToDo?: boolean
}

export const Lines = ({ lines, ...of }: OfLines & { lines: LineOf[] }) => (
  <ul className="book-lines">
    {lines.map((line) => (
      <Line key={line.id} line={line} {...of} />
    ))}
  </ul>
)

function Line({ line: { id, text, refs, source, here }, checks, isToDo }: OfLines & { line: LineOf }) {
  return (
    <Anchored id={id}>
      <p>
        {text}
        {source === 'team' && <span className="chip team">{TEAM}</span>}
      </p>
      <Refs id={id} refs={refs} />
      <Anchor id={id} />
      {(here || isToDo) && <DoItHere here={here ?? {}} checks={checks} />}
    </Anchored>
  )
}

/** A list item that an address may point at. */
export function Anchored({
  id,
  className = '',
  children,
}: {
  id: string
  className?: string
  children: React.ReactNode
}) {
  const isTarget = useLocation({ select: ({ hash }) => hash === id })
  return (
    <li id={id} className={`book-line ${className}${isTarget ? ' is-target' : ''}`}>
      {children}
    </li>
  )
}

/** Marks the place in the address and copies the link that leads there. */
export function Anchor({ id }: { id: string }) {
  const [copied, copy] = useCopy()
  const href = `${location.pathname}${location.search}#${id}`
  return (
    <a
      href={href}
      className="anchor"
      title="Copy the link to this line"
      onClick={() => copy(`${location.origin}${basePath}/handbook/lines/${id}`)}
    >
      <span aria-hidden="true">{copied ? '✓' : '#'}</span>
      <span className="seen-by-readers" aria-live="polite">
        {copied ? 'Link copied' : 'Copy the link to this line'}
      </span>
    </a>
  )
}
