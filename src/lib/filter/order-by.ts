/** Parses orderings such as "metrics.loss DESC", by the same rules for names as filters have. */
import { invalid } from '../failure.ts'
import type { OrderTerm } from './ast.ts'
import { LIMITS, readKey, show } from './parse.ts'
import { type Token, tokenize, wrongAt } from './tokens.ts'

/** Each term may cost a join. */
export const MAX_ORDER_TERMS = 100

/** Reads a list of orderings; each is a name, then ASC (the default) or DESC. */
export function parseOrderBy(list: readonly string[]): OrderTerm[] {
  if (list.length > MAX_ORDER_TERMS)
    throw invalid(`Invalid order_by: it has ${list.length} entries; at most ${MAX_ORDER_TERMS} are allowed.`)
  return list.map((text, index) => parseTerm(text, index + 1))
}

function parseTerm(text: string, entry: number): OrderTerm {
  const subject = `order_by entry ${entry}`
  if (text.length > LIMITS.characters)
    throw wrongAt(subject, LIMITS.characters + 1, `at most ${LIMITS.characters} characters are allowed.`)
  const tokens = tokenize(text, subject)
  const read = readKey(tokens, 0)
  if (!read)
    throw wrongAt(
      subject,
      tokens[0]!.at,
      `expected a name such as metrics.loss or start_time, found ${show(tokens[0]!)}.`,
    )
  const direction = tokens[read.next]!
  const isDescending = isDirection(direction, 'DESC')
  const end = isDescending || isDirection(direction, 'ASC') ? tokens[read.next + 1]! : direction
  if (end.kind !== 'end')
    throw wrongAt(
      subject,
      end.at,
      `expected ${end === direction ? 'ASC, DESC or the end' : 'the end'}, found ${show(end)}.`,
    )
  return { key: read.key, descending: isDescending, entry }
}

const isDirection = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toUpperCase() === word
