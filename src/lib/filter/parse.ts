/** Parses filters: a superset of what MLflow accepts for runs and experiments, with the same meaning. */
import type { Comparison, Filter, Key, PatternOperator, Value } from './ast.ts'
import { excerpt, type Token, tokenize, wrongAt } from './tokens.ts'

/** Beyond these a filter is a mistake or an attack; each refusal names its limit. */
export const LIMITS = { characters: 100_000, depth: 100, comparisons: 1_000 } as const

/** Reads a filter; a blank one is undefined. Anything wrong is a Failure that names the position and the fix. */
export function parseFilter(text: string): Filter | undefined {
  if (text.length > LIMITS.characters)
    throw wrongAt(
      'filter',
      LIMITS.characters + 1,
      `it has ${text.length} characters; at most ${LIMITS.characters} are allowed.`,
    )
  if (text.trim() === '') return undefined
  return filterParser(tokenize(text, 'filter'))
}

/** How a token is called in "found …". */
export function show(token: Token): string {
  if (token.kind === 'end') return 'the end'
  if (token.kind === 'field') return `'${token.entity}s.${excerpt(token.name)}'`
  if (token.kind === 'quoted') return excerpt(`${token.quote}${token.text}${token.quote}`)
  return `'${excerpt(token.text)}'`
}

const isWord = (token: Token, ...words: string[]): boolean =>
  token.kind === 'word' && words.includes(token.text.toUpperCase())

