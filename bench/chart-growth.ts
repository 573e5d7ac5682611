/** What a chart of ten times as many points costs; Bellwether beside itself, both lengths in turns. */
import { setTimeout as sleep } from 'node:timers/promises'
import { medianInterval } from '../src/lib/stats/median.ts'
import { type Client, type Load, load } from './load.ts'
import { bellwether } from './peers.ts'
import { chartOf } from './scenarios/reads.ts'
import { createRun, get, withClient } from './scenarios/scenario.ts'
import { logPoints, POINTS, SPIKE } from './seed.ts'

const TIMES = 10
const CONNECTIONS = 4
/** A chart of ten times as many points costs at most so many times as much. */
const BAR = 2
const FOLD_PATIENCE_MS = 60_000

/** Logs a run of so many points; returns the path of its chart once all of them are folded. */
async function chartOfMany(client: Client, points: number): Promise<string> {
  const before = await foldedPoints(client)
  const run = await createRun(client)
  await logPoints(client, run, points)
  const until = performance.now() + FOLD_PATIENCE_MS
  while ((await foldedPoints(client)) < before + points) {
    if (performance.now() > until) throw new Error(`${points} points are not folded after ${FOLD_PATIENCE_MS} ms`)
    await sleep(200)
  }
  const { metrics } = await get<{ metrics: { step: number; value: number }[] }>(client, chartOf(run))
  const isWhole = metrics[0]?.step === 0 && metrics.at(-1)?.step === points - 1
  if (metrics.length < 300 || !isWhole || !metrics.some(({ value }) => value === SPIKE))
    throw new Error(`a chart of ${points} points lost its spike or an end, or has too few points: ${metrics.length}`)
  return chartOf(run)
}

const foldedPoints = async (client: Client): Promise<number> =>
  (await get<{ points: number }>(client, '/api/v1/storage')).points

const middle = (loads: Load[], pick: (load: Load) => number): number =>
  Number(medianInterval(loads.map(pick)).median.toPrecision(3))

const figures = (loads: Load[]) => ({
  charts_per_second: middle(loads, ({ perSecond }) => perSecond),
  p50_ms: middle(loads, ({ p50 }) => p50),
  p99_ms: middle(loads, ({ p99 }) => p99),
})

export async function measureChartGrowth(port: number, rounds: number, seconds: number) {
  const server = await bellwether(port)
  try {
    return await withClient(server.url, CONNECTIONS, 'kept', async (client) => {
      const few = await chartOfMany(client, POINTS)
      const many = await chartOfMany(client, POINTS * TIMES)
      const measure = (path: string, forSeconds = seconds): Promise<Load> =>
        load(CONNECTIONS, forSeconds, () => client.send('GET', path))
      // Neither is measured cold.
      for (const path of [few, many]) await measure(path, 1)
      const of = { few: [] as Load[], many: [] as Load[] }
      for (let round = 0; round < rounds; round++) {
        of.few.push(await measure(few))
        of.many.push(await measure(many))
      }
      const growth = medianInterval(of.few.map(({ perSecond }, i) => perSecond / of.many[i]!.perSecond))
      const [median, low, high, confidence] = [growth.median, growth.low, growth.high, growth.confidence].map((n) =>
        Number(n.toPrecision(3)),
      )
      return {
        what: `one chart of ${TIMES} times ${POINTS} points beside one of ${POINTS} (bulk-interval), ${CONNECTIONS} connections`,
        rounds,
        few: { points: POINTS, ...figures(of.few) },
        many: { points: POINTS * TIMES, ...figures(of.many) },
        growth: { median, low, high, confidence },
        bar: BAR,
        reached: growth.median <= BAR ? 1 : 0,
      }
    })
  } finally {
    await server.stop()
  }
}
