import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFilter } from './parse.ts'
import { writeIs, writeKey } from './write.ts'

const text = fc.string({ unit: fc.constantFrom(...'ab \\\'"`=%_$^.é🚀') })

test('what is written reads back as the same key and text, also between other conditions', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((name) => !name.includes('\0')),
      text,
      (name, value) => {
        const filter = parseFilter(`(a = 'x') and ${writeIs(writeKey('params', name), value)} and b = 'y'`)
        const comparison = (filter as { parts: object[] }).parts[1]
        const key = { entity: 'param', name }
        if (/\\'|\\$/.test(value)) expect(comparison).toMatchObject({ kind: 'match', op: 'RLIKE', key })
        else expect(comparison).toMatchObject({ kind: 'compare', op: '=', key, value: { kind: 'text', text: value } })
      },
    ),
  )
})

test('what is missing is null', () => {
  expect(parseFilter(writeIs(writeKey('tags', 'team'), null))).toMatchObject({ kind: 'null', negated: false })
})
