/** Everything in the handbook that has an id and words: what search finds and what `/handbook/lines/ID` shows. */
import type { Level, TopicId } from '../contract/shapes.ts'
import type { LineData } from './shape.ts'

export type Origin = 'documents' | 'team'

/** A line with where it stands. */
export interface Entry {
  id: string
  topic: TopicId
  /** What it stands under. */
  title: string
  text: string
  refs: string[]
  figures: string[]
  skill?: string
  role?: { id: string; name: string; level: Level }
  piece?: { id: string; title: string }
  href: string
  source: Origin
}

export interface LinesOf {
  topic: TopicId
  title: string
  href: string
  source: Origin
  role?: Entry['role']
  piece?: Entry['piece']
}

export const entriesOf = (lines: (Omit<LineData, 'refs'> & { refs?: string[] })[], about: LinesOf): Entry[] =>
  lines.map(({ id, text, refs = [], figures = [], skill }) => ({
    id,
    topic: about.topic,
    title: about.title,
    text,
    refs,
    figures,
    ...(skill !== undefined && { skill }),
    ...(about.role && { role: about.role }),
    ...(about.piece && { piece: about.piece }),
    href: `${about.href}#${id}`,
    source: about.source,
  }))
