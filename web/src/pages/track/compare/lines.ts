/** Curves of runs as lines of a chart: each by itself, or the mean of repetitions with its bands. */
import { type Spread, smooth, spreadOf } from '../../../../../src/lib/curve.ts'
import type { Axis } from '../../../parts/chart/axis.ts'
import type { Band, Line } from '../../../parts/chart/line.ts'
import { type Series, toSeries } from '../../../parts/chart/series.ts'
import type { Curves } from './queries.ts'
import type { Party } from './subjects.ts'

export interface Drawn {
  lines: Line[]
  bands: Band[]
  /** How many repetitions there are at each place of a line that is a mean. */
  counts: Map<string, number[]>
  shown: number
  total: number
  odd: number
  below: number
}

interface Wanted {
  curves: Curves
  parties: Party[]
  axis: Axis
  log: boolean
  smoothing: number
}

/** Without a noted start, the first point is the start. */
const originOf = (run: Party['runs'][number], curve: Curves[number]): number =>
  Number(run.started_at ?? curve.timestamps[0] ?? 0)

export function linesOf({ curves, parties, axis, log, smoothing }: Wanted): Drawn {
  const drawn: Drawn = { lines: [], bands: [], counts: new Map(), shown: 0, total: 0, odd: 0, below: 0 }
  for (const party of parties) {
    if (party.isHidden) continue
    const series: Series[] = []
    for (const run of party.runs) {
      const curve = curves.find(({ run_id }) => run_id === run.run_id)
      if (!curve?.steps.length) continue
      const one = toSeries(curve, axis, log, originOf(run, curve))
      drawn.shown += curve.steps.length
      drawn.total += curve.total
      drawn.odd += one.odd.length
      drawn.below += one.below
      series.push(one)
    }
    if (!series.length) continue
    if (party.runs.length === 1) drawn.lines.push(lineOf(party, series[0]!, smoothing))
    else addMean(drawn, party, spreadOf(series), smoothing)
  }
  return drawn
}

function lineOf({ id, label, style, runs }: Party, { x, y, odd }: Series, smoothing: number): Line {
  const smoothed = smoothing > 0 ? smooth(x, y, smoothing) : undefined
  return {
    id,
    label,
    style,
    x,
    y: smoothed ?? y,
    raw: smoothed && y,
    odd,
    isLive: runs[0]!.state === 'running',
  }
}

function addMean(drawn: Drawn, { id, label, style }: Party, spread: Spread, smoothing: number): void {
  const { x, mean, low, high, least, greatest, n } = spread
  const smoothed = smoothing > 0 ? smooth(x, mean, smoothing) : undefined
  drawn.lines.push({ id, label, style, x, y: smoothed ?? mean, raw: smoothed && mean })
  drawn.bands.push({ id: `${id} ends`, style, opacity: 0.1, x, low: least, high: greatest })
  drawn.bands.push({ id: `${id} sd`, style, opacity: 0.2, x, low, high })
  drawn.counts.set(id, n)
}
