import { describe, expect, test } from 'vitest'
import { Failure } from '../failure.ts'
import type { Comparison, Filter } from './ast.ts'
import { MLFLOW_CASES } from './mlflow-cases.ts'
import { MAX_ORDER_TERMS, parseOrderBy } from './order-by.ts'
import { LIMITS, parseFilter } from './parse.ts'

/** A comparison as the cases write it: kind, key, comparison, value. */
function describeComparison(comparison: Comparison): string {
  const { entity, name } = comparison.key
  const key = `${entity} ${entity === 'attribute' ? name.toLowerCase().replaceAll(' ', '_') : name}`.replace(
    /^attribute created$/,
    'attribute start_time',
  )
  const not = 'negated' in comparison && comparison.negated ? 'NOT ' : ''
  switch (comparison.kind) {
    case 'null':
      return `${key} IS ${not}NULL`
    case 'in':
      return `${key} ${not}IN ${comparison.values.map(({ text }) => text).join(', ')}`
    case 'between':
      return `${key} ${not}BETWEEN ${comparison.low.text} AND ${comparison.high.text}`
    default:
      return `${key} ${comparison.op} ${comparison.value.text}`
  }
}

/** The tree with brackets round every junction. */
function outline(filter: Filter | undefined): string {
  if (!filter) return ''
  if (filter.kind === 'not') return `NOT ${outline(filter.part)}`
  if (!('parts' in filter)) return describeComparison(filter)
  return `(${filter.parts.map(outline).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`
}

