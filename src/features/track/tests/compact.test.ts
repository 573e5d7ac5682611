import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import type { Int64 } from '../../../lib/json.ts'
import { random } from '../../../lib/random.ts'
import { extremes } from '../contract/extremes.ts'
import { metrics } from '../contract/metrics.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'
import { compactRun } from '../points/compact.ts'
import { foldRun, foldRuns } from '../points/fold.ts'
import { mergeable } from '../points/segments.ts'

const { app, call, advance, database } = await server()
const { pool } = database

interface Point {
  value: number
  step: Int64
  timestamp: Int64
}

const log = (run_id: string, key: string, points: Point[]) =>
  call(metrics.logBatch, { run_id, metrics: points.map((point) => ({ key, ...point })) })
const idOf = async (runId: string): Promise<Int64> =>
  (await pool.query<{ id: Int64 }>('select id from runs where run_id = $1', [runId])).rows[0]!.id
const rowsOf = async (run: Int64): Promise<{ segments: number; packs: number; due: number }> =>
  (
    await pool.query(
      `select (select count(*)::int from segments where run = $1) as segments,
        (select count(*)::int from packs where run = $1) as packs, (select count(*)::int from uncompacted where run = $1) as due`,
      [run],
    )
  ).rows[0]
const historyOf = async (run_id: string, metric_key: string) =>
  ((await call(metrics.history, { run_id, metric_key })).metrics ?? []).map(
    ({ value, step = 0, timestamp }) => `${step} ${timestamp} ${value}`,
  )
const regular = (n: number, value: (i: number) => number, from = 0): Point[] =>
  Array.from({ length: n }, (_, i) => ({
    value: value(from + i),
    step: from + i,
    timestamp: 1_700_000_000_000 + (from + i) * 250,
  }))

test('a run that is over ends in few rows, and says what it said before', async () => {
  const run_id = await aRun(call)
  const run = await idOf(run_id)
  const r = random('compact')
  for (let at = 0; at < 20; at++) {
    await log(
      run_id,
      'long',
      regular(1_000, () => Math.fround(r.normal()), at * 1_000),
    )
    for (const key of ['a', 'b', 'c'])
      await log(
        run_id,
        key,
        regular(7, () => r.next(), at * 7),
      )
    await log(run_id, 'odd', [
      { value: Number.NaN, step: 9_007_199_254_740_993n + BigInt(at), timestamp: at },
      { value: Number.NEGATIVE_INFINITY, step: -at, timestamp: 3 },
    ])
    await foldRun(pool, run)
  }
  const keys = ['long', 'a', 'b', 'c', 'odd']
  const whole = async () => ({
    histories: await Promise.all(keys.map((key) => historyOf(run_id, key))),
    extremes: await call(extremes.ofRun, { run_id, keys }),
    part: await call(own.points, { run_id, key: 'a', from_step: 10, to_step: 90 }),
  })
  const before = await whole()
  await call(runs.update, { run_id, status: 'FINISHED' })
  advance(10_000)
  await app.jobs.runNow('track.compact-points')
  expect(await rowsOf(run)).toEqual({ segments: 3, packs: 2, due: 0 })
  expect(await whole()).toEqual(before)
})

test('a run that goes on is left alone until it falls silent', async () => {
  const run_id = await aRun(call)
  const run = await idOf(run_id)
  const logFive = (from: number) =>
    log(
      run_id,
      'loss',
      regular(5, (i) => i, from),
    )
  await logFive(0)
  await foldRun(pool, run)
  await logFive(5)
  await foldRun(pool, run)
  await app.jobs.runNow('track.compact-points')
  expect(await rowsOf(run)).toEqual({ segments: 1, packs: 1, due: 1 })
  advance(2 * 3_600_000)
  await app.jobs.runNow('track.compact-points')
  expect(await rowsOf(run)).toEqual({ segments: 0, packs: 1, due: 0 })
  expect(await historyOf(run_id, 'loss')).toHaveLength(10)
})

test('short runs are folded together, each into one row that nobody writes again; who is long is not among them', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => aRun(call)))
  for (const [i, run_id] of ids.entries())
    for (const key of ['a', 'b'])
      await log(
        run_id,
        key,
        regular(i === 4 ? 600 : 3 + i, (n) => n / 7),
      )
  const all = await Promise.all(ids.map(idOf))
  expect(await foldRuns(pool, all, 64)).toEqual([])
  expect(await Promise.all(all.map(rowsOf))).toEqual([
    ...Array.from({ length: 4 }, () => ({ segments: 0, packs: 1, due: 0 })),
    { segments: 2, packs: 0, due: 1 },
  ])
  for (const [i, run_id] of ids.entries())
    for (const key of ['a', 'b']) expect(await historyOf(run_id, key)).toHaveLength(i === 4 ? 600 : 3 + i)
  const left = await pool.query('select from point_log where run = any($1)', [all])
  expect(left.rowCount).toBe(0)
})

