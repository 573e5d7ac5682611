/** The sentence on top of a run: how it stands, and how its telling metric went. */
import type { ReactNode } from 'react'
import { middleCut } from '../../../format/names.ts'
import { numberOf } from '../../../format/numbers.ts'
import type { Points } from '../../../parts/chart/series.ts'
import { useNow } from '../../../parts/now.ts'
import { directionOf, headlineOf } from '../headline.ts'
import { usePoints } from './charts/use-points.ts'
import { type Course, type Detail, ended, failedMore, LOST_MORE, nanMore, standing } from './words.ts'

const WHOLE = { from: undefined, to: undefined }
const GUESSED = 'Which metric stands for the run, and whether higher is better, is guessed from the names.'

/** The extremes of a series survive sampling, so they are the run's own. */
export function courseOf(name: string, { steps, values }: Points): Course | undefined {
  const last = values.at(-1)
  if (last === undefined) return undefined
  const direction = directionOf(name)
  let least = -1
  let greatest = -1
  for (const [i, value] of values.entries()) {
    const n = numberOf(value)
    if (!Number.isFinite(n)) continue
    if (least < 0 || n < numberOf(values[least]!)) least = i
    if (greatest < 0 || n > numberOf(values[greatest]!)) greatest = i
  }
  const best = direction === 'down' ? least : greatest
  return {
    last: numberOf(last),
    direction,
    best: best < 0 ? undefined : { value: numberOf(values[best]!), step: String(steps[best]) },
    least: least < 0 ? Number.NaN : numberOf(values[least]!),
    greatest: greatest < 0 ? Number.NaN : numberOf(values[greatest]!),
    points: values.length,
  }
}

export function useRunAnswer(detail: Detail | undefined): { sentence: ReactNode; more?: ReactNode } {
  const now = useNow()
  const names = detail ? Object.keys(detail.run.metrics).sort() : []
  const metric = headlineOf(names)
  const { data: points, isPending } = usePoints(detail?.run.run_id ?? '', detail && metric, WHOLE)
  // One sentence, not one that grows: it waits for its metric.
  if (!detail || (metric !== undefined && isPending)) return { sentence: '' }
  const { run } = detail
  const course = metric !== undefined && points ? courseOf(metric, points) : undefined
  const nans = names.filter((name) => Number.isNaN(numberOf(run.metrics[name]!.value)))
  const more = [
    ...(run.state === 'lost' ? [LOST_MORE] : []),
    ...(run.state === 'failed' || (run.state === 'killed' && detail.environment.signal)
      ? [failedMore(detail.environment)]
      : []),
    ...(nans.length && !(nans.length === 1 && nans[0] === metric)
      ? [nanMore(nans.map((name) => middleCut(name, 40)))]
      : []),
  ]
  return {
    sentence: (
      <>
        {standing(run, now)}
        {metric !== undefined && course && (
          <span title={GUESSED}>; {ended(middleCut(metric, 60), course, run.state)}</span>
        )}
        {names.length === 0 && run.state !== 'scheduled' && '; it has logged no metric'}.
      </>
    ),
    ...(more.length && { more: more.join(' ') }),
  }
}
