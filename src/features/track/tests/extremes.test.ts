import { expect, test } from 'vitest'
import { aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { extremes } from '../contract/extremes.ts'
import { metrics } from '../contract/metrics.ts'

const { call } = await server()

test('the extremes of metrics are where they were, spikes within a long history too', async () => {
  const run_id = await aRun(call)
  const long = Array.from({ length: 20_000 }, (_, i) => (i === 7_777 ? -5 : i === 15_001 ? 9 : Math.sin(i)))
  for (let at = 0; at < long.length; at += 1_000)
    await call(metrics.logBatch, {
      run_id,
      metrics: long
        .slice(at, at + 1_000)
        .map((value, i) => ({ key: 'long', value, step: at + i, timestamp: 1_700_000_000_000 + at + i })),
    })
  await logValues(call, run_id, 'odd', [1, Number.NaN, Number.POSITIVE_INFINITY, 3])
  await logValues(call, run_id, 'nothing finite', [Number.NaN])
  const of = async (keys: string[]) => (await call(extremes.ofRun, { run_id, keys })).extremes
  const expected = {
    key: 'long',
    points: 20_000,
    finite: true,
    least: { value: -5, step: 7_777 },
    greatest: { value: 9, step: 15_001 },
  }
  expect(await of(['long', 'unknown'])).toEqual([expected])
  // Once it is folded, full segments are read by their sketches.
  await expect.poll(async () => (await of(['long']))[0]).toEqual(expected)
  expect(await of(['odd', 'nothing finite'])).toEqual(
    expect.arrayContaining([
      { key: 'odd', points: 4, finite: false, least: { value: 1, step: 0 }, greatest: { value: 3, step: 3 } },
      { key: 'nothing finite', points: 1, finite: false, least: null, greatest: null },
    ]),
  )
})

test('an unknown run is not found, too many metrics are refused', async () => {
  await expect(call(extremes.ofRun, { run_id: 'f'.repeat(32), keys: [] })).rejects.toMatchObject({ status: 404 })
  const keys = Array.from({ length: 201 }, (_, i) => `m${i}`)
  await expect(call(extremes.ofRun, { run_id: await aRun(call), keys })).rejects.toThrow(/keys/)
})
