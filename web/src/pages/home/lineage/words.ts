/** What the lineage of a node says. */
import type { home } from '../../../../../src/features/home/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { MOST_COUNTED, ORIGINS, type Relation } from '../../../../../src/lib/vocabulary.ts'
import { formatCount } from '../../../format/numbers.ts'

export type Lineage = Reply<typeof home.lineage>
export type Edge = Lineage['edges'][number]
export type Node = Lineage['node'] & { steps?: number }

/** Of a relation: what the one does, what is done to the other. */
export const VERBS: Record<Relation, [does: string, isDone: string]> = {
  contains: ['holds', 'belongs to'],
  'parent-of': ['has nested in it', 'is nested in'],
  used: ['read', 'was read by'],
  produced: ['made', 'was made by'],
  'registered-as': ['was registered as', 'was registered from'],
  'asks-about': ['asks about', 'is asked about by'],
}

export const NO_ORIGIN = 'Nothing is linked as its origin.'
export const NO_DEPENDENTS = 'Nothing depends on it yet.'
export const HOW_LINKED =
  'Runs link data with mlflow.log_input, and models by logging them; nested runs and experiments link themselves.'

/** "The newest 50 of the 10,000 that ranker holds are followed." */
export function cutNote(label: string, { side, rel, shown, total }: Lineage['cuts'][number]): string {
  const verb = VERBS[rel][(ORIGINS[rel] === 'from') === (side === 'dependents') ? 0 : 1]
  const all = total < MOST_COUNTED ? `the ${formatCount(total)}` : `${formatCount(total)} or more`
  return `The newest ${formatCount(shown)} of ${all} that ${label} ${verb} are followed.`
}
export const NOT_WHOLE = 'There is more: a picture holds at most 1,000 nodes. Fewer steps show a part of it whole.'
export const KEYS_HINT = 'Arrow keys walk along the arrows; Enter opens.'
