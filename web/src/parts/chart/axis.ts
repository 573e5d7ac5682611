/** The horizontal axis: steps, moments or the time since the start. */
import { formatDuration, formatValue } from '../../format/numbers.ts'
import { formatTick } from '../../format/times.ts'

export const AXES = ['step', 'time', 'relative'] as const
export type Axis = (typeof AXES)[number]

export const AXIS_WORDS: Record<Axis, string> = { step: 'Step', time: 'Time', relative: 'Since start' }

const zone = (): string =>
  new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName')?.value ?? 'local'

export const axisTitle = (axis: Axis): string =>
  axis === 'step' ? 'step' : axis === 'time' ? `time, ${zone()}` : 'time since start'

/** Ticks in minutes and hours for relative time. */
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800]

function wholeSteps(): number[] {
  const steps: number[] = []
  for (let power = 1; power <= 1e15; power *= 10) steps.push(power, 2 * power, 5 * power)
  return steps
}

/** How far apart ticks may be; undefined where the library knows better. */
export const incrementsOf = (axis: Axis): number[] | undefined =>
  axis === 'step' ? wholeSteps() : axis === 'relative' ? SECONDS : undefined

/** Names of ticks that are `apart` from each other. */
export function tickNames(axis: Axis, ticks: readonly number[], apart: number): string[] {
  if (axis === 'step') return ticks.map(formatValue)
  if (axis === 'time') return ticks.map((s) => formatTick(s * 1000, apart) + fraction(s, apart))
  return ticks.map((s) => (s === 0 ? '0' : formatDuration(s * 1000)))
}

/** What comes behind the seconds where ticks are less than one apart. */
const fraction = (seconds: number, apart: number): string =>
  apart >= 1 ? '' : `.${String(Math.round((seconds % 1) * 1000)).padStart(3, '0')}`

/** A place on the axis in words, for readouts. */
export const placeName = (axis: Axis, x: number): string =>
  axis === 'step'
    ? `step ${formatValue(Math.round(x))}`
    : axis === 'time'
      ? exactTime.format(x * 1000)
      : `${formatDuration(x * 1000)} after the start`

const exactTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
