import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toInt64 } from './json.ts'
import { byTime, comparePoints, merge, normalise, type Points } from './points.ts'
import { countBatch, decodeBatch, decodeSegment, encodeBatch, encodeSegment } from './segment.ts'

const int64 = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.maxSafeInteger(),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => toInt64(n.toString())),
)
const value = fc.oneof(fc.double(), fc.float(), fc.constantFrom(Number.NaN, 0, 1))
const points = (maxLength = 60): fc.Arbitrary<Points> =>
  fc.array(fc.tuple(int64, int64, value), { maxLength }).map((rows) => ({
    steps: rows.map((row) => row[0]),
    timestamps: rows.map((row) => row[1]),
    values: rows.map((row) => row[2]),
  }))

const rows = ({ steps, timestamps, values }: Points) =>
  steps.map((step, i) => `${step} ${timestamps[i]} ${values[i]! + 0}`)

test('a segment holds whatever points there are, bit for bit', () => {
  fc.assert(
    fc.property(points(), (p) => {
      const back = decodeSegment(encodeSegment(p))
      expect([back.steps, back.timestamps]).toEqual([p.steps, p.timestamps])
      expect(back.values.every((v, i) => Object.is(v, p.values[i]))).toBe(true)
    }),
    { numRuns: 1000, seed: 3 },
  )
})

test('a batch gives each metric back, or only the one that is asked for', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(100_000), points(5)), { selector: ([key]) => key, maxLength: 6 }),
      (batch) => {
        const seen: [number, Points][] = []
        const bytes = encodeBatch(batch)
        expect(countBatch(bytes)).toBe(batch.reduce((sum, [, p]) => sum + p.steps.length, 0))
        decodeBatch(bytes, (key, p) => seen.push([key, p]))
        expect(seen.map(([key, p]) => [key, rows(p)])).toEqual(batch.map(([key, p]) => [key, rows(p)]))
        for (const [key, p] of batch) {
          const only: Points[] = []
          decodeBatch(bytes, (_, found) => only.push(found), key)
          expect(only.map(rows)).toEqual([rows(p)])
        }
      },
    ),
    { numRuns: 200, seed: 4 },
  )
})

test('merging is the sorted set of all points, however they were split', () => {
  fc.assert(
    fc.property(fc.array(points(20), { minLength: 1, maxLength: 5 }), (parts) => {
      const merged = merge(parts)
      expect(new Set(rows(merged))).toEqual(new Set(parts.flatMap(rows)))
      for (let i = 1; i < merged.steps.length; i++) expect(comparePoints(merged, i - 1, merged, i)).toBe(-1)
      expect(rows(normalise(merged))).toEqual(rows(merged))
      expect(rows(byTime(merged)).sort()).toEqual(rows(merged).sort())
    }),
    { numRuns: 300, seed: 5 },
  )
})
