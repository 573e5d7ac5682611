import fc from 'fast-check'
import { expect, test } from 'vitest'
import { middleOf, nearest, smooth, spreadOf, trace } from './curve.ts'

type Stroke = [x: number, y: number][]

/** What a pen draws, as strokes of points. */
function strokesOf(x: number[], y: (number | null)[], width: number, height: number): Stroke[] {
  const strokes: Stroke[] = []
  const [low, high] = [-1, 5]
  const [from, to] = [x[0]!, x.at(-1)!]
  trace(
    { moveTo: (px, py) => strokes.push([[px, py]]), lineTo: (px, py) => strokes.at(-1)!.push([px, py]) },
    x,
    y,
    (at) => (to === from ? 0 : ((at - from) / (to - from)) * width),
    (v) => height - ((v - low) / (high - low)) * height,
  )
  return strokes
}

const heights = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { minLength: 1, maxLength: 600 },
)

test('a spike is drawn to its full height at its own place, between whatever gaps', () => {
  fc.assert(
    fc.property(heights, fc.nat(), fc.integer({ min: 20, max: 900 }), (quiet, place, width) => {
      const at = place % quiet.length
      const y = [...quiet]
      y[at] = 5
      const x = y.map((_, i) => i)
      const strokes = strokesOf(x, y, width, 100)
      const px = y.length === 1 ? 0 : (at / (y.length - 1)) * width
      const reaching = strokes.filter((stroke) => stroke.some(([sx, sy]) => Math.abs(sx - px) <= 1.5 && sy === 0))
      // One of them has a length, else no pixel is coloured.
      const lengths = reaching.map((stroke) =>
        stroke.map(([sx, sy]) => Math.hypot(sx - stroke[0]![0], sy - stroke[0]![1])),
      )
      expect(Math.max(...lengths.flat())).toBeGreaterThanOrEqual(1)
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('in each column of pixels the strokes reach from the least to the greatest of its points', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3_000 }), (y) => {
      const width = 50
      const x = y.map((_, i) => i)
      const [stroke] = strokesOf(x, y, width, 100)
      const toY = (v: number): number => 100 - ((v + 1) / 6) * 100
      const columns = Map.groupBy(y.keys(), (i) => Math.floor((i / (y.length - 1)) * width))
      for (const [column, indexes] of columns) {
        const drawn = stroke!.filter(([px]) => Math.floor(px) === column).map(([, py]) => py)
        const wanted = indexes.map((i) => toY(y[i]!))
        expect(Math.min(...drawn)).toBe(Math.min(...wanted))
        expect(Math.max(...drawn)).toBe(Math.max(...wanted))
        expect(drawn.length).toBeLessThanOrEqual(4)
      }
    }),
    { numRuns: 100, seed: 4 },
  )
})

test('gaps are not bridged, and nothing is drawn of nothing', () => {
  expect(strokesOf([0, 1, 2, 3], [1, 2, null, 1], 90, 10)).toHaveLength(3)
  expect(strokesOf([0, 1], [null, null], 90, 10)).toEqual([])
  expect(strokesOf([], [], 90, 10)).toEqual([])
})

test('smoothing keeps what is constant, gaps and length; without an amount it changes nothing', () => {
  const x = [0, 1, 5, 6, 9]
  expect(smooth(x, [2, 2, null, 2, 2], 0.9)).toEqual([2, 2, null, 2, 2])
  expect(smooth(x, [1, 2, 3, 4, 5], 0)).toEqual([1, 2, 3, 4, 5])
  expect(smooth([], [], 0.5)).toEqual([])
  expect(smooth([4], [3], 0.5)).toEqual([3])
})

test('with even distances smoothing is the plain exponential average without its bias to zero', () => {
  const y = [10, 0, 0, 10, 5, 5]
  const a = 0.6
  let sum = 0
  let weight = 0
  const expected = y.map((v) => {
    sum = a * sum + (1 - a) * v
    weight = a * weight + (1 - a)
    return sum / weight
  })
  const found = smooth([0, 10, 20, 30, 40, 50], y, a)
  for (const [i, v] of found.entries()) expect(v).toBeCloseTo(expected[i]!, 12)
  expect(found[0]).toBe(10)
})

test('smoothing forgets by distance: a point far away pulls less', () => {
  const close = smooth([0, 1, 10], [0, 1, 1], 0.8)[1]!
  const far = smooth([0, 9, 10], [0, 1, 1], 0.8)[1]!
  expect(far).toBeGreaterThan(close)
})

test('the nearest place is found, whatever the list', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 1 }),
      fc.integer({ min: -120, max: 120 }),
      (list, at) => {
        const x = list.sort((a, b) => a - b)
        const best = Math.min(...x.map((v) => Math.abs(v - at)))
        expect(Math.abs(x[nearest(x, at)]! - at)).toBe(best)
      },
    ),
    { seed: 5 },
  )
  expect(nearest([], 3)).toBe(-1)
})

test('curves with the same places have their mean, deviation and extremes there', () => {
  const x = [0, 1, 2]
  const spread = spreadOf([
    { x, y: [1, 2, null] },
    { x, y: [3, 2, 5] },
    { x, y: [5, 2, 7] },
  ])
  expect(spread).toMatchObject({ x, n: [3, 3, 2], mean: [3, 2, 6], least: [1, 2, 5], greatest: [5, 2, 7] })
  expect(spread.low[0]).toBeCloseTo(3 - 2, 12)
  expect([spread.low[1], spread.high[1]]).toEqual([2, 2])
})

test('curves with places of their own are read in cells; their extremes are those of all points', () => {
  const steady = { x: [0, 100], y: [0, 100] }
  const x = Array.from({ length: 1_001 }, (_, i) => i / 10)
  const spiky = { x, y: x.map((at) => (at === 33.3 ? 500 : at)) }
  const spread = spreadOf([steady, spiky])
  const middle = nearest(spread.x, 50)
  expect(spread.mean[middle]).toBeCloseTo(spread.x[middle]!, 6)
  expect(Math.max(...spread.greatest.map((v) => v ?? 0))).toBe(500)
  const alone = spreadOf([steady, { x: [40, 60], y: [1, 1] }])
  expect([alone.mean[0], alone.n[0]]).toEqual([null, 1])
  expect(spreadOf([]).x).toEqual([])
})

test('the middle leaves out one of a hundred on either side', () => {
  expect(middleOf(Array.from({ length: 100 }, (_, i) => (i === 99 ? 1e6 : i)))).toEqual([1, 98])
  expect(middleOf([3, 1, 2])).toEqual([1, 3])
})
