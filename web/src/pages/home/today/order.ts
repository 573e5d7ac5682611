/** What comes first, by what the reader answers for. */
import type { AnswersFor } from '../../../../../src/features/access/contract/workspaces.ts'
import type { Section } from '../../../../../src/lib/card.ts'

/** Who leads people looks at what came of the work; who leads the technique at what is going on. */
const ORDERS: Record<AnswersFor, Section[]> = {
  'ml-engineering-team-lead': ['needs', 'changed', 'running'],
  'ml-tech-lead': ['needs', 'running', 'changed'],
  'lead-machine-learning-engineer': ['needs', 'running', 'changed'],
  'ml-engineering-manager': ['changed', 'needs', 'running'],
  'lead-ml-performance-engineer': ['running', 'needs', 'changed'],
  none: ['needs', 'changed', 'running'],
}

export const orderFor = (answersFor: AnswersFor | null | undefined): Section[] => ORDERS[answersFor ?? 'none']
