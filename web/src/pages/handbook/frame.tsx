/** What all pages of the handbook share: the chapters above, the place in the book, what follows live. */
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { useKeys } from '../../parts/keys.ts'
import { To } from '../../parts/link.tsx'
import { usePage } from '../../parts/page.tsx'
import { moveFocus } from '../track/move-focus.ts'
import { useFollowing, useOverlay } from './asks.ts'
import { BOOK, CHAPTERS, type Chapter } from './chapters.ts'
import './contents.css'
import './handbook.css'

interface Frame {
  /** The chapter that is open. */
  chapter: Chapter['label']
  /** The page within the chapter, if it is not the chapter itself. */
  title?: string
  children: ReactNode
}

/** What j and k go through: the way from each line to all about it. */
const LINES = '.book-line a.refs, .topics a, .main-roles a'

export function Frame({ chapter, title, children }: Frame) {
  useFollowing()
  const { data } = useOverlay()
  const problem = data?.overlay?.problem
  useKeys({ j: () => moveFocus(LINES, 1), k: () => moveFocus(LINES, -1) })
  const nav = useRef<HTMLElement>(null)
  const open = CHAPTERS.find(({ label }) => label === chapter)
  const isBook = chapter === CHAPTERS[0]!.label
  usePage(title ?? (isBook ? BOOK.label : chapter), [
    isBook && !title ? { label: BOOK.label } : BOOK,
    ...(isBook ? [] : [title && open ? open : { label: chapter }]),
    ...(title ? [{ label: title }] : []),
  ])
  useEffect(() => {
    if (chapter) nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [chapter])
  return (
    <div className="book">
      <nav ref={nav} aria-label="Chapters of the handbook" className="chapters">
        {CHAPTERS.map(({ label, to }) => (
          <To
            key={to}
            to={to}
            {...(label === chapter && { 'aria-current': title ? ('true' as const) : ('page' as const) })}
          >
            {label}
          </To>
        ))}
      </nav>
      {problem && (
        <p className="overlay-problem" role="status">
          <b>Your team’s overlay no longer fits this version.</b> {problem} Until it is put right the documents stand
          alone.
        </p>
      )}
      {children}
    </div>
  )
}
