/** `bellwether runs tail`: prints the points and the states of a run as they come, until it ends. */
import { own } from '../../features/track/contract/own.ts'
import { readDouble } from '../../lib/codec.ts'
import type { Reply } from '../../lib/contract.ts'
import type { Int64 } from '../../lib/json.ts'
import { comparePoints, type Points } from '../../lib/points.ts'
import { type Client, connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { note, paint, paintState, plain, print, printJson, Unreachable } from '../output.ts'
import { resolveRun } from '../resolve.ts'
import { timeOf } from '../words.ts'
import { changes } from './event-stream.ts'

type Detail = Reply<typeof own.run>
type Latest = Detail['run']['metrics'][string]

interface Options extends ServerOptions {
  experiment?: string
  metric?: string[]
  last: number
}

/** How long the server may be away before following ends. */
const PATIENCE_MS = 30_000
const MOST_POINTS = 100_000

interface NewPoint {
  key: string
  step: Int64
  timestamp: Int64
  value: number
}

const columns = (point: Latest): Points => ({
  steps: [point.step],
  timestamps: [point.timestamp],
  values: [readDouble(point.value, 'value')],
})

/** Remembers how far each metric was read; each look returns what came since. */
function follower(client: Client, run_id: string, only: string[] | undefined, last: number) {
  const seen = new Map<string, Points>()
  const read = async (key: string, from_step: Int64): Promise<Points> => {
    const { steps, timestamps, values } = await client.call(own.points, { run_id, key, from_step, limit: MOST_POINTS })
    return { steps, timestamps, values: values.map((value) => readDouble(value, 'value')) }
  }
  /** The last points are those of the highest steps; how far apart steps lie is not known. */
  async function begin(key: string, latest: Latest): Promise<Points> {
    if (last === 0) return { steps: [], timestamps: [], values: [] }
    for (let back = BigInt(last); ; back *= 8n) {
      const from = BigInt(latest.step) - back
      const points = await read(key, from)
      const n = points.steps.length
      if (n < last && from > 0n) continue
      const start = Math.max(0, n - last)
      return {
        steps: points.steps.slice(start),
        timestamps: points.timestamps.slice(start),
        values: points.values.slice(start),
      }
    }
  }
  async function since(key: string, latest: Latest): Promise<NewPoint[]> {
    const before = seen.get(key)
    const now = columns(latest)
    if (before && comparePoints(before, 0, now, 0) >= 0) return []
    const points = before ? await read(key, before.steps[0]!) : await begin(key, latest)
    const fresh = points.steps
      .map((_, i) => i)
      .filter((i) => !before || comparePoints(points, i, before, 0) > 0)
      .map((i) => ({ key, step: points.steps[i]!, timestamp: points.timestamps[i]!, value: points.values[i]! }))
    const end = fresh.at(-1)
    seen.set(key, end ? columns(end) : now)
    return fresh
  }
  return {
    async look(): Promise<{ run: Detail['run']; points: NewPoint[] }> {
      const { run } = await client.call(own.run, { run_id })
      const keys = Object.entries(run.metrics).filter(([key]) => !only || only.includes(key))
      const points = (await Promise.all(keys.map(([key, latest]) => since(key, latest)))).flat()
      return { run, points: points.sort((a, b) => Number(a.timestamp) - Number(b.timestamp)) }
    },
  }
}

function show(run_id: string, points: NewPoint[], json: boolean | undefined): void {
  for (const { key, step, timestamp, value } of points)
    if (json) printJson({ type: 'point', run_id, key, step, timestamp, value })
    else print(`${paint('dim', clock(timestamp))}  step ${step}  ${plain(key)} ${value}`)
}

const clock = (at: Int64): string => timeOf(at).slice(11, 19) || String(at)

const hasEnded = ({ state, deleted }: Detail['run']): boolean =>
  deleted || !['running', 'scheduled', 'lost'].includes(state)

export async function tail(given: string, { experiment, metric, last, ...options }: Options): Promise<void> {
  const client = connect(options)
  const { run_id, name } = await resolveRun(client, given, { experiment })
  const stop = new AbortController()
  // Ctrl-C is how following ends: no failure.
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const { look } = follower(client, run_id, metric, last)
  let state = ''
  let answeredAt = Date.now()

  async function step(): Promise<boolean> {
    const { run, points } = await look()
    answeredAt = Date.now()
    show(run_id, points, options.json)
    if (run.state !== state) {
      if (options.json) printJson({ type: 'state', run_id, state: run.state, ended_at: run.ended_at })
      else print(`${plain(name)} is ${paintState(run.state)}`)
    }
    state = run.state
    if (run.deleted) note('The run is in the trash.')
    return hasEnded(run)
  }

  if (await step()) return
  let away = false
  for await (const _ of changes(client, run_id, stop.signal)) {
    try {
      if (await step()) return
      away = false
    } catch (error) {
      if (!(error instanceof Unreachable) || Date.now() - answeredAt > PATIENCE_MS) throw error
      if (!away) note(`The server at ${client.url} does not answer; trying again for ${PATIENCE_MS / 1_000} s.`)
      away = true
    }
  }
}
