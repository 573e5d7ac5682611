/** The conditions of a filter that are joined by AND, each as a text of its own, to be taken away one by one. */
import type { Filter } from '../../../../../../src/lib/filter/ast.ts'
import { parseFilter } from '../../../../../../src/lib/filter/parse.ts'
import { writeFilter } from '../../../../../../src/lib/filter/write.ts'

const read = (text: string): Filter | undefined => {
  try {
    return parseFilter(text)
  } catch {
    return undefined
  }
}

/** Apart from the places in the text. */
const plain = (filter: Filter | undefined): string =>
  JSON.stringify(filter, (name, value: unknown) => (name === 'at' ? undefined : value))

const inBrackets = (part: Filter): string => (part.kind === 'or' ? `(${writeFilter(part)})` : writeFilter(part))

/** Undefined when the filter is not understood, or cannot be written again so that it means the same. */
export function partsOf(text: string): string[] | undefined {
  const filter = read(text)
  if (!filter) return undefined
  const parts = (filter.kind === 'and' ? filter.parts : [filter]).map(inBrackets)
  return plain(read(parts.join(' AND '))) === plain(filter) ? parts : undefined
}

export const withPart = (filter: string, part: string): string => {
  const parts = filter.trim() === '' ? [] : (partsOf(filter) ?? [`(${filter})`])
  return [...parts, part].join(' AND ')
}
