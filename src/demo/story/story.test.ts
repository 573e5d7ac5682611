import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { meanInterval, summaryOf } from '../../lib/stats/student.ts'
import type { RunPlan } from './plan.ts'
import { storyAt } from './story.ts'
import {
  BEST,
  CHURN,
  CONCEPT_CHANGE,
  CROSS_ENCODER,
  DATASETS,
  DIVERGED,
  GRAPH_FEATURES,
  INT8,
  LEAK,
  LIVE,
  LOST,
  NDCG,
  PROMPTS,
  RUNNING,
  RUNS,
  VERSIONS,
} from './truth.ts'

const NOW = Date.UTC(2026, 5, 1, 9, 30)
const DAY = 86_400_000
/** Of the older pieces of work each n-th. */
const madeAt = (now: number, n = 1) => {
  const { dayZero, landmarks, older } = storyAt(now)
  return {
    dayZero: dayZero.flatMap((work) => work()),
    older: [...landmarks, ...older].flatMap((work, i) => (i % n === 0 ? work() : [])),
  }
}
const { dayZero, older } = madeAt(NOW)
const all = [...dayZero, ...older]

const named = (name: string): RunPlan => all.find((run) => run.name === name)!
const last = (run: RunPlan, key: string): number | undefined => run.points.findLast((point) => point.key === key)?.value
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const ofBet = (bet: string): RunPlan[] => dayZero.filter((run) => run.tags.bet === bet)

test('214 runs of the ranker and 9,786 others, each with a name of its own', () => {
  expect(dayZero).toHaveLength(RUNS.ranker)
  expect(older).toHaveLength(RUNS.older)
  expect(new Set(dayZero.map((run) => run.experiment))).toEqual(new Set(['ranker']))
  expect(older.filter((run) => run.experiment === 'ranker')).toEqual([])
  expect(new Set(all.map((run) => run.name)).size).toBe(10_000)
  const { experiments, landmarks } = storyAt(NOW)
  const known = landmarks.flatMap((work) => work())
  expect(known).toHaveLength(RUNS.landmarks)
  expect(new Set(known.map((run) => run.experiment)).size).toBe(8)
  expect(new Set(all.map((run) => run.experiment))).toEqual(new Set(experiments.map(({ name }) => name)))
})

test('one day 0 gives the same story each time, another one the same story at other times', () => {
  const [some, again, later] = [madeAt(NOW, 10), madeAt(NOW, 10), madeAt(NOW + 7 * DAY, 10)]
  expect(again.dayZero).toEqual(dayZero)
  expect(some.older.length).toBeGreaterThan(500)
  expect(JSON.stringify(again.older)).toBe(JSON.stringify(some.older))
  const facts = (runs: RunPlan[]) => runs.map(({ name, params, status }) => ({ name, params, status }))
  expect(facts(later.older)).toEqual(facts(some.older))
  expect(later.older.at(-1)!.startedAt - some.older.at(-1)!.startedAt).toBe(7 * DAY)
})

test('times lie in the 540 days, end after they begin, and points lie between', () => {
  for (const run of all) {
    const end = run.endedAt ?? NOW
    expect.soft(run.startedAt, run.name).toBeGreaterThanOrEqual(NOW - 543 * DAY)
    expect.soft(end, run.name).toBeLessThanOrEqual(NOW)
    const times = run.points.map(({ timestamp }) => timestamp)
    expect.soft(end, run.name).toBeGreaterThan(run.startedAt)
    expect.soft([run.startedAt, end, ...times].every(Number.isSafeInteger), run.name).toBe(true)
    expect.soft(Math.min(run.startedAt, ...times), run.name).toBe(run.startedAt)
    expect.soft(Math.max(end, ...times), run.name).toBe(end)
    // One batch of the API holds this much.
    if (run.experiment !== 'ranker') expect(run.points.length + Object.keys(run.params).length).toBeLessThan(1_000)
  }
})

test('whoever joined later ran nothing before', () => {
  const firstOfTeo = Math.min(...all.filter(({ person }) => person === 'teo').map(({ startedAt }) => startedAt))
  expect(firstOfTeo).toBeGreaterThan(NOW - 73 * DAY)
})

