/** What may stand at the caret of a filter that is being written: a key, an operator, a value, or what joins two conditions. */

export type Expects = 'key' | 'operator' | 'value' | 'item' | 'null' | 'and' | 'list' | 'in list' | 'junction'

export interface Context {
  expects: Expects
  /** The key of the condition that the caret is in, as written. */
  key: string | undefined
  /** The operator of the condition, in capitals. */
  operator: string | undefined
  /** What is being written, from its beginning to the caret. */
  partial: string
  /** What a completion replaces. */
  from: number
  to: number
}

const TOKEN =
  /\s+|(?:metrics?|params?|parameters?|tags?|attributes?|attr|run|datasets?)\.(?:`(?:[^`]|``)*`?|"(?:[^"]|"")*"?|[^\s'"`=<>!~,()]*)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|[=<>!~]+|[(),]|[^\s'"`=<>!~,()]+/giy

interface Token {
  text: string
  from: number
  to: number
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text))
    if (match[0].trim() !== '') tokens.push({ text: match[0], from: match.index, to: TOKEN.lastIndex })
  return tokens
}

const isSymbol = (text: string): boolean => /^([=<>!~]+|[(),])$/.test(text)

/** A quoted text that is closed, apart from doubled quotes. */
function isClosed(text: string): boolean {
  const quote = /^(?:[a-z]+\.)?(['"`])/i.exec(text)?.[1]
  if (!quote) return false
  const count = text.split(quote).length - 1
  return count >= 2 && count % 2 === 0
}

export function contextAt(text: string, caret: number): Context {
  const before = tokensOf(text.slice(0, caret))
  const last = before.at(-1)
  const isWriting = last !== undefined && last.to === caret && !isSymbol(last.text) && !isClosed(last.text)
  const done = isWriting ? before.slice(0, -1) : before
  const from = isWriting ? last.from : caret
  // The rest of the word behind the caret goes with it.
  const whole = isWriting ? tokensOf(text).find((token) => token.from === from) : undefined
  return { ...expectsAfter(done), partial: text.slice(from, caret), from, to: Math.max(caret, whole?.to ?? caret) }
}

function expectsAfter(tokens: Token[]): Pick<Context, 'expects' | 'key' | 'operator'> {
  let expects: Expects = 'key'
  let key: string | undefined
  let operator: string | undefined
  let isBetween = false
  for (const { text } of tokens) {
    const word = text.toUpperCase()
    switch (expects) {
      case 'key':
      case 'junction':
        if (word === 'AND' || word === 'OR' || word === 'NOT' || text === '(') expects = 'key'
        else if (text !== ')') {
          key = text
          operator = undefined
          expects = 'operator'
        }
        break
      case 'operator':
        if (word === 'NOT') break
        // "Run Name" is one name of two words.
        if (word === 'NAME' && key?.toLowerCase() === 'run') break
        operator = word
        isBetween = word === 'BETWEEN'
        expects = word === 'IN' ? 'list' : word === 'IS' ? 'null' : 'value'
        break
      case 'value':
        expects = isBetween ? 'and' : 'junction'
        break
      case 'and':
        isBetween = false
        expects = 'value'
        break
      case 'list':
        expects = 'item'
        break
      case 'item':
        expects = 'in list'
        break
      case 'in list':
        expects = text === ',' ? 'item' : 'junction'
        break
      case 'null':
        if (word !== 'NOT') expects = 'junction'
        break
    }
  }
  return { expects, key, operator }
}
