/** What the first start asks and offers. */
import type { AnswersFor } from '../../../../../src/features/access/contract/workspaces.ts'

export const QUESTION = 'What do you answer for?'
export const QUESTION_MORE =
  'It orders your first page and opens the handbook at your role. Nothing is hidden from you, and you can change it any time.'
export const SKIP = 'I would rather not say'

interface Role {
  name: string
  /** The article. */
  a: string
  /** The question that this reader comes with. */
  asks: string
}

export const ROLES: Record<Exclude<AnswersFor, 'none'>, Role> = {
  'ml-engineering-team-lead': {
    name: 'ML engineering team lead',
    a: 'an',
    asks: 'A team of engineers and what it delivers: who is stuck, what ships, what it brought.',
  },
  'ml-tech-lead': {
    name: 'ML tech lead',
    a: 'an',
    asks: 'The technical direction: which approach holds, what is safe to ship, what broke and why.',
  },
  'lead-machine-learning-engineer': {
    name: 'lead machine learning engineer',
    a: 'a',
    asks: 'Models from data to production, your own and those of the engineers around you.',
  },
  'ml-engineering-manager': {
    name: 'ML engineering manager',
    a: 'an',
    asks: 'People, plan and budget: which goals are on course, where hours and money go.',
  },
  'lead-ml-performance-engineer': {
    name: 'lead ML performance engineer',
    a: 'a',
    asks: 'Speed and cost of models: latency, throughput, hardware, and what a change did to them.',
  },
}

export const roleOf = (id: Exclude<AnswersFor, 'none'>): Role => ROLES[id]

export const DOORS_TITLE = 'How do you want to begin?'
export const DOORS = {
  demo: {
    title: 'See a team’s 18 months',
    text: 'An invented shop with 10,000 runs, in a workspace of its own. One button removes it again.',
  },
  connect: {
    title: 'Connect my code',
    text: 'Any MLflow client works as it is; only the address changes. This page moves on with the first run.',
  },
  follow: {
    title: 'Bring my MLflow',
    text: 'Move in: everything is copied here once, after a dry run. Or follow: your server stays, and what is logged there is seen here seconds later.',
  },
} as const
