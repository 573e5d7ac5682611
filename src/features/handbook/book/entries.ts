/** Everything in the handbook that has an id and words: what search finds and what `/handbook/lines/ID` shows. */
import type { Level, TopicId } from '../contract/shapes.ts'
import type { Book } from './load.ts'
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

/** The entries of all files, in the order of the topics. */
export function allEntries(book: Omit<Book, 'entries'>): Entry[] {
  const source = 'documents' as const
  const pieces = (topic: 'practices' | 'challenges' | 'trends' | 'advice'): Entry[] =>
    book[topic].flatMap(({ id, title, lines }) =>
      entriesOf(lines, { topic, title, href: `/handbook/${topic}`, source, piece: { id, title } }),
    )
  const roles = book.roles.flatMap(({ id, name, level, summary, summary_refs: refs, sections }) => {
    const about = { topic: 'roles' as const, href: `/handbook/roles/${id}`, source, role: { id, name, level } }
    return [
      ...entriesOf([{ id, text: summary, refs }], { ...about, title: name }).map((e) => ({ ...e, href: about.href })),
      ...sections.flatMap(({ title, lines }) => entriesOf(lines, { ...about, title: `${name}: ${title}` })),
    ]
  })
  const simple = (
    topic: Entry['topic'],
    lines: { id: string; title: string; text: string; refs?: string[] }[],
  ): Entry[] =>
    lines.flatMap(({ title, ...line }) => entriesOf([line], { topic, title, href: `/handbook/${topic}`, source }))
  return [
    ...roles,
    ...simple(
      'skills',
      book.skills.map(({ id, name, about, refs }) => ({ id, title: name, text: about, refs })),
    ),
    ...entriesOf(book.paths.notes, { topic: 'paths', title: 'Career paths', href: '/handbook/paths', source }),
    ...pieces('practices'),
    ...pieces('challenges'),
    ...simple(
      'rhythm',
      book.duties.map((duty) => ({ ...duty, title: 'Rhythm' })),
    ),
    ...pieces('trends'),
    ...simple(
      'tools',
      book.tools.map(({ id, name, what, refs }) => ({ id, title: name, text: what, refs })),
    ),
    ...pieces('advice'),
    ...book.figures.map(({ id, label, value, ref }) => ({
      ...entriesOf([{ id, text: value, refs: [ref], figures: [id] }], {
        topic: 'figures',
        title: label,
        href: `/handbook/figures/${id}`,
        source,
      })[0]!,
      href: `/handbook/figures/${id}`,
    })),
    ...simple(
      'contradictions',
      book.contradictions.map(({ id, topic, why, refs }) => ({ id, title: topic, text: why, refs })),
    ).map((entry) => ({ ...entry, figures: book.contradictions.find(({ id }) => id === entry.id)!.figures })),
    ...simple(
      'missing',
      book.missing.map((line) => ({ ...line, title: 'What the documents do not give' })),
    ),
  ]
}
