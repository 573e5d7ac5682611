import { expect, test } from 'vitest'
import { aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import type { Int64 } from '../../../lib/json.ts'
import { random } from '../../../lib/random.ts'
import { metrics } from '../contract/metrics.ts'
import { runs } from '../contract/runs.ts'
import { storage } from '../contract/storage.ts'
import { foldRun } from '../points/fold.ts'

const { app, call, advance, database } = await server()
const { pool } = database

interface Point {
  value: number
  step: number
  timestamp: number
}

const log = (run_id: string, key: string, points: Point[]) =>
  call(metrics.logBatch, { run_id, metrics: points.map((point) => ({ key, ...point })) })
const idOf = async (runId: string): Promise<Int64> =>
  (await pool.query<{ id: Int64 }>('select id from runs where run_id = $1', [runId])).rows[0]!.id
const regular = (n: number, value: (i: number) => number, from = 0): Point[] =>
  Array.from({ length: n }, (_, i) => ({
    value: value(from + i),
    step: from + i,
    timestamp: 1_700_000_000_000 + (from + i) * 250,
  }))

// Some seconds: two hundred thousand points go through the API.
test('a point of a regular series in single precision takes at most 4 bytes, in long series and in short ones', {
  timeout: 60_000,
}, async () => {
  const r = random('bytes')
  const made: string[] = []
  const loss = (i: number, n: number): number => Math.fround(0.3 + 2 * Math.exp((-3 * i) / n) + r.normal(0, 0.02))
  const long = await aRun(call)
  made.push(long)
  for (let at = 0; at < 100_000; at += 1_000)
    await log(
      long,
      'loss',
      regular(1_000, (i) => loss(i, 100_000), at),
    )
  for (let i = 0; i < 100; i++) {
    const run_id = await aRun(call)
    made.push(run_id)
    const all = Array.from({ length: 10 }, (_, k) =>
      regular(100, (at) => loss(at, 100)).map((point) => ({ key: `m${k}`, ...point })),
    )
    await call(metrics.logBatch, { run_id, metrics: all.flat() })
  }
  for (const run_id of made) {
    await foldRun(pool, await idOf(run_id))
    await call(runs.update, { run_id, status: 'FINISHED' })
  }
  advance(2 * 3_600_000)
  await app.jobs.runNow('track.compact-points')
  // Room that moved points left behind is used again later; here it would count.
  await pool.query('vacuum full segments')
  await pool.query('vacuum full packs')
  const { points, bytes_per_point, not_compacted } = await call(storage.points, {})
  expect(points).toBe(200_000)
  expect(not_compacted).toBe(0)
  expect(bytes_per_point).toBeLessThanOrEqual(4)
})
