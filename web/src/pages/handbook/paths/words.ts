/** What the page of career paths says. */
import type { Paths } from '../asks.ts'
import { and, inWords } from '../words.ts'

export const documentsOf = (refs: string[]): string[] => [...new Set(refs.map((ref) => ref.slice(0, 3)))].sort()

export const TEAM_STRAND = 'team'

/** The strands of a step: its documents, or the team that added it. */
export const strandsOf = ({ refs, source }: Paths['steps'][number]): string[] =>
  source === 'team' ? [TEAM_STRAND] : documentsOf(refs)

export function answer({ rungs, steps }: Paths): string {
  const more = steps.filter((step) => strandsOf(step).length > 1).length
  const last = rungs.filter(({ id }) => !steps.some(({ from }) => from === id)).map(({ name }) => name)
  return `All ladders laid over each other have ${rungs.length} rungs and ${steps.length} steps; ${inWords(more, 'step is', 'steps are')} in more than one document. Nothing is said of what follows ${and(last)}.`
}
