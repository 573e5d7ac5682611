/** Words by which what an event says is found: the same for the index, for a question, and for the last check. */

/** Of a longer word, and of a longer text, only the beginning is found. */
const MAX_LENGTH = 40
const MAX_WORDS = 200

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'number' || typeof value === 'bigint') yield String(value)
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsIn(part)
}

/** The distinct words of a text or of all texts and numbers in a value, in small letters. */
export function wordsOf(value: unknown): Set<string> {
  const words = new Set<string>()
  for (const text of textsIn(value))
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}\p{M}_]+/gu)) {
      words.add([...word].slice(0, MAX_LENGTH).join(''))
      if (words.size >= MAX_WORDS) return words
    }
  return words
}

/** Whether each of the words asked for is the beginning of a word that is there. */
export function hasWords(there: Set<string>, asked: Iterable<string>): boolean {
  const has = (beginning: string): boolean => {
    if (there.has(beginning)) return true
    for (const word of there) if (word.startsWith(beginning)) return true
    return false
  }
  for (const word of asked) if (!has(word)) return false
  return true
}