test('the best run: mean and interval of its five repetitions, which differ in their seed alone', () => {
  const stem = BEST.name.replace(/\d+$/, '')
  const family = dayZero.filter(({ name }) => name.startsWith(stem))
  expect(family).toHaveLength(5)
  const summary = summaryOf(family.map((run) => last(run, BEST.metric)!))
  const { low, high } = meanInterval(summary)!
  expect(summary.mean).toBeCloseTo(BEST.mean, 10)
  expect([low.toFixed(3), high.toFixed(3)]).toEqual([String(BEST.low), String(BEST.high)])
  const withoutSeed = family.map(({ params: { seed: _, ...params }, datasets, environment }) => ({
    params,
    datasets,
    commit: environment!.commit,
    diff: environment!.diff,
  }))
  for (const each of withoutSeed) expect(each).toEqual(withoutSeed[0])
  const highest = dayZero.toSorted((a, b) => (last(b, BEST.metric) || 0) - (last(a, BEST.metric) || 0))[0]!
  expect(highest.name).toBe(BEST.name)
  // No other run comes near the mean but the live version's luckiest.
  const others = dayZero.filter(({ name }) => !name.startsWith(stem) && name !== LIVE.name)
  expect(others.every((run) => !((last(run, BEST.metric) ?? 0) > BEST.mean))).toBe(true)
})

test('the ranking quality of version 31 against version 30', () => {
  const of = (stem: string, key: string) =>
    mean(dayZero.filter(({ name }) => name.startsWith(stem)).map((run) => last(run, key)!))
  expect(of('brave-heron', NDCG.metric) - of('keen-lynx', NDCG.metric)).toBeCloseTo(NDCG.gain, 5)
  expect(of('brave-heron', NDCG.newUsers) - of('keen-lynx', NDCG.newUsers)).toBeCloseTo(NDCG.gainNewUsers, 5)
})

test('one runs, one is lost, one diverged', () => {
  const running = named(RUNNING.name)
  expect(running).toMatchObject({ status: 'RUNNING' })
  expect(running.points.at(-1)).toMatchObject({ step: RUNNING.done - 1, timestamp: NOW })
  expect(last(running, 'val/auc')).toBeCloseTo(RUNNING.auc, 4)
  const lost = named(LOST.name)
  expect(lost).toMatchObject({ status: 'RUNNING', lastSeenAt: NOW - LOST.silentMs })
  expect(lost.endedAt).toBeUndefined()
  expect(all.filter(({ status }) => status === 'RUNNING')).toHaveLength(2)
  expect(named(DIVERGED).status).toBe('FAILED')
  expect(last(named(DIVERGED), 'val/auc')).toBeNaN()
})

test('bets have the runs, the cost and the gain that the story tells', () => {
  const slow = ofBet('cross-encoder')
  expect(slow).toHaveLength(CROSS_ENCODER.runs)
  expect(slow.reduce((sum, run) => sum + last(run, 'cost_eur')!, 0)).toBeCloseTo(CROSS_ENCODER.euros, 6)
  const best = slow.toSorted((a, b) => last(b, NDCG.metric)! - last(a, NDCG.metric)!)[0]!
  expect(last(best, NDCG.metric)! / NDCG.v30 - 1).toBeCloseTo(CROSS_ENCODER.gain, 4)
  expect(last(best, 'p99_ms')).toBe(CROSS_ENCODER.p99Ms)
  expect(ofBet('graph-features')).toHaveLength(GRAPH_FEATURES.runs)
  const precision = (word: string) => ofBet('int8').filter(({ params }) => params.precision === word)
  const [full, small] = [precision('fp32'), precision('int8')]
  const p99 = (runs: RunPlan[]) => mean(runs.map((run) => last(run, 'p99_ms')!))
  expect(p99(full) / p99(small)).toBeCloseTo(INT8.speedup, 3)
  for (const [i, run] of full.entries())
    expect(Math.abs(last(run, NDCG.metric)! - last(small[i]!, NDCG.metric)!)).toBeLessThan(INT8.ndcgWithin)
})

