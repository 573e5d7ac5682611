/** The chapters of the handbook, in the order in which they stand above each of its pages. */
import type { TopicId } from '../../../../src/features/handbook/contract/shapes.ts'

export interface Chapter {
  label: string
  to: string
}

export const BOOK: Chapter = { label: 'Handbook', to: '/handbook' }

export const CHAPTERS: Chapter[] = [
  { label: 'Overview', to: '/handbook' },
  { label: 'Roles', to: '/handbook/roles' },
  { label: 'Skills', to: '/handbook/skills' },
  { label: 'Salaries', to: '/handbook/salaries' },
  { label: 'Trends', to: '/handbook/trends' },
  { label: 'Practices', to: '/handbook/practices' },
  { label: 'Challenges', to: '/handbook/challenges' },
  { label: 'Tools', to: '/handbook/tools' },
]

/** Where the lines of a topic stand; a topic without a chapter of its own is part of another. */
export const TOPIC_PAGES: Partial<Record<TopicId, string>> = {
  roles: '/handbook/roles',
  skills: '/handbook/skills',
  practices: '/handbook/practices',
  challenges: '/handbook/challenges',
  trends: '/handbook/trends',
  tools: '/handbook/tools',
  advice: '/handbook/advice',
  figures: '/handbook/salaries',
  contradictions: '/handbook/contradictions',
  missing: '/handbook/missing',
}

export const chapterOf = (label: string): Chapter => CHAPTERS.find((chapter) => chapter.label === label) ?? BOOK
