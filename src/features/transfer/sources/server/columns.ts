/** Points as columns, in the order in which MLflow returns a history. */
import type { SourceLatest, SourcePoints } from '../../source.ts'

export function columnsOf(key: string, points: SourceLatest[]): SourcePoints {
  const n = points.length
  const columns = {
    key,
    values: new Float64Array(n),
    steps: new BigInt64Array(n),
    timestamps: new BigInt64Array(n),
  }
  for (let i = 0; i < n; i++) {
    const { value, step, timestamp } = points[i]!
    columns.values[i] = value
    columns.steps[i] = BigInt(step)
    columns.timestamps[i] = BigInt(timestamp)
  }
  return columns
}