test('every version has the run that made it', () => {
  for (const [model, { count }] of Object.entries(VERSIONS)) {
    const runs = all.filter((run) => run.model?.name === model)
    const numbers = runs.map((run) => Number(run.model!.tags.version)).toSorted((a, b) => a - b)
    expect(numbers, model).toEqual(Array.from({ length: count }, (_, i) => i + 1))
    for (const run of runs) expect(run.tags.version).toBe(`${model} v${run.model!.tags.version}`)
    const times = runs.toSorted((a, b) => a.startedAt - b.startedAt).map((run) => Number(run.model!.tags.version))
    expect(times, `${model} in the order of its versions`).toEqual(numbers)
  }
  const churn = (version: number) => all.find((run) => run.tags.version === `churn v${version}`)!
  expect(last(churn(LEAK.version), 'val/auc')).toBe(LEAK.auc)
  expect(churn(LEAK.version).params.features).toContain(LEAK.feature)
  expect([last(churn(11), 'val/auc'), last(churn(12), 'val/auc')]).toEqual([CHURN.v11, CHURN.v12])
})

test('the registry has each version once, registered after its run and in the order of its number', () => {
  const { models, base, prompts } = storyAt(NOW).registry()
  for (const { name, versions, aliases } of models) {
    const { count, live } = VERSIONS[name as keyof typeof VERSIONS]
    expect([versions.length, aliases.live]).toEqual([count, live])
    for (const [i, { run, registeredAt }] of versions.entries()) {
      expect(named(run).tags.version).toBe(`${name} v${i + 1}`)
      expect(registeredAt).toBeGreaterThan(named(run).startedAt)
      expect(registeredAt).toBeGreaterThan(versions[i - 1]?.registeredAt ?? 0)
      expect(registeredAt).toBeLessThan(NOW)
    }
  }
  expect(base.registeredAt).toBeLessThan(models.find(({ name }) => name === 'embedder')!.versions[0]!.registeredAt)
  expect(prompts.versions).toHaveLength(PROMPTS.count)
})

test('fraud changes its pattern: nine days later runs measure it, until they are retrained', () => {
  const best = (from: number, to: number) => {
    const runs = older.filter(({ experiment, startedAt, status }) => {
      const day = Math.floor(startedAt / DAY) - Math.floor(NOW / DAY)
      return experiment === 'fraud-score' && status === 'FINISHED' && day >= from && day < to
    })
    return Math.max(...runs.map((run) => last(run, 'val/auc') ?? 0))
  }
  const { day, seenOn, retrainedOn, auc } = CONCEPT_CHANGE
  const before = best(day - 30, day)
  expect(best(day, seenOn - 2)).toBeGreaterThan(before - auc / 2)
  expect(best(seenOn, retrainedOn)).toBeLessThan(before - auc / 2)
  expect(best(retrainedOn, retrainedOn + 30)).toBeGreaterThan(before - auc / 4)
})

test('nine datasets, of seven of which the source, the job and the licence are known', () => {
  const versions = new Map(
    all.flatMap((run) => run.datasets.map(({ dataset }) => [`${dataset.name}@${dataset.digest}`, dataset])),
  )
  const names = (known: boolean) =>
    new Set(
      [...versions.values()].filter(({ source }) => 'uri' in JSON.parse(source) === known).map(({ name }) => name),
    )
  expect([...names(true)].toSorted()).toEqual([...DATASETS.known].toSorted())
  expect([...names(false)].toSorted()).toEqual([...DATASETS.unknown].toSorted())
  for (const { source } of versions.values())
    if (source.includes('uri')) expect(Object.keys(JSON.parse(source))).toEqual(['uri', 'job', 'licence', 'owner'])
  // Seven of nine experiments have a dataset linked.
  expect(new Set(all.filter((run) => run.datasets.length > 0).map((run) => run.experiment)).size).toBe(7)
})

test('the best run has a file of every kind, and its Parquet file can be read', async () => {
  const files = new Map(named(BEST.name).files!.map(({ path, bytes }) => [path, bytes]))
  const endings = [...files.keys()].map((path) => path.split('.').at(-1))
  expect(new Set(endings)).toEqual(new Set(['json', 'csv', 'parquet', 'html', 'png', 'log']))
  const bytes = files.get('evaluation/holdout-sample.parquet')!
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer as ArrayBuffer })
  expect(rows).toHaveLength(400)
  expect(rows[0]).toEqual({
    query_id: 'q010000',
    product_id: expect.any(BigInt),
    relevance: expect.any(BigInt),
    score: expect.any(Number),
    visitor: expect.stringMatching(/^(new|returning)$/),
  })
  expect(Buffer.from(files.get('plots/calibration.png')!.slice(1, 4)).toString()).toBe('PNG')
})
