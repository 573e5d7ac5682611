import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson, toInt64, toJson } from './json.ts'

test('integers beyond 2^53 keep their digits, floats stay floats', () => {
  expect(
    parseJson('{"step":9223372036854775807,"n":-9007199254740993,"v":0.12345678901234567,"e":12345678901234567890.5}'),
  ).toEqual({
    step: 9223372036854775807n,
    n: -9007199254740993n,
    v: Number('0.12345678901234567'),
    e: Number('12345678901234567890.5'),
  })
})

test("Python's bare NaN and infinities are read, also beside strings that hold the same words", () => {
  expect(parseJson('{"a":NaN,"b":-Infinity,"c":[Infinity],"d":"NaN and \\"Infinity\\""}')).toEqual({
    a: 'NaN',
    b: '-Infinity',
    c: ['Infinity'],
    d: 'NaN and "Infinity"',
  })
})

test('what is no JSON is refused', () => {
  for (const text of ['{', '{"a":nan}', 'NaNa', '[1,]', '']) expect(() => parseJson(text)).toThrow(SyntaxError)
})

test('whatever is written is read back', () => {
  const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => toInt64(n.toString()))
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      int64,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('any'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  })).any
  const plain = (v: unknown): unknown =>
    JSON.parse(JSON.stringify(v, (_k, x) => (typeof x === 'bigint' ? `${x}n` : Object.is(x, -0) ? 0 : x)))
  fc.assert(
    fc.property(value, (v) => {
      expect(plain(parseJson(toJson(v)))).toEqual(plain(v))
    }),
    { numRuns: 500, seed: 7 },
  )
})
