/** Splits the text of a filter or an ordering into tokens, each with its place. */
import { type Failure, invalid } from '../failure.ts'
import { ENTITIES, type Entity, type Position } from './ast.ts'

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Token = { at: Position } & (
  | { kind: 'word'; text: string }
  | { kind: 'field'; entity: Entity; name: string }
  | { kind: 'quoted'; quote: string; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'comparator'; text: Comparator }
  | { kind: 'symbol'; text: '(' | ')' | ',' }
  | { kind: 'end' }
)

/** What went wrong where: `subject` is "filter" or "order_by entry 2". */
export const wrongAt = (subject: string, at: Position, sentence: string): Failure =>
  invalid(`Invalid ${subject} at position ${at}: ${sentence}`)

const SPACE = /\s*/uy
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy
const COMPARATOR = /[=<>!~]+/y
const NUMBER = /[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)(?![\p{L}\p{N}_.])/iuy
const NUMBER_START = /[+-]?\.?\d/y
/** As written, a key runs to the next space, quote, comparison or bracket; `f(x)` and `a[0]` belong to it. */
const PLAIN_KEY = /(?:[^\s'"`=<>!,()[\]]|\([^\s'"`()]*\)|\[[^\s'"`[\]]*\])+/uy

const COMPARATORS: Record<string, Comparator> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

const PREFIXES: Record<string, Entity> = {
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
}

/** A part of the text, short enough for a sentence. */
export const excerpt = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/**
 * Reads a quoted token that opens at `start`; undefined when it never closes. A doubled quote means one. As in MLflow
 * a backslash stands for itself, and a quote behind one does not close, unless no other quote would.
 */
function readQuoted(text: string, start: number): { text: string; end: number } | undefined {
  const quote = text[start]!
  const mayEscape = quote !== '`'
  let value = ''
  let from = start + 1
  let spare: { text: string; end: number } | undefined
  for (let i = text.indexOf(quote, from); i >= 0; i = text.indexOf(quote, i + 1)) {
    if (mayEscape && i > from && text[i - 1] === '\\') {
      spare = { text: value + text.slice(from, i), end: i + 1 }
      value += text.slice(from, i + 1)
    } else {
      value += text.slice(from, i)
      if (text[i + 1] !== quote) return { text: value, end: i + 1 }
      value += quote
      i += 1
      spare = undefined
    }
    from = i + 1
  }
  return spare
}

export function tokenize(text: string, subject: string): Token[] {
  const tokens: Token[] = []
  const fail = (index: number, sentence: string): Failure => wrongAt(subject, index + 1, sentence)
  const nul = text.indexOf('\0')
  if (nul >= 0) throw fail(nul, 'the character NUL cannot be part of a name or a value; remove it.')

  const match = (pattern: RegExp, index: number): string | undefined => {
    pattern.lastIndex = index
    return pattern.exec(text)?.[0]
  }
  const quotedAt = (index: number): { text: string; end: number } => {
    const quoted = readQuoted(text, index)
    if (!quoted)
      throw fail(index, `the quote ${text[index]} is never closed; add another ${text[index]} where it ends.`)
    return quoted
  }

  /** Reads the key behind `prefix.`; `index` is just behind the dot. */
  const fieldAt = (prefix: string, start: number, index: number): { token: Token; end: number } => {
    const lower = prefix.toLowerCase()
    const entity = Object.hasOwn(PREFIXES, lower) ? PREFIXES[lower] : undefined
    if (!entity)
      throw fail(
        start,
        `expected ${ENTITIES.map((name) => `${name}s.`).join(', ')} or the name of an attribute, found '${excerpt(prefix)}.'.`,
      )
    const isQuoted = /['"`]/.test(text[index] ?? '')
    const plain = isQuoted ? undefined : match(PLAIN_KEY, index)
    if (!isQuoted && plain === undefined)
      throw fail(index, `expected a key right after '${prefix}.'; names with spaces or signs go in backticks.`)
    const read = plain === undefined ? quotedAt(index) : { text: plain, end: index + plain.length }
    const rest = match(PLAIN_KEY, read.end) ?? match(/['"`]/y, read.end)
    if (rest !== undefined)
      throw fail(read.end, `expected a comparison after the key, found '${excerpt(rest)}'; quote the whole key.`)
    return { token: { kind: 'field', entity, name: read.text, at: start + 1 }, end: read.end }
  }

  let i = match(SPACE, 0)!.length
  while (i < text.length) {
    const start = i
    const at = start + 1
    const char = text[i]!
    const number = match(NUMBER, i)
    const word = match(WORD, i)
    const comparator = match(COMPARATOR, i)
    if (number !== undefined) {
      i += number.length
      tokens.push({ kind: 'number', text: canonical(number), at })
    } else if (match(NUMBER_START, i) !== undefined) {
      const found = match(/[^\s'"`=<>!,()[\]]+/uy, i)!
      throw fail(i, `'${excerpt(found)}' is not a number; text goes in quotes.`)
    } else if (word !== undefined) {
      i += word.length
      if (text[i] === '.') {
        const field = fieldAt(word, start, i + 1)
        tokens.push(field.token)
        i = field.end
      } else tokens.push({ kind: 'word', text: word, at })
    } else if (char === "'" || char === '"' || char === '`') {
      const quoted = quotedAt(i)
      i = quoted.end
      if (char === '`' && text[i] === '.') {
        const field = fieldAt(quoted.text, start, i + 1)
        tokens.push(field.token)
        i = field.end
      } else tokens.push({ kind: 'quoted', quote: char, text: quoted.text, at })
    } else if (comparator !== undefined) {
      const known = Object.hasOwn(COMPARATORS, comparator) ? COMPARATORS[comparator] : undefined
      if (!known) throw fail(i, `'${excerpt(comparator)}' is not a comparison; use one of = != < <= > >=.`)
      i += comparator.length
      tokens.push({ kind: 'comparator', text: known, at })
    } else if (char === '(' || char === ')' || char === ',') {
      i += 1
      tokens.push({ kind: 'symbol', text: char, at })
    } else {
      const found = String.fromCodePoint(text.codePointAt(i)!)
      throw fail(i, `'${found}' has no meaning here; text goes in quotes, names with signs in backticks.`)
    }
    i += match(SPACE, i)!.length
  }
  tokens.push({ kind: 'end', at: text.length + 1 })
  return tokens
}

/** One spelling for each of the words that are numbers; digits stay as written. */
function canonical(number: string): string {
  const lower = number.toLowerCase()
  if (lower.endsWith('nan')) return 'NaN'
  if (lower.includes('inf')) return lower.startsWith('-') ? '-Infinity' : 'Infinity'
  return number.startsWith('+') ? number.slice(1) : number
}