const failureOf = (run: () => unknown): Failure => {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('what MLflow accepts', () => {
  test.each(MLFLOW_CASES)('%s means the same here', (text, ...meanings) => {
    const filter = parseFilter(text)
    const parts = filter?.kind === 'and' ? filter.parts : [filter!]
    expect(parts.map(outline)).toEqual(meanings)
  })
})

describe('what this grammar adds', () => {
  test.each([
    [
      'a OR b binds weaker than AND',
      "status = 'a' or status = 'b' AND metrics.m > 1",
      '(attribute status = a OR (attribute status = b AND metric m > 1))',
    ],
    [
      'brackets group',
      "(status = 'a' OR status = 'b') AND metrics.m > 1",
      '((attribute status = a OR attribute status = b) AND metric m > 1)',
    ],
    ['NOT binds strongest', 'NOT metrics.a > 1 AND metrics.b > 1', '(NOT metric a > 1 AND metric b > 1)'],
    [
      'NOT stands before brackets',
      'not (metrics.a > 1 AND NOT metrics.b > 1)',
      'NOT (metric a > 1 AND NOT metric b > 1)',
    ],
    ['NOT LIKE is a comparison', "params.p not like '%x'", 'param p NOT LIKE %x'],
    ['NOT RLIKE is a comparison', "params.p NOT RLIKE '^x'", 'param p NOT RLIKE ^x'],
    [
      'BETWEEN has its own AND',
      'metrics.m between 1 and 2 and metrics.n NOT BETWEEN -1 AND +1',
      '(metric m BETWEEN 1 AND 2 AND metric n NOT BETWEEN -1 AND 1)',
    ],
    ['lists mix numbers and text', 'params.p IN (1, \'two\', "3")', 'param p IN 1, two, 3'],
    ['a doubled quote is one', 'params.p = \'it\'\'s\' AND params.q = "6"""', '(param p = it\'s AND param q = 6")'],
    ['a doubled backtick is one', 'params.`a``b` = 1', 'param a`b = 1'],
    [
      'a backslash escapes a quote in a list',
      "params.p IN ('it\\'s', 'C:\\dir', 'a\\\\b')",
      "param p IN it's, C:\\dir, a\\b",
    ],
    ['keys may hold slashes and dashes', 'metrics.val/top-5.acc@1 >= 1', 'metric val/top-5.acc@1 >= 1'],
    ['no space is needed round comparisons', "metrics.a>-1 AND(params.b<>'x')", '(metric a > -1 AND param b != x)'],
    ['== is =', "params.a == 'x'", 'param a = x'],
    ['kinds may be written in capitals', 'Metrics.A > 1 AND ATTR.x = 1', '(metric A > 1 AND attribute x = 1)'],
    [
      'numbers have words',
      'metrics.a = NaN OR metrics.a = -inf OR metrics.a = +Infinity',
      '(metric a = NaN OR metric a = -Infinity OR metric a = Infinity)',
    ],
    ['digits stay as written', 'start_time > 9223372036854775807', 'attribute start_time > 9223372036854775807'],
    [
      'run name needs no quotes',
      "run name = 'x' AND attributes.Run Name = 'y'",
      '(attribute run_name = x AND attribute run_name = y)',
    ],
    [
      'anything may be NULL',
      'metrics.m IS NULL OR end_time is  not  null',
      '(metric m IS NULL OR attribute end_time IS NOT NULL)',
    ],
    ['a key may be a keyword', "tags.in = 'x' AND params.not LIKE 'y'", '(tag in = x AND param not LIKE y)'],
    ['quotes may hold any script', "tags.`größe 📏` = '大'", 'tag größe 📏 = 大'],
  ])('%s', (_, text, meaning) => {
    expect(outline(parseFilter(text))).toBe(meaning)
  })

  test('a blank filter is none', () => {
    expect(parseFilter('')).toBeUndefined()
    expect(parseFilter(' \n\t')).toBeUndefined()
  })

  test('every part knows where it stands', () => {
    expect(parseFilter("  params.p = 'x'")).toEqual({
      kind: 'compare',
      key: { entity: 'param', name: 'p', at: 3 },
      op: '=',
      value: { kind: 'text', text: 'x', at: 14 },
    })
  })
})

describe('what is refused', () => {
  test.each([
    ['metrics.a', 10, 'expected a comparison'],
    ['metrics.a >', 12, 'expected a value'],
    ["params.p = 'x", 12, 'never closed'],
    ['params.p = x', 12, 'text in quotes'],
    ['params.p = `x`', 12, 'text in quotes'],
    ['params.p => 1', 10, "'=>' is not a comparison"],
    ['foo.x = 1', 1, 'expected metrics., params.'],
    ['params. = 1', 8, 'expected a key'],
    ["params.`a`.b = 'x'", 11, 'quote the whole key'],
    ['params.`a = 1', 8, 'never closed'],
    ['metrics.a > 1.2.3', 13, 'not a number'],
    ['metrics.a > 0x10', 13, 'not a number'],
    ["metrics.a>-1AND(params.b='x')", 11, 'not a number'],
    ['metrics.a > 1 OR', 17, 'expected a name'],
    ['metrics.a > 1 AND)', 18, 'a comparison after AND'],
    ['metrics.a > 1 OR AND metrics.b > 1', 18, 'expected a name'],
    ['(metrics.a > 1', 15, 'closes the bracket at position 1'],
    ['metrics.a > 1)', 14, 'AND, OR or the end'],
    ['metrics.a > 1;', 14, "';' has no meaning"],
    ['1 < metrics.a', 1, 'expected a name'],
    ["'status' = 'x'", 1, 'expected a name'],
    ['status IN ()', 11, 'the list is empty'],
    ["status IN 'a'", 11, 'expected a list'],
    ["status IN ('a' 'b')", 16, 'closes the list'],
    ['metrics.a BETWEEN 1', 20, "'AND' and the upper bound"],
    ['metrics.a NOT 1', 15, 'after NOT'],
    ['metrics.a IS 5', 14, "'NULL' or 'NOT NULL'"],
    ['metrics.a IS NOT 5', 18, "'NULL'"],
    ["params.p = 'a\0b'", 14, 'NUL'],
  ])('%s is refused at position %i', (text, position, reason) => {
    const { code, message } = failureOf(() => parseFilter(text))
    expect(code).toBe('INVALID_PARAMETER_VALUE')
    expect(message).toContain(`at position ${position}: `)
    expect(message).toContain(reason)
  })

  test('a filter that is too long is refused, with the limit', () => {
    const text = `params.p = '${'x'.repeat(LIMITS.characters)}'`
    expect(failureOf(() => parseFilter(text)).message).toMatch(/at position 100001: .* at most 100000/)
  })

  test('a filter that is nested too deeply is refused, with the limit', () => {
    const nest = (depth: number): string => `${'('.repeat(depth)}metrics.a > 1${')'.repeat(depth)}`
    expect(outline(parseFilter(nest(LIMITS.depth)))).toBe('metric a > 1')
    expect(failureOf(() => parseFilter(nest(LIMITS.depth + 1))).message).toMatch(/at position 101: .* deeper than 100/)
    expect(failureOf(() => parseFilter(`${'not '.repeat(101)} a = 1`)).message).toMatch(/deeper than 100/)
  })

  test('a filter with too many comparisons is refused, with the limit', () => {
    const chain = (length: number): string => Array(length).fill('metrics.a > 1').join(' AND ')
    expect(parseFilter(chain(LIMITS.comparisons))).toBeDefined()
    expect(failureOf(() => parseFilter(chain(LIMITS.comparisons + 1))).message).toMatch(/more than 1000 comparisons/)
  })

  test.each([
    ["params.p = '", "\\'"],
    ["params.p = '", "''"],
    ['metrics.a > ', '11'],
    ['start_time > ', '1e'],
    ['metrics.a', '(('],
    ['metrics.a', '(b'],
    ['metrics.a', '[['],
    ['', '(('],
    ['', '--'],
  ])(
    'text of any length is read in one pass: %s%s…',
    (head, unit) => {
      try {
        parseFilter(`${head}${unit.repeat(49_000)}x`)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    },
    1_000,
  )
})

describe('orderings', () => {
  test.each([
    ['metrics.a', 'metric a ASC'],
    ['metrics.a DESC', 'metric a DESC'],
    ['metrics.a  desc ', 'metric a DESC'],
    ['metrics.`a b` Asc', 'metric a b ASC'],
    ['metrics."a b"\nDESC', 'metric a b DESC'],
    ["metrics.'a b' desc", 'metric a b DESC'],
    ["metrics.`it's` desc", "metric it's DESC"],
    ['params.x.y desc', 'param x.y DESC'],
    ['metrics.val/a-b desc', 'metric val/a-b DESC'],
    ['start_time', 'attribute start_time ASC'],
    ['Created DESC', 'attribute Created DESC'],
    ['run name DESC', 'attribute run name DESC'],
    ['metrics.desc desc', 'metric desc DESC'],
    ['metrics.損失 DESC', 'metric 損失 DESC'],
  ])('%s orders by its name', (text, meaning) => {
    const [{ key, descending, entry }] = parseOrderBy([text]) as [ReturnType<typeof parseOrderBy>[number]]
    expect(`${key.entity} ${key.name} ${descending ? 'DESC' : 'ASC'}`).toBe(meaning)
    expect(entry).toBe(1)
  })

  test.each([
    ['', 1, 'expected a name'],
    ['metrics.a descending', 11, 'expected ASC, DESC or the end'],
    ['metrics.a DESC NULLS LAST', 16, 'expected the end'],
    ['metrics.`a DESC', 9, 'never closed'],
    ['5', 1, 'expected a name'],
  ])("'%s' is refused at position %i", (text, position, reason) => {
    const { message } = failureOf(() => parseOrderBy(['start_time', text]))
    expect(message).toContain(`order_by entry 2 at position ${position}: `)
    expect(message).toContain(reason)
  })

  test('too many orderings are refused, with the limit', () => {
    expect(failureOf(() => parseOrderBy(Array(MAX_ORDER_TERMS + 1).fill('status'))).message).toMatch(/at most 100/)
  })
})