const KEYWORDS = ['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'BETWEEN', 'LIKE', 'ILIKE', 'RLIKE']
const PATTERNS = ['LIKE', 'ILIKE', 'RLIKE']

/** Reads a key at `index`; undefined if none begins there. `next` is the index behind it. */
export function readKey(tokens: Token[], index: number): { key: Key; next: number } | undefined {
  const token = tokens[index]!
  const after = tokens[index + 1]
  // MLflow's own pages write the column "Run Name", hence it is a name without quotes too.
  const isRunName = after !== undefined && isWord(after, 'NAME')
  if (token.kind === 'field') {
    if (token.entity === 'attribute' && token.name.toLowerCase() === 'run' && isRunName)
      return { key: { entity: 'attribute', name: 'run name', at: token.at }, next: index + 2 }
    return { key: { entity: token.entity, name: token.name, at: token.at }, next: index + 1 }
  }
  if (isWord(token, 'RUN') && isRunName)
    return { key: { entity: 'attribute', name: 'run name', at: token.at }, next: index + 2 }
  const isName = token.kind === 'word' && !isWord(token, ...KEYWORDS)
  const isQuotedName = token.kind === 'quoted' && token.quote !== "'"
  if (isName || isQuotedName) return { key: { entity: 'attribute', name: token.text, at: token.at }, next: index + 1 }
  return undefined
}

function filterParser(tokens: Token[]): Filter {
  let index = 0
  let comparisons = 0

  const peek = (): Token => tokens[index]!
  const take = (): Token => tokens[index++]!
  const fail = (token: Token, expected: string) =>
    wrongAt('filter', token.at, `expected ${expected}, found ${show(token)}.`)
  const takeWord = (...words: string[]): boolean => {
    if (!isWord(peek(), ...words)) return false
    index += 1
    return true
  }
  const takeSymbol = (text: string): boolean => {
    const token = peek()
    if (token.kind !== 'symbol' || token.text !== text) return false
    index += 1
    return true
  }

  function either(depth: number): Filter {
    const parts = [all(depth)]
    while (takeWord('OR')) parts.push(all(depth))
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
  }

  /** MLflow skips stray ANDs, and needs none between two comparisons; filters built by programs rely on it. */
  function all(depth: number): Filter {
    if (index === 0) while (takeWord('AND'));
    const parts = [one(depth)]
    for (;;) {
      let joined = false
      while (takeWord('AND')) joined = true
      const next = peek()
      const goesOn = readKey(tokens, index) !== undefined || (joined && (isWord(next, 'NOT') || isOpening(next)))
      if (goesOn) parts.push(one(depth))
      else if (joined && next.kind !== 'end') throw fail(next, 'a comparison after AND')
      else return parts.length === 1 ? parts[0]! : { kind: 'and', parts }
    }
  }

  function one(depth: number): Filter {
    const token = peek()
    const isNot = isWord(token, 'NOT')
    if (!isNot && !isOpening(token)) return comparison()
    if (depth >= LIMITS.depth)
      throw wrongAt('filter', token.at, `brackets and NOT are nested deeper than ${LIMITS.depth}; write it flatter.`)
    index += 1
    if (isNot) return { kind: 'not', part: one(depth + 1) }
    const inner = either(depth + 1)
    if (!takeSymbol(')')) throw fail(peek(), `AND, OR or the ')' that closes the bracket at position ${token.at}`)
    return inner
  }

  function comparison(): Comparison {
    const first = peek()
    const read = readKey(tokens, index)
    if (!read) throw fail(first, "a name such as metrics.loss, params.lr, tags.team or status, 'NOT' or '('")
    comparisons += 1
    if (comparisons > LIMITS.comparisons)
      throw wrongAt(
        'filter',
        first.at,
        `more than ${LIMITS.comparisons} comparisons; IN (…) compares with many values.`,
      )
    index = read.next
    const { key } = read
    const operator = take()
    if (operator.kind === 'comparator') return { kind: 'compare', key, op: operator.text, value: value() }
    if (isWord(operator, 'IS')) {
      const negated = takeWord('NOT')
      if (!takeWord('NULL')) throw fail(peek(), negated ? "'NULL'" : "'NULL' or 'NOT NULL'")
      return { kind: 'null', key, negated }
    }
    const negated = isWord(operator, 'NOT')
    const word = negated ? take() : operator
    if (isWord(word, ...PATTERNS) && word.kind === 'word') {
      const op = `${negated ? 'NOT ' : ''}${word.text.toUpperCase()}` as PatternOperator
      return { kind: 'match', key, op, value: value() }
    }
    if (isWord(word, 'IN')) return { kind: 'in', key, negated, values: list() }
    if (isWord(word, 'BETWEEN')) {
      const low = value()
      if (!takeWord('AND')) throw fail(peek(), "'AND' and the upper bound of BETWEEN")
      return { kind: 'between', key, negated, low, high: value() }
    }
    if (negated) throw fail(word, 'LIKE, ILIKE, RLIKE, IN or BETWEEN after NOT')
    throw fail(operator, 'a comparison (= != < <= > >= LIKE ILIKE RLIKE IN BETWEEN IS)')
  }

  function value(): Value {
    const token = take()
    if (token.kind === 'number') return { kind: 'number', text: token.text, at: token.at }
    if (token.kind === 'quoted' && token.quote !== '`') return { kind: 'text', text: token.text, at: token.at }
    const hint = token.kind === 'word' || token.kind === 'field' || token.kind === 'quoted'
    throw fail(token, hint ? 'a number, or text in quotes' : "a value: a number such as 0.5, or text such as 'adam'")
  }

  /** MLflow reads lists as Python does, so here a backslash escapes a quote or another backslash. */
  function listItem(): Value {
    const item = value()
    return item.kind === 'number' ? item : { ...item, text: item.text.replace(/\\(['"\\])/g, '$1') }
  }

  function list(): Value[] {
    const opening = peek()
    if (!takeSymbol('(')) throw fail(opening, "a list such as ('a', 'b')")
    if (takeSymbol(')')) throw wrongAt('filter', opening.at, 'the list is empty; give it at least one value.')
    const values = [listItem()]
    while (takeSymbol(',')) {
      if (takeSymbol(')')) return values
      values.push(listItem())
    }
    if (!takeSymbol(')')) throw fail(peek(), "',' or the ')' that closes the list")
    return values
  }

  const filter = either(0)
  if (peek().kind !== 'end') throw fail(peek(), 'AND, OR or the end')
  return filter
}

const isOpening = (token: Token): boolean => token.kind === 'symbol' && token.text === '('
