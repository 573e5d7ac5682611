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
  { label: 'Compare', to: '/handbook/compare' },
  { label: 'Paths', to: '/handbook/paths' },
  { label: 'Salaries', to: '/handbook/salaries' },
  { label: 'Trends', to: '/handbook/trends' },
  { label: 'Practices', to: '/handbook/practices' },
  { label: 'Challenges', to: '/handbook/challenges' },
  { label: 'Rhythm', to: '/handbook/rhythm' },
  { label: 'Tools', to: '/handbook/tools' },
]

/** Where the lines of a topic stand. */
export const TOPIC_PAGES: Record<TopicId, string> = {
  roles: '/handbook/roles',
  skills: '/handbook/skills',
  paths: '/handbook/paths',
  practices: '/handbook/practices',
  challenges: '/handbook/challenges',
  rhythm: '/handbook/rhythm',
  trends: '/handbook/trends',
  tools: '/handbook/tools',
  advice: '/handbook/advice',
  figures: '/handbook/salaries',
  contradictions: '/handbook/contradictions',
  missing: '/handbook/missing',
}

export const chapterOf = (label: string): Chapter => CHAPTERS.find((chapter) => chapter.label === label) ?? BOOK
