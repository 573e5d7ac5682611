/** How the strip plot is laid out: known before it is drawn, so that its place is kept free. */
import type { Figure } from '../asks.ts'

/** Figures stand under their document and what it speaks of. */
export const groupOf = ({ ref, role, advert }: Figure): string =>
  `${ref.slice(0, 3)} · ${advert ? 'job adverts' : (role ?? 'no single role named')}`

export const isNarrow = (width: number): boolean => width < 600

/** On a phone label and value stand above the bar. */
export const rowHeight = (width: number): number => (isNarrow(width) ? 58 : 24)

export function heightOf(figures: Figure[], width: number): number {
  const lines = figures.length + new Set(figures.map(groupOf)).size
  return 30 + lines * rowHeight(width)
}
