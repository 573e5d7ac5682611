import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../../lib/codec.ts'
import { metrics } from '../contract/metrics.ts'
import { plainBatch, plainPoint } from '../routes/plain.ts'

/** Values that clients send, and values that no client should. */
const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', 'NaN', 'Infinity', '12', 1.5, 2 ** 60, -1, true, 'a\0b', '\ud800', 10n ** 18n),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.record({ key: fc.string() }),
)
const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })
const text = mostly(fc.string())
const point = fc.record(
  {
    key: text,
    value: mostly(fc.double({ noNaN: true, noDefaultInfinity: true })),
    timestamp: mostly(fc.nat()),
    step: mostly(fc.integer()),
    model_id: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: text }),
  },
  { requiredKeys: ['key', 'value', 'timestamp'] },
)
const pair = fc.record({ key: text, value: text })
const list = <T>(of: fc.Arbitrary<T>) => mostly(fc.array(mostly(of), { maxLength: 3 }))
const batch = fc.record(
  { run_id: text, metrics: list(point), params: list(pair), tags: list(pair) },
  { requiredKeys: ['run_id'] },
)

/** What is absent and what is undefined are one; numbers keep their sign. */
const shape = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : Object.is(v, -0) ? '-0' : v))

test('what is taken as it is reads the same against the schema', () => {
  let taken = 0
  fc.assert(
    fc.property(batch, (source) => {
      const plain = plainBatch(source)
      if (!plain) return
      taken++
      expect(shape(plain)).toBe(shape(decode(metrics.logBatch.input, source)))
    }),
    { numRuns: 2_000, seed: 5 },
  )
  expect(taken).toBeGreaterThan(400)
})

test('so is a single point', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.tuple(text, point), ([run_id, fields]) => {
      const source = { run_id, ...fields }
      const plain = plainPoint(source)
      if (!plain) return
      taken++
      expect(shape(plain)).toBe(shape(decode(metrics.log.input, source)))
    }),
    { numRuns: 2_000, seed: 5 },
  )
  expect(taken).toBeGreaterThan(400)
})
