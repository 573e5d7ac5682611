/** docs/WORDS.md knows every word of the closed lists. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EVENTS, KINDS, RELATIONS } from '../src/lib/vocabulary.ts'
import { read } from './harness/source.ts'

const PATH = 'docs/WORDS.md'

test.each([
  ['kind of node', [...KINDS]],
  ['relation', Object.keys(RELATIONS)],
  ['event', Object.keys(EVENTS)],
])('docs/WORDS.md explains every %s', (what, words) => {
  const text = existsSync(join(import.meta.dirname, '..', PATH)) ? read(PATH) : ''
  // A word of its own: `run` is not found in `run.started`.
  const missing = words.filter(
    (word) => !new RegExp(`(?<![\\w.-])${word.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`).test(text),
  )
  expect(missing, `add each missing ${what} to ${PATH}, as src/lib/vocabulary.ts has it`).toEqual([])
})
