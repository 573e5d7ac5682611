/** Words that several pages of the handbook use. */
import type { Level } from '../../../../src/features/handbook/contract/shapes.ts'
import { counted } from '../../format/numbers.ts'
import { ENTRIES } from '../../parts/places.ts'
import { CHAPTERS } from './chapters.ts'

export const LEVEL_WORDS: Record<Level, string> = {
  junior: 'Junior',
  mid: 'Mid-level',
  senior: 'Senior',
  lead: 'Lead',
  manager: 'Manager',
  director: 'Director',
  executive: 'Executive',
}

/** "a, b and c" */
export const and = (list: string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** "five documents", "14 roles": a small number in a sentence is a word. */
export const inWords = (count: number, one: string, many = `${one}s`): string =>
  SMALL[count] ? `${SMALL[count]} ${count === 1 ? one : many}` : counted(count, one, many)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** "000:180" as a reader hears it. */
export const refInWords = (ref: string): string => {
  const [document = '', line = ''] = ref.split(':')
  return `document ${document}, line ${line}`
}

/** How the page at a path is called. */
export function nameOfPage(path: string): string {
  const plain = path.split(/[?#]/)[0]!
  const chapter = CHAPTERS.findLast(({ to }) => plain === to || (to !== '/handbook' && plain.startsWith(`${to}/`)))
  return chapter?.label ?? ENTRIES.find(({ holds }) => holds(plain))?.label ?? plain
}

export const TEAM = 'your team'
export const NOT_YET = 'Not yet'
