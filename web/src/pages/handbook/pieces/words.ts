/** What the pages of practices and challenges say. */
import { and, inWords } from '../words.ts'
import type { Share } from './done.ts'

/** "14 of the 69 can be counted here now: five done throughout, eight in part, one not at all." */
export function evidence(lines: number, shares: Share[]): string {
  const of = (show: Share['show']): number => shares.find((share) => share.show === show)?.lines ?? 0
  const counted = of('all') + of('some') + of('none')
  const placed = counted + of('nothing') + of('here')
  if (!placed) return 'None of them has its place in this product yet.'
  const has = `${placed} of the ${lines} ${placed === 1 ? 'has its place' : 'have their place'} here`
  if (!counted) return `${has}; nothing can be counted until something runs.`
  const parts = (
    [
      [of('all'), 'done throughout'],
      [of('some'), 'in part'],
      [of('none'), 'not at all'],
    ] as const
  ).filter(([count]) => count > 0)
  return `${has}, and ${inWords(counted, 'is', 'are')} counted live: ${and(parts.map(([count, word]) => `${count} ${word}`))}.`
}
