/** Points for charts of several runs, and all of one run's as lines of CSV. */
import type { Input } from '../../../lib/contract.ts'
import type { Int64 } from '../../../lib/json.ts'
import { noPoints } from '../../../lib/points.ts'
import type { compare } from '../contract/compare.ts'
import type { Range } from '../points/history.ts'
import type { RunRow } from '../store/runs.ts'
import type { CompareService } from './compare.ts'
import type { LogService } from './log.ts'
import type { RunService } from './runs.ts'

type Wanted = Input<typeof compare.points>

const FEW_POINTS = 1_000
const ROWS_AT_ONCE = 20_000

/** Milliseconds since the start of the run as a moment. */
const since = (start: Int64, ms: Int64 | undefined): Int64 | undefined =>
  ms === undefined ? undefined : BigInt(start) + BigInt(ms)

function rangeOf({ start_ms }: RunRow, { axis = 'step', from, to }: Wanted): Range {
  if (axis === 'step') return { from, to }
  if (axis === 'time') return { fromTime: from, toTime: to }
  return start_ms === null ? {} : { fromTime: since(start_ms, from), toTime: since(start_ms, to) }
}

interface Parts {
  runs: RunService
  log: LogService
  comparisons: CompareService
}

export function curveService({ runs, log, comparisons }: Parts) {
  return {
    async ofRuns(workspace: number, input: Wanted) {
      const { run_id, key, limit = FEW_POINTS, axis, from, to } = input
      const rows = await comparisons.rowsOf(workspace, run_id)
      const ids = rows.map((row) => row.run_id)
      // Milliseconds since the start mean another moment in each run; all else is one range for all of them.
      const isOwn = axis === 'relative' && (from !== undefined || to !== undefined)
      const found = isOwn
        ? new Map(
            (
              await Promise.all(
                rows.map((row) => log.samplesOf(workspace, [row.run_id], key, limit, rangeOf(row, input))),
              )
            ).flatMap((one) => [...one]),
          )
        : await log.samplesOf(workspace, ids, key, limit, rangeOf(rows[0]!, input))
      return { key, runs: ids.map((id) => ({ run_id: id, ...(found.get(id) ?? { total: 0, ...noPoints() }) })) }
    },

    /** A head and then lines, many at once; made as they are read, so that none waits in memory. */
    async csv(workspace: number, { run_id, key, from_step: from, to_step: to }: Input<typeof compare.csv>) {
      await runs.get(workspace, run_id)
      const points = (await log.pointsOf(workspace, [run_id], key, { from, to })).get(run_id) ?? noPoints()
      function* lines(): Generator<string> {
        yield 'step,timestamp,value\n'
        for (let at = 0; at < points.steps.length; at += ROWS_AT_ONCE) {
          let text = ''
          const end = Math.min(at + ROWS_AT_ONCE, points.steps.length)
          for (let i = at; i < end; i++) text += `${points.steps[i]},${points.timestamps[i]},${points.values[i]}\n`
          yield text
        }
      }
      return lines()
    },
  }
}

export type CurveService = ReturnType<typeof curveService>
