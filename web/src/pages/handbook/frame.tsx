/** What all pages of the handbook share: the chapters above, the place in the book, what follows live. */
import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { To } from '../../parts/link.tsx'
import { usePage } from '../../parts/page.tsx'
import { useFollowing } from './asks.ts'
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

export function Frame({ chapter, title, children }: Frame) {
  useFollowing()
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
      {children}
    </div>
  )
}
