import { expect, test } from 'vitest'
import { decode } from './codec.ts'
import { Double, Int64, OneOf, Type } from './contract.ts'

const schema = Type.Object({
  name: Type.String(),
  step: Type.Optional(Int64()),
  value: Type.Optional(Double()),
  flag: Type.Optional(Type.Boolean()),
  kind: Type.Optional(OneOf(['a', 'b'])),
  tags: Type.Optional(Type.Array(Type.Object({ key: Type.String() }), { maxItems: 3 })),
  words: Type.Optional(Type.Record(Type.String(), Type.String())),
  maybe: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
})

test('numbers may be strings, a single query value a list, null an absent field; unknown fields vanish', () => {
  expect(
    decode(schema, { name: 'x', step: '12', value: 'NaN', flag: 'true', kind: null, colour: 'red', maybe: 3 }),
  ).toEqual({
    name: 'x',
    step: 12,
    value: Number.NaN,
    flag: true,
    maybe: 3,
  })
  expect(decode(Type.Object({ ids: Type.Array(Type.String()) }), { ids: 'one' })).toEqual({ ids: ['one'] })
  expect(decode(schema, { name: 'x', words: { a: 'b', ключ: '✓' } })).toMatchObject({ words: { a: 'b', ключ: '✓' } })
})

test('int64 keeps its digits to both ends and no further', () => {
  const read = (step: unknown) => (decode(schema, { name: 'x', step }) as { step: unknown }).step
  expect([read('9223372036854775807'), read(-9223372036854775808n), read('+7'), read(1e15)]).toEqual([
    9223372036854775807n,
    -9223372036854775808n,
    7,
    1e15,
  ])
  for (const bad of ['9223372036854775808', 1.5, '1e3', true, [], '', 1e30]) expect(() => read(bad)).toThrow(/'step'/)
})

test.each([
  [{}, "'name'"],
  [{ name: 1 }, "'name'"],
  [{ name: 'a\0b' }, 'NUL'],
  [{ name: '\ud800' }, 'surrogate'],
  [{ name: 'x', kind: 'c' }, 'one of a, b'],
  [{ name: 'x', tags: [{ key: 'a' }, {}] }, "'tags[1].key'"],
  [{ name: 'x', tags: [{}, {}, {}, {}] }, 'at most 3'],
  [{ name: 'x', value: '0x10' }, "'value'"],
  [{ name: 'x', flag: 'maybe' }, 'true or false'],
  [{ name: 'x', words: { a: 1 } }, "'words.a'"],
  [[], 'an object'],
  ['text', 'an object'],
])('%j is refused with the path of what is wrong', (input, part) => {
  expect(() => decode(schema, input)).toThrow(
    expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(part) }),
  )
})

test('fields that every object inherits are not fields', () => {
  const reads = Type.Object({ constructor: Type.Optional(Type.String()), toString: Type.Optional(Type.String()) })
  expect(Object.keys(decode(reads, {}) as object)).toEqual([])
})

test('a refusal shows any value, an integer that no double holds among them', () => {
  const schema = Type.Object({ filter: Type.String() })
  expect(() => decode(schema, { filter: [{ n: 5678102025420761202688n }] })).toThrow(
    `Invalid value [{"n":5678102025420761202688}] for parameter 'filter': expected a string.`,
  )
})
