/** What a chart says: its summary for those who hear it, its note, why it is empty. */
import { formatCount, formatValue } from '../../../../format/numbers.ts'
import type { Limits } from '../../../../parts/chart/limits.ts'
import type { Points, Series } from '../../../../parts/chart/series.ts'
import { CLIPPED, EXTREMES_KEPT, SMOOTHED } from '../../../../parts/chart/words.ts'

/** What a reader of the screen hears instead of the curve. */
export const summary = (metric: string, { values, total }: Points, { least, greatest }: Series): string =>
  `${metric}: ${formatCount(total)} points between ${formatValue(least)} and ${formatValue(greatest)}, the last ${formatValue(values.at(-1)!)}. Arrow keys move the cursor, plus zooms in, minus out, 0 shows all.`

export function whyEmpty({ total }: Points, { odd, below }: Series, log: boolean): string {
  if (!total) return 'It has no points between these steps.'
  if (log && below) return 'No value is above zero, so a logarithmic axis has no place for them.'
  return odd.every(({ kind }) => kind === 'nan')
    ? `All ${formatCount(total)} values are NaN: there is nothing to draw.`
    : 'No value is a finite number: there is nothing to draw.'
}

interface Noted {
  points: Points
  series: Series
  limits: Limits | undefined
  smoothing: number
}

/** What the curve does not show, and the same in full sentences. */
export function notes({ points, series: { odd, below }, limits, smoothing }: Noted): { note: string; more: string } {
  const shown = points.values.length
  const isSampled = shown < points.total
  const count = (kind: string): number => odd.filter((each) => each.kind === kind).length
  const infinite = odd.length - count('nan')
  // Of those marks a sample has the first of each stretch.
  const least = isSampled ? 'at least ' : ''
  const parts = [
    ...(smoothing ? [`smoothed ${smoothing.toFixed(2)}`] : []),
    ...(isSampled ? [`${formatCount(shown)} of ${formatCount(points.total)} points, extremes kept`] : []),
    ...(count('nan') ? [`${least}${formatCount(count('nan'))} NaN ✕`] : []),
    ...(infinite ? [`${least}${formatCount(infinite)} infinite ▲`] : []),
    ...(below ? [`${least}${formatCount(below)} at or below zero not drawn`] : []),
    ...(limits?.beyond ? [`${formatCount(limits.beyond)} beyond the axis ▲`] : []),
  ]
  const more = [
    ...(smoothing ? [SMOOTHED] : []),
    ...(isSampled ? [EXTREMES_KEPT] : []),
    ...(limits?.beyond ? [CLIPPED] : []),
  ]
  return { note: parts.join(' · '), more: [parts.join(' · '), ...more].filter(Boolean).join('\n') }
}
