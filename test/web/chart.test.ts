/** What charts draw and show, without a browser: limits, ranges, pictures, units. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unitOf } from '../../web/src/format/units.ts'
import { draw, type Place } from '../../web/src/parts/chart/draw.ts'
import { limitsOf } from '../../web/src/parts/chart/limits.ts'
import { type Drawing, type Line, styleOf } from '../../web/src/parts/chart/line.ts'
import { endsOf, type Points, stepsBetween, toSeries } from '../../web/src/parts/chart/series.ts'
import { onSvg } from '../../web/src/parts/chart/surface.ts'

const WIDTH = 300
const HEIGHT = 150

function drawn(lines: Line[], log = false, clip = false): string {
  const limits = limitsOf({ lines, log, clip })!
  const drawing: Drawing = { lines, bands: [], notes: [], x: limits.x, y: limits.y, hasLabels: false }
  const scale = log ? Math.log : (v: number) => v
  const place: Place = {
    width: WIDTH,
    height: HEIGHT,
    toX: (x) => ((x - limits.x[0]) / (limits.x[1] - limits.x[0])) * WIDTH,
    toY: (y) => HEIGHT - ((scale(y) - scale(limits.y[0])) / (scale(limits.y[1]) - scale(limits.y[0]))) * HEIGHT,
    color: (name) => name,
  }
  const on = onSvg()
  draw(on, drawing, place)
  return on.toString()
}

const line = (x: number[], y: (number | null)[], more: Partial<Line> = {}): Line => ({
  id: 'a',
  label: 'a',
  style: styleOf(0),
  x,
  y,
  ...more,
})

const pointsOf = (values: (number | string)[], every = 1_000): Points => ({
  total: values.length,
  steps: values.map((_, i) => i),
  timestamps: values.map((_, i) => i * every),
  values,
})

test('no two of twenty lines look alike, and none of the first eight shares a colour or a shape', () => {
  const looks = Array.from({ length: 20 }, (_, i) => styleOf(i))
  expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(20)
  expect(new Set(looks.map(({ color, marker }) => `${color} ${marker}`)).size).toBe(20)
  for (const part of ['color', 'marker'] as const)
    expect(new Set(looks.slice(0, 8).map((look) => look[part])).size).toBe(8)
})

test('Track-27: a spike reaches the top of the picture at its place, smoothed or not, beside whatever', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 4_000 }),
      fc.nat(),
      fc.constantFrom('NaN', 'Infinity', 0),
      fc.boolean(),
      (n, place, beside, isSmoothed) => {
        const at = place % n
        const values: (number | string)[] = Array.from({ length: n }, (_, i) => Math.sin(i))
        if (at > 0) values[at - 1] = beside
        if (at + 1 < n) values[at + 1] = beside
        values[at] = 20
        const { x, y, odd } = toSeries(pointsOf(values), 'step', false, 0)
        const flat = y.map((v) => (v === null ? null : 0))
        const svg = drawn([isSmoothed ? line(x, flat, { raw: y, odd }) : line(x, y, { odd })])
        const px = (at / (n - 1)) * WIDTH
        const strokes = [...svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(
          ([, sx, sy]) => [Number(sx), Number(sy)] as const,
        )
        // The axis ends 6 % above the greatest value.
        const top = strokes.filter(([sx, sy]) => Math.abs(sx - px) <= 1.6 && sy < 0.08 * HEIGHT)
        expect(top.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 200, seed: 11 },
  )
})

test('an axis without outliers counts what lies beyond it and marks it at the edge', () => {
  const y = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? 1e6 : i % 7))
  const lines = [
    line(
      y.map((_, i) => i),
      y,
    ),
  ]
  const { y: ends, beyond } = limitsOf({ lines, log: false, clip: true })!
  expect(ends[1]).toBeLessThan(10)
  expect(beyond).toBe(1)
  expect(limitsOf({ lines, log: false, clip: false })!.y[1]).toBeGreaterThan(1e6)
  expect(drawn(lines, false, true)).toContain('fill="--c1"')
})

test('a logarithmic axis holds only what is above zero', () => {
  const lines = [line([0, 1, 2], [0.001, null, 1_000])]
  const { y } = limitsOf({ lines, log: true, clip: false })!
  expect(y[0]).toBeGreaterThan(0)
  expect(y[0]).toBeLessThan(0.001)
  expect(limitsOf({ lines: [line([0], [null])], log: true, clip: false })).toBeUndefined()
})

test('a single place and a single height get room around them', () => {
  expect(limitsOf({ lines: [line([5], [3])], log: false, clip: false })).toMatchObject({ x: [4, 6] })
  const { y } = limitsOf({ lines: [line([0, 1], [0, 0])], log: false, clip: false })!
  expect(y[0]).toBeLessThan(y[1])
})

test('a part of the axis becomes steps, on steps as they are, on time with the points just outside', () => {
  const points = pointsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const steps = toSeries(points, 'step', false, 0)
  expect(stepsBetween(steps, points, 'step', 2.3, 6.9)).toEqual({ from: '3', to: '6' })
  expect(stepsBetween(steps, points, 'step', 2.3, 2.9)).toBeUndefined()
  const time = toSeries(points, 'time', false, 0)
  expect(stepsBetween(time, points, 'time', 2.3, 6.9)).toEqual({ from: '2', to: '7' })
  // Zooming out beyond what is loaded goes on at the same pace.
  expect(stepsBetween(time, points, 'time', -5, 14)).toEqual({ from: '-5', to: '14' })
  expect(endsOf(time, points, 'time', { from: '2', to: '7' })).toEqual([2, 7])
  expect(endsOf(steps, points, 'step', { from: '2', to: undefined })).toEqual([2, 9])
  expect(endsOf(steps, points, 'step', { from: undefined, to: undefined })).toBeUndefined()
})

test('units are read off the last words of a name, nothing else', () => {
  const units = [
    'p99_ms',
    'system/gpu_0_utilization_percentage',
    'tokens_per_second',
    'system/gpu_0_power_usage_watts',
    'items',
    'loss',
    'ms',
  ].map(unitOf)
  expect(units).toEqual(['ms', '%', 'tokens/s', 'W', undefined, undefined, undefined])
})
