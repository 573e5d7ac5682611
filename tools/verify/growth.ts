/**
 * How the work of what people do grows with what is stored: 1,000, 10,000 and 100,000 runs of ten metrics with a hundred
 * points each, in one experiment. `npm run verify growth [folder [build|measure size]]`: with a folder the steps may be
 * taken one by one, and the last `measure` judges.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../src/cli/client.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { storage } from '../../src/features/track/contract/storage.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { type Data, grow, openDatabase } from './growth/data.ts'
import { type Asker, askerOf, pathsOf } from './growth/paths.ts'
import { startServer } from './process.ts'

const SIZES = [1_000, 10_000, 100_000]
const PORT = 7_654
/** A path's work may grow like the logarithm of what is stored, which is an exponent of 0.07 to 0.11 here. */
const EXPONENT = 0.15
/** Or stay below this, plus what a clock and a shared machine add. */
const FACTOR = 1.5
const FLOOR_MS = 1
const WARM_UP = 15

interface Figure {
  p50: number
  p95: number
  asked?: string
}

interface State {
  size: number
  data?: Data
  sizes: Record<
    string,
    { points: number; bytes_per_point: number | null; built_seconds: number; settled_seconds: number }
  >
  figures: Record<string, Record<string, Figure>>
}

const round = (n: number, digits = 3): number => Number(n.toFixed(digits))
const at = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!

async function measure(asker: Asker, data: Data): Promise<Record<string, Figure>> {
  const figures: Record<string, Figure> = {}
  for (const { name, times, ask, asked } of await pathsOf(asker, data)) {
    const took: number[] = []
    for (let i = -WARM_UP; i < times; i++) {
      const began = performance.now()
      await ask(i + WARM_UP)
      if (i >= 0) took.push(performance.now() - began)
    }
    took.sort((a, b) => a - b)
    figures[name] = { p50: round(at(took, 0.5)), p95: round(at(took, 0.95)), ...(asked && { asked }) }
    process.stderr.write(`${name}: ${JSON.stringify(figures[name])}\n`)
  }
  await endOpen(asker, data)
  return figures
}

/** Runs that the measurement made are over before the next size: the first page shows what is open. */
async function endOpen({ call }: Asker, { experiment }: Data): Promise<void> {
  const input = { experiment_ids: [experiment], filter: "status = 'RUNNING'", max_results: 1_000 }
  for (const { info } of (await call(runs.search, input)).runs ?? [])
    await call(runs.update, { run_id: info.run_id, status: 'FINISHED', end_time: Number(info.start_time) + 1_000 })
}

/** The slope of log(time) over log(size). */
function exponent(points: [size: number, ms: number][]): number {
  const xs = points.map(([size]) => Math.log(size))
  const ys = points.map(([, ms]) => Math.log(ms))
  const mean = (list: number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length
  const [mx, my] = [mean(xs), mean(ys)]
  const over = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
  return xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0) / over
}

function judge({ sizes, figures }: State): Evidence {
  const known = SIZES.filter((size) => figures[size])
  const [first, last] = [known[0]!, known.at(-1)!]
  const paths = Object.keys(figures[last]!).map((name) => {
    const each = known.map((size) => figures[size]![name]!)
    const slope = exponent(known.map((size, i) => [size, each[i]!.p50]))
    const holds = slope <= EXPONENT || each.at(-1)!.p50 <= FACTOR * each[0]!.p50 + FLOOR_MS
    return {
      path: name,
      p50_ms: each.map(({ p50 }) => p50),
      p95_ms: each.map(({ p95 }) => p95),
      exponent: round(slope, 2),
      ...(each[0]!.asked ? { asked: each[0]!.asked, ok: undefined } : { ok: holds }),
    }
  })
  const missing = paths.filter((path) => path.ok === false).map(({ path }) => path)
  return {
    ok: missing.length === 0 && first === SIZES[0] && last === SIZES.at(-1),
    figures: {
      runs: known,
      stored: sizes,
      bar: `exponent <= ${EXPONENT}, or p50 at ${last} runs <= ${FACTOR} x p50 at ${first} + ${FLOOR_MS} ms`,
      not_met: missing,
      paths,
      cores: cpus().length,
      load: round(loadavg()[0]!, 1),
    },
  }
}

async function step(dir: string, state: State, size: number, what: 'build' | 'measure'): Promise<void> {
  const { url, child } = await startServer(join(dir, 'data'), PORT)
  const asker = askerOf(url)
  const database = await openDatabase(join(dir, 'data'))
  try {
    const client = connect({ url })
    if (what === 'build') {
      const { data, builtSeconds, settledSeconds } = await grow(client, database, state.data, state.size, size)
      const { points, bytes_per_point } = await client.call(storage.points, {})
      state.data = data
      state.size = size
      state.sizes[size] = {
        points,
        bytes_per_point: bytes_per_point && round(bytes_per_point, 2),
        ...{ built_seconds: Math.round(builtSeconds), settled_seconds: Math.round(settledSeconds) },
      }
      process.stderr.write(`${size} runs: ${JSON.stringify(state.sizes[size])}\n`)
    } else state.figures[size] = await measure(asker, state.data!)
  } finally {
    await asker.close()
    await database.end()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  writeFileSync(join(dir, 'state.json'), JSON.stringify(state))
}

export async function growth([given, what, only]: string[]): Promise<Evidence> {
  const dir = given ?? makeDataDir('bellwether-growth-')
  mkdirSync(join(dir, 'data'), { recursive: true })
  const kept = join(dir, 'state.json')
  const state: State = existsSync(kept)
    ? (JSON.parse(readFileSync(kept, 'utf8')) as State)
    : { size: 0, sizes: {}, figures: {} }
  try {
    for (const size of only ? [Number(only)] : SIZES) {
      if (what !== 'measure' && state.size < size) await step(dir, state, size, 'build')
      if (what !== 'build') await step(dir, state, size, 'measure')
    }
  } finally {
    if (!given) rmSync(dir, { recursive: true, force: true })
  }
  return Object.keys(state.figures).length ? judge(state) : { ok: true, figures: { stored: state.sizes } }
}
