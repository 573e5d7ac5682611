import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Int64 } from './json.ts'
import type { Points } from './points.ts'
import { type Random, random } from './random.ts'
import { decodeSegment, encodeBatch, encodeSegment } from './segment.ts'

const START = 1_700_000_000_000
const at = (values: number[], timestamps?: Int64[]): Points => ({
  steps: values.map((_, i) => i),
  timestamps: timestamps ?? values.map((_, i) => START + i * 250),
  values,
})

const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, -1.7976931348623157e308]
const decimal = fc.tuple(fc.integer({ min: -3e9, max: 3e9 }), fc.nat(9)).map(([n, digits]) => n / 10 ** digits)
const odd = fc.constantFrom(...ODD)
const KINDS: Record<string, fc.Arbitrary<number>> = {
  doubles: fc.double(),
  singles: fc.float(),
  decimals: decimal,
  'few of them': fc.constantFrom(1 / 3, 2 / 7, 0.1, Math.PI, Number.NaN),
  'few with both zeros': fc.constantFrom(1 / 3, 0, -0, 2 / 7),
  'odd ones among doubles': fc.oneof(fc.double(), odd),
  'odd ones among singles': fc.oneof(fc.float(), odd),
  'odd ones among decimals': fc.oneof({ weight: 9, arbitrary: decimal }, odd),
  'near each other': fc.integer({ min: 0, max: 99 }).map((i) => 1 + i * Number.EPSILON),
}

test.each(Object.keys(KINDS))('values come back bit for bit: %s', (kind) => {
  // Longer than a block, in both of its ways: hundreds of points, and what is left of a block.
  fc.assert(
    fc.property(fc.array(KINDS[kind]!, { maxLength: 400, size: 'max' }), (values) => {
      const back = decodeSegment(encodeSegment(at(values)))
      expect(back.values.findIndex((v, i) => !Object.is(v, values[i]))).toBe(-1)
      expect(back.values.length).toBe(values.length)
    }),
    { numRuns: 150, seed: 12 },
  )
})

test('times come back, however far apart they are', () => {
  const step = fc.oneof(
    fc.integer({ min: -3, max: 9 }),
    fc.constantFrom(2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 45),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      let now = 0
      const timestamps = steps.map((by) => {
        now = (now + by) % 2 ** 52
        return now
      })
      expect(
        decodeSegment(
          encodeSegment(
            at(
              timestamps.map(() => 1),
              timestamps,
            ),
          ),
        ).timestamps,
      ).toEqual(timestamps)
    }),
    { numRuns: 300, seed: 13 },
  )
})

test('segments of version 1 are still read', () => {
  const hex = [
    '0106010001020100040180a0abfef96201f403010004010000003f0000803e0000003e0000c07f000000800000807f',
    '01020203000000000000000100000000002000000a07009a9999999999b93f9c7500883ce437fe',
  ]
  expect(hex.map((text) => decodeSegment(Buffer.from(text, 'hex')))).toEqual([
    at([0.5, 0.25, 0.125, Number.NaN, -0, Number.POSITIVE_INFINITY]),
    { steps: [3, 9_007_199_254_740_993n], timestamps: [5, 1], values: [0.1, -1e300] },
  ])
})

const loss = (r: Random, i: number, n: number): number => 0.5 + 2 * Math.exp((-3 * i) / n) + r.normal(0, 0.02)
const SERIES: [kind: string, bytes: number, value: (r: Random, i: number, n: number) => number][] = [
  ['a loss in single precision', 2.7, (r, i, n) => Math.fround(loss(r, i, n))],
  ['any numbers between 0 and 1 in single precision', 3.5, (r) => Math.fround(r.next())],
  ['a loss in double precision', 6.4, loss],
  ['a loss of four decimals', 1.5, (r, i, n) => Math.round(loss(r, i, n) * 1e4) / 1e4],
  ['a share of 781', 1.4, (r) => r.integer(500, 700) / 781],
  ['a learning rate that falls on a line', 0.6, (_, i, n) => 0.1 * (1 - i / n)],
  ['a constant', 0.05, () => 0.001],
]

test.each(SERIES)('bytes a point of a regular series: %s takes at most %d', (kind, most, value) => {
  const n = 8_192
  const r = random(kind)
  const values = Array.from({ length: n }, (_, i) => value(r, i, n))
  expect(encodeSegment(at(values)).length / n).toBeLessThan(most)
})

test('times that waver by some milliseconds cost less than a byte', () => {
  const r = random('times')
  let now = START
  const timestamps = Array.from({ length: 8_192 }, () => {
    now += Math.round(250 + r.normal(0, 5))
    return now
  })
  expect(
    encodeSegment(
      at(
        timestamps.map(() => 1),
        timestamps,
      ),
    ).length / 8_192,
  ).toBeLessThan(0.75)
})

test('a dense batch says the same in fewer bytes', () => {
  const points = at(Array.from({ length: 300 }, (_, i) => Math.fround(2 + Math.sin(i / 9))))
  const [quick, dense] = [encodeBatch([[7, points]]), encodeBatch([[7, points]], { dense: true })]
  expect(dense.length).toBeLessThan(quick.length * 0.8)
})
