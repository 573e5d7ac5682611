/** Histories of runs, read from a source and handed over in portions that fit into memory. */
import type { Int64 } from '../../../lib/json.ts'
import { normalise, type Points } from '../../../lib/points.ts'
import type { Source, SourcePoints, SourceRun } from '../source.ts'
import type { TakePorts } from './ports.ts'

const MAX_POINTS = 250_000
const MAX_RUNS = 32

const toInt64s = (column: BigInt64Array): Int64[] => {
  const all = new Array<Int64>(column.length)
  for (let i = 0; i < column.length; i++) {
    const n = Number(column[i])
    all[i] = Number.isSafeInteger(n) ? n : column[i]!
  }
  return all
}

const toPoints = ({ steps, timestamps, values }: SourcePoints): Points =>
  normalise({ steps: toInt64s(steps), timestamps: toInt64s(timestamps), values: Array.from(values) })

export interface Wanted {
  /** The run's id in the database. */
  id: Int64
  run: SourceRun
  keys: string[]
}

/** Runs whose points the source has given, and the points that are new here. */
export interface Got {
  run: SourceRun
  id: Int64
  read: number
  added: number
}

/** `onGot` is told of each run once all its points are kept. */
export async function takePoints(
  { take }: TakePorts['track'],
  workspace: number,
  source: Source,
  wanted: Wanted[],
  onGot: (got: Got[]) => Promise<void>,
): Promise<void> {
  let series = new Map<Int64, Map<string, Points>>()
  let gathered = 0
  let whole: Got[] = []
  const added = new Map<Int64, number>()

  async function flush(): Promise<void> {
    const found = await take.points(
      workspace,
      [...series].map(([run, of]) => ({ run, series: of })),
    )
    for (const [run, n] of found) added.set(run, (added.get(run) ?? 0) + n)
    series = new Map()
    gathered = 0
    const done = whole.map((got) => ({ ...got, added: added.get(got.id) ?? 0 }))
    whole = []
    if (done.length) await onGot(done)
  }

  for (const { id, run, keys } of wanted) {
    let read = 0
    for await (const column of source.points(run, keys)) {
      const own = series.get(id) ?? new Map<string, Points>()
      series.set(id, own)
      const points = toPoints(column)
      own.set(column.key, points)
      read += points.steps.length
      gathered += points.steps.length
      if (gathered >= MAX_POINTS) await flush()
    }
    whole.push({ run, id, read, added: 0 })
    if (whole.length >= MAX_RUNS) await flush()
  }
  await flush()
}
