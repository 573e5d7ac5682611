/** What the comparison of two roles says. */
import type { Compared } from '../asks.ts'
import { inWords } from '../words.ts'

export const CHOOSE =
  'Choose two roles: what they share stands in one row, what only one of them has stands on its side.'
export const SAME = 'These are the same role. Choose another one on either side.'

export interface Sums {
  shared: number
  left: number
  right: number
}

export const sumsOf = ({ sections }: Compared): Sums => ({
  shared: sections.reduce((sum, { shared }) => sum + shared.length, 0),
  left: sections.reduce((sum, { left }) => sum + left.length, 0),
  right: sections.reduce((sum, { right }) => sum + right.length, 0),
})

export function answer(compared: Compared): string {
  const { shared, left, right } = sumsOf(compared)
  const both = compared.skills.filter(({ needed_by }) => needed_by === 'both').length
  return `${compared.left.name} and ${compared.right.name} meet in ${inWords(shared, 'line')}; ${left} stand only with the first, ${right} only with the second. Of the ${compared.skills.length} skills that either asks for, both ask for ${both}.`
}

/** Why two lines stand in one row. */
export const BECAUSE: Record<Compared['sections'][number]['shared'][number]['because'], string> = {
  'same skill': '⟷ same skill',
  'same reference': '⟷ same place',
  'same words': '⟷ same words',
}

/** Pairs that are worth a look first: the documents compare them, or step from one to the other. */
export const PAIRS: [string, string][] = [
  ['machine-learning-engineer', 'lead-machine-learning-engineer'],
  ['ml-engineering-team-lead', 'ml-tech-lead'],
  ['ml-engineering-team-lead', 'ml-engineering-manager'],
  ['lead-machine-learning-engineer', 'lead-ml-performance-engineer'],
]