test('a run whose log cannot be read keeps no other from being folded', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, () => aRun(call)))
  const all = await Promise.all(ids.map(idOf))
  const bad = all[1]
  // Wide, so that a search must know of them: their latest values are owed by the fold.
  const wide = Array.from({ length: 600 }, (_, i) => ({ key: `wide-${i}`, value: i, step: 0, timestamp: 1 }))
  await pool.query("insert into point_log (run, deferred, payload) values ($1, false, '\\x000103ffffff')", [bad])
  for (const run_id of ids) await call(metrics.logBatch, { run_id, metrics: wide })
  const logged = async (): Promise<Int64[]> => {
    const { rows } = await pool.query<{ run: Int64 }>('select distinct run from point_log where run = any($1)', [all])
    return rows.map(({ run }) => run)
  }
  await expect.poll(logged, { timeout: 10_000 }).toEqual([bad])
  const found = await call(runs.search, { experiment_ids: ['0'], filter: 'metrics.`wide-7` = 7' })
  expect(found.runs?.map(({ info }) => info.run_id).sort()).toEqual(ids.filter((_, i) => i !== 1).sort())
  await pool.query('delete from point_log where run = $1', [bad])
})

test('of a long log a part is folded, and it is said that more is left', async () => {
  const run_id = await aRun(call)
  for (let i = 0; i < 5; i++) await log(run_id, `k${i}`, [{ value: i, step: 0, timestamp: 1 }])
  const run = await idOf(run_id)
  expect(await foldRuns(pool, [run], 3)).toEqual([run])
  expect(await foldRuns(pool, [run], 3)).toEqual([])
  for (let i = 0; i < 5; i++) expect(await historyOf(run_id, `k${i}`)).toEqual([`0 1 ${i}`])
})

const KEYS = ['x', 'y', 'z']
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      key: fc.constantFrom(...KEYS),
      points: fc.array(
        fc.record({
          value: fc.oneof(fc.float(), fc.double(), fc.constant(Number.NaN)),
          step: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
          timestamp: fc.oneof(fc.nat(50), fc.bigInt(2n ** 53n, 2n ** 63n - 1n)),
        }),
        { minLength: 1, maxLength: 40 },
      ),
    }),
  },
  // A long stretch, so that series outgrow packs and segments.
  { weight: 1, arbitrary: fc.record({ key: fc.constantFrom(...KEYS), stretch: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.constant('fold' as const) },
  { weight: 2, arbitrary: fc.constant('compact' as const) },
)

// Some seconds: dozens of runs are logged, folded and compacted in any order.
test('whatever is logged, folded and compacted in whatever order, every point is there once', {
  timeout: 60_000,
}, async () => {
  const said = ({ value, step, timestamp }: Point) => `${step} ${timestamp} ${value + 0}`
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
      const run_id = await aRun(call)
      const run = await idOf(run_id)
      const logged = new Map(KEYS.map((key) => [key, new Set<string>()]))
      for (const one of acts) {
        if (one === 'fold') await foldRun(pool, run)
        else if (one === 'compact') await compactRun(pool, run)
        else {
          const points = 'points' in one ? one.points : regular(900, (i) => i / 3, one.stretch * 450)
          await log(run_id, one.key, points)
          for (const point of points) logged.get(one.key)!.add(said(point))
        }
      }
      for (const key of KEYS) {
        const got = await historyOf(run_id, key)
        expect(got.length).toBe(new Set(got).size)
        expect(new Set(got)).toEqual(logged.get(key))
      }
    }),
    { numRuns: 40, seed: 21 },
  )
})

test('folds, compactions and readers at one time lose and double nothing', async () => {
  const run_id = await aRun(call)
  const run = await idOf(run_id)
  let logging = true
  const seen: number[] = []
  const busy = async (work: () => Promise<unknown>): Promise<void> => {
    while (logging) await work()
  }
  const others = Promise.all([
    busy(() => foldRun(pool, run)),
    busy(() => compactRun(pool, run)),
    busy(async () => seen.push((await historyOf(run_id, 'loss')).length)),
  ])
  for (let at = 0; at < 40; at++) await log(run_id, 'loss', regular(50, Math.sin, at * 50))
  logging = false
  await others
  expect(await historyOf(run_id, 'loss')).toHaveLength(2_000)
  // No reader saw less than one before it.
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

test('a point is rewritten a number of times that grows with the logarithm of its series', () => {
  for (const factor of [2, 4])
    for (const n of [1_000, 8_000]) {
      const sizes: number[] = []
      let written = 0
      for (let i = 0; i < n; i++) {
        const count = mergeable(sizes, 1, factor)
        const size = sizes.splice(sizes.length - count).reduce((sum, one) => sum + one, 1)
        sizes.push(size)
        written += size
      }
      expect(written / n).toBeLessThan(2 * factor * Math.log2(n))
      expect(sizes.length).toBeLessThan(Math.log2(n))
    }
})
