import fc from 'fast-check'
import { expect, test } from 'vitest'
import { merge, normalise, type Points, sample, slice } from './points.ts'

const { NaN: NAN, POSITIVE_INFINITY: HIGH, NEGATIVE_INFINITY: LOW } = Number

/** A point's place in a list is its step, so a sample says which points it took. */
const series = (values: number[]): Points => {
  const steps = values.map((_, i) => i)
  return { steps, timestamps: steps, values }
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NAN, HIGH, LOW) },
)
const odd = fc.constantFrom(NAN, HIGH, LOW)

test('a sample keeps its limit, its order, the ends and both finite extremes, whatever the points', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), fc.integer({ min: 4, max: 120 }), (values, limit) => {
      const all = normalise(series(values))
      const few = sample(all, limit)
      expect(few.values.length).toBeLessThanOrEqual(limit)
      if (values.length <= limit) {
        expect(few).toBe(all)
        return
      }
      expect(few.steps).toEqual([...few.steps].sort((a, b) => Number(a) - Number(b)))
      expect([few.steps[0], few.steps.at(-1)]).toEqual([0, values.length - 1])
      for (const [at, step] of few.steps.entries()) expect(few.values[at]).toBe(values[Number(step)])
      const finite = values.filter(Number.isFinite)
      if (finite.length) expect(few.values).toEqual(expect.arrayContaining([Math.max(...finite), Math.min(...finite)]))
    }),
    { numRuns: 500, seed: 6 },
  )
})

test('NaN and infinities among many points stay in the sample, and cost no extreme', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9_999), odd), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 20, max: 500 }),
      (marks, limit) => {
        const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 50))
        for (const [at, mark] of marks) values[at] = mark
        const few = sample(series(values), limit)
        expect(few.values.length).toBeLessThanOrEqual(limit)
        for (const mark of values.filter((v) => !Number.isFinite(v))) expect(few.values).toContainEqual(mark)
        const finite = values.filter(Number.isFinite)
        expect(few.values).toEqual(expect.arrayContaining([Math.max(...finite), Math.min(...finite)]))
      },
    ),
    { numRuns: 200, seed: 7 },
  )
})

/** A view of a chart: the part of the series between two places. */
interface View {
  from: number
  to: number
}

/** From the whole to a few points around a place, each view inside the one before it. */
function views(n: number, around: number, shrink: number): View[] {
  const found: View[] = [{ from: 0, to: n }]
  for (let width = n / shrink; width >= 2; width /= shrink) {
    const from = Math.max(0, Math.min(n - Math.ceil(width), Math.floor(around - width / 2)))
    found.push({ from, to: Math.min(n, from + Math.ceil(width)) })
  }
  return found
}

// Two seconds: a million points, sampled at a dozen zoom levels for each place of the spike.
test('Track-27: a spike of one point in a million is in the sample at every zoom, wherever it lies and whatever lies beside it', () => {
  const n = 1_000_000
  const quiet = Array.from({ length: n }, (_, i) => Math.sin(i / 1000))
  const limit = 2_000
  const buckets = (limit - 2) / 2
  /** The edges of the whole view's buckets, and of segments. */
  const edges = [
    0,
    1,
    n - 2,
    n - 1,
    8_191,
    8_192,
    ...[1, 333, buckets - 1].flatMap((b) => {
      const first = 1 + Math.floor((b * (n - 2)) / buckets)
      return [first - 1, first]
    }),
  ]
  fc.assert(
    fc.property(
      fc.oneof(fc.nat(n - 1), fc.constantFrom(...edges)),
      fc.constantFrom(50, -50),
      fc.option(odd),
      fc.option(odd),
      fc.constantFrom(3.7, 9.2, 31),
      (at, spike, before, after, shrink) => {
        const near: [number, number][] = [
          [at - 1, before ?? 0],
          [at + 1, after ?? 0],
          [at, spike],
        ]
        const kept = near.map(([i]) => quiet[i])
        for (const [i, v] of near) if (i >= 0 && i < n) quiet[i] = v
        try {
          for (const { from, to } of views(n, at, shrink)) {
            const part = { steps: Array.from({ length: to - from }, (_, i) => from + i), values: quiet.slice(from, to) }
            const few = sample({ ...part, timestamps: part.steps }, limit)
            expect(few.values.length, `${from} to ${to}`).toBeLessThanOrEqual(limit)
            expect(few.steps[few.values.indexOf(spike)], `${from} to ${to}`).toBe(at)
          }
        } finally {
          for (const [i, [place]] of near.entries()) if (place >= 0 && place < n) quiet[place] = kept[i]!
        }
      },
    ),
    { numRuns: 25, seed: 8 },
  )
})

test('a sample of samples, as sketches of segments are read, keeps the spike and what lies beside it', () => {
  fc.assert(
    fc.property(fc.nat(99_999), fc.option(odd), fc.integer({ min: 16, max: 400 }), (at, mark, limit) => {
      const values = Array.from({ length: 100_000 }, (_, i) => Math.cos(i / 700))
      values[at] = 9
      if (mark !== null && at + 1 < values.length) values[at + 1] = mark
      const all = series(values)
      const sketches = Array.from({ length: 13 }, (_, i) => sample(slice(all, i * 8_192, (i + 1) * 8_192), 128))
      const few = sample(merge(sketches), limit)
      expect(few.values.length).toBeLessThanOrEqual(limit)
      expect(few.steps[few.values.indexOf(9)]).toBe(at)
      if (mark !== null && at + 1 < values.length) expect(few.values).toContainEqual(mark)
    }),
    { numRuns: 60, seed: 9 },
  )
})
