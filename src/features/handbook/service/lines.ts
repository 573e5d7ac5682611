/** The handbook as a whole: its topics, one line with all that it links to, and search over everything. */
import type { Input, Reply } from '../../../lib/contract.ts'
import type { Source } from '../../../lib/source.ts'
import type { Entry } from '../book/entries.ts'
import type { Book } from '../book/load.ts'
import { TOPICS, type TopicId } from '../contract/shapes.ts'
import type { handbook } from '../contract.ts'
import { documentsOf, figuresOf, getEntry, toContradictions, toLine, toSkill } from './wire.ts'

const TITLES: Record<TopicId, { title: string; about: string }> = {
  roles: { title: 'Roles', about: 'what each does, needs and leads to' },
  skills: { title: 'Skills', about: 'the catalogue, with levels and what may show them' },
  paths: { title: 'Career paths', about: 'every ladder of the documents as one graph' },
  practices: { title: 'Practices', about: 'what the documents recommend, and where it is done here' },
  challenges: { title: 'Challenges', about: 'what they warn of, and what helps' },
  rhythm: { title: 'Rhythm', about: 'duties that come round, ticked off by what happens' },
  trends: { title: 'Trends', about: 'where the documents see the field going' },
  tools: { title: 'Tools', about: 'what they name, and how each meets this product' },
  advice: { title: 'Pay talks', about: 'what pay is made of, what moves it, how to talk about it' },
  figures: { title: 'Figures', about: 'pay, market, years of experience and dates, word for word' },
  contradictions: { title: 'Contradictions', about: 'where the documents disagree, side by side' },
  missing: { title: 'What is missing', about: 'what no document gives' },
}

/** Topics count their entries; roles and paths count what a reader would. */
function countOf(book: Book, topic: TopicId): number {
  if (topic === 'roles') return book.roles.length
  if (topic === 'paths') return book.paths.rungs.length
  return [...book.entries.values()].filter((entry) => entry.topic === topic).length
}

export const overview = (book: Book, overlaid: boolean): Reply<typeof handbook.overview> => ({
  topics: TOPICS.map((id) => ({ id, ...TITLES[id], count: countOf(book, id) })),
  sources: book.sources.map((source) => ({
    ...source,
    lines: [...book.entries.values()].filter(({ refs }) => documentsOf(refs).includes(source.id)).length,
  })),
  lines: book.entries.size,
  overlaid,
})

export function showLine(book: Book, id: string, now: number): Omit<Reply<typeof handbook.line>, 'check'> {
  const entry = getEntry(book, id)
  const skill = book.skills.find((one) => one.id === (entry.topic === 'skills' ? id : entry.skill))
  const documents = documentsOf(entry.refs)
  return {
    line: toLine(book, entry),
    topic: entry.topic,
    title: entry.title,
    href: entry.href,
    ...(entry.role && { role: { id: entry.role.id, name: entry.role.name } }),
    ...(entry.piece && { piece: entry.piece }),
    sources: book.sources
      .filter((source) => documents.includes(source.id))
      .map((source) => ({ id: source.id, title: source.title })),
    ...(skill && { skill: toSkill(skill) }),
    figures: figuresOf(book, entry.figures, now),
    contradictions: toContradictions(book, now, entry.figures),
    also: [...book.entries.values()]
      .filter((other) => other.id !== id && other.refs.some((ref) => entry.refs.includes(ref)))
      .map((other) => ({ id: other.id, topic: other.topic, title: other.title, text: other.text })),
  }
}

const DEFAULT_LIMIT = 20

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const wordsOf = (text: string): string[] => fold(text).split(/\s+/).filter(Boolean)

/** Lower is better: the id itself, words of the title, the beginning of the text, anywhere. */
function rankOf(entry: Entry, words: string[], whole: string): number {
  if (entry.id === whole || entry.refs.includes(whole)) return 0
  const title = fold(entry.title)
  if (title === whole) return 1
  if (words.every((word) => title.includes(word))) return 2
  const text = fold(entry.text)
  return text.includes(whole) ? 3 : words.every((word) => text.includes(word)) ? 4 : 5
}

export function search(
  book: Book,
  { q, topic, limit = DEFAULT_LIMIT }: Input<typeof handbook.search>,
): Reply<typeof handbook.search> {
  const words = wordsOf(q)
  const whole = words.join(' ')
  if (words.length === 0) return { found: [], total: 0 }
  const hits = [...book.entries.values()]
    .filter((entry) => topic === undefined || entry.topic === topic)
    .filter((entry) => {
      const text = fold(`${entry.id} ${entry.title} ${entry.text} ${entry.refs.join(' ')}`)
      return words.every((word) => text.includes(word))
    })
    .map((entry, i) => ({ entry, rank: rankOf(entry, words, whole), i }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
  return {
    found: hits.slice(0, limit).map(({ entry: { id, topic, title, text, refs, href } }) => ({
      id,
      topic,
      title,
      text,
      refs,
      href,
    })),
    total: hits.length,
  }
}

/** What a search over everything finds in the handbook. */
export const searchSource =
  (bookOf: (workspace: number) => Promise<Book>): Source =>
  async (workspace, q, limit) => {
    const { found } = search(await bookOf(workspace), { q, limit })
    return found.map(({ id, title, text }) => ({
      group: 'Handbook',
      title: text,
      note: title,
      href: `/handbook/lines/${id}`,
    }))
  }
