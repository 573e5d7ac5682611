import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../failure.ts'
import { type Comparison, ENTITIES, type Filter, type Key, type Value } from './ast.ts'
import { parseOrderBy } from './order-by.ts'
import { parseFilter } from './parse.ts'

const quoteText = (text: string): string => {
  const quote = text.includes("\\'") ? '"' : "'"
  return quote + text.replaceAll(quote, quote + quote) + quote
}
const printValue = (value: Value, inList = false): string =>
  value.kind === 'number' ? value.text : quoteText(inList ? value.text.replaceAll('\\', '\\\\') : value.text)
const printKey = ({ entity, name }: Key): string => `${entity}s.\`${name.replaceAll('`', '``')}\``

function print(filter: Filter): string {
  if (filter.kind === 'not') return `NOT (${print(filter.part)})`
  if ('parts' in filter)
    return filter.parts.map((part) => `(${print(part)})`).join(filter.kind === 'and' ? ' AND ' : ' OR ')
  const key = printKey(filter.key)
  const not = 'negated' in filter && filter.negated ? 'NOT ' : ''
  switch (filter.kind) {
    case 'null':
      return `${key} IS ${not}NULL`
    case 'in':
      return `${key} ${not}IN (${filter.values.map((value) => printValue(value, true)).join(', ')})`
    case 'between':
      return `${key} ${not}BETWEEN ${printValue(filter.low)} AND ${printValue(filter.high)}`
    default:
      return `${key} ${filter.op} ${printValue(filter.value)}`
  }
}

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'at' ? undefined : part)))

const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((s) => !s.includes('\0'))
/** A backslash before a closing quote cannot be written outside of a list, in MLflow's grammar and hence in this one. */
const plainText = text.filter((s) => !s.endsWith('\\') && !/\\['"]/.test(s))
const number = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom('NaN', 'Infinity', '-Infinity'),
)
const toValue = (of: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.oneof(
    of.map((t): Value => ({ kind: 'text', text: t, at: 0 })),
    number.map((t): Value => ({ kind: 'number', text: t, at: 0 })),
  )
const key = fc.record({ entity: fc.constantFrom(...ENTITIES), name: text, at: fc.constant(0) })
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    key,
    op: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: toValue(plainText),
  }),
  fc.record({
    kind: fc.constant('match' as const),
    key,
    op: fc.constantFrom('LIKE', 'ILIKE', 'RLIKE', 'NOT LIKE', 'NOT ILIKE', 'NOT RLIKE'),
    value: toValue(plainText),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    key,
    negated: fc.boolean(),
    values: fc.array(toValue(text), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('between' as const),
    key,
    negated: fc.boolean(),
    low: toValue(plainText),
    high: toValue(plainText),
  }),
  fc.record({ kind: fc.constant('null' as const), key, negated: fc.boolean() }),
)
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
  ),
}))

describe('for any filter', () => {
  test('printing and parsing it gives the same tree', () => {
    fc.assert(
      fc.property(filter, (tree) => {
        expect(withoutPlaces(parseFilter(print(tree)))).toEqual(withoutPlaces(tree))
      }),
    )
  })

  const word = fc.constantFrom(
    ...['metrics.a', 'params.`b`', 'status', '>', '=', '!=', "'x'", '"y"', '1', '-2.5', '(', ')', ',', 'AND', 'OR'],
    ...['NOT', 'IN', 'IS', 'NULL', 'LIKE', 'BETWEEN', '.', '`', "'", '"', '\\', ' ', 'run name', 'é', '💥', '\0'],
  )
  const anyText = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    fc.string({ unit: 'binary' }),
  )
  test('any text parses, or is refused at a position inside it', () => {
    fc.assert(
      fc.property(anyText, (written) => {
        for (const parse of [() => parseFilter(written), () => parseOrderBy([written])]) {
          let caught: unknown
          try {
            parse()
          } catch (error) {
            caught = error
          }
          if (caught === undefined) continue
          expect(caught).toBeInstanceOf(Failure)
          const position = Number(/at position (\d+): /.exec((caught as Failure).message)?.[1])
          expect(position).toBeGreaterThanOrEqual(1)
          expect(position).toBeLessThanOrEqual(written.length + 1)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
