/** Columns of points that grow as they are read, and are handed out sorted, each identical point once. */
import type { SourcePoints } from '../source.ts'

const FIRST = 256

export class PointColumns {
  private values = new Float64Array(FIRST)
  private steps = new BigInt64Array(FIRST)
  private timestamps = new BigInt64Array(FIRST)
  private n = 0
  private ordered = true
  private readonly key: string

  constructor(key: string) {
    this.key = key
  }

  add(value: number, step: bigint, timestamp: bigint): void {
    if (this.n === this.values.length) this.grow()
    const i = this.n++
    this.values[i] = value
    this.steps[i] = step
    this.timestamps[i] = timestamp
    if (this.ordered && i > 0) this.ordered = this.compare(i - 1, i) < 0
  }

  private grow(): void {
    const room = 2 * this.n
    const values = new Float64Array(room)
    const steps = new BigInt64Array(room)
    const timestamps = new BigInt64Array(room)
    values.set(this.values)
    steps.set(this.steps)
    timestamps.set(this.timestamps)
    Object.assign(this, { values, steps, timestamps })
  }

  /** By timestamp, step and value; NaN after all numbers and equal to itself. */
  private compare(i: number, j: number): number {
    const t = this.timestamps[i]!
    const u = this.timestamps[j]!
    if (t !== u) return t < u ? -1 : 1
    const s = this.steps[i]!
    const r = this.steps[j]!
    if (s !== r) return s < r ? -1 : 1
    const a = this.values[i]!
    const b = this.values[j]!
    return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1
  }

  end(): SourcePoints {
    const { key, n } = this
    if (this.ordered)
      return {
        key,
        values: this.values.subarray(0, n),
        steps: this.steps.subarray(0, n),
        timestamps: this.timestamps.subarray(0, n),
      }
    const order = new Uint32Array(n)
    for (let i = 0; i < n; i++) order[i] = i
    order.sort((i, j) => this.compare(i, j))
    const kept = order.filter((i, at) => at === 0 || this.compare(order[at - 1]!, i) !== 0)
    const values = new Float64Array(kept.length)
    const steps = new BigInt64Array(kept.length)
    const timestamps = new BigInt64Array(kept.length)
    for (let at = 0; at < kept.length; at++) {
      values[at] = this.values[kept[at]!]!
      steps[at] = this.steps[kept[at]!]!
      timestamps[at] = this.timestamps[kept[at]!]!
    }
    return { key, values, steps, timestamps }
  }
}
