import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadBook } from '../book/load.ts'
import { readHashes, runsOf } from './runs.ts'

const book = await loadBook()
const read = (name: string): Buffer => readFileSync(join(import.meta.dirname, name))
const linesOf = (name: string): string[] => read(name).toString('utf8').trimEnd().split('\n')

/** Every text of the handbook but the values and labels of figures, which are the documents' own. */
const texts: { id: string; text: string }[] = [
  ...[...book.entries.values()].filter(({ topic }) => topic !== 'figures'),
  ...[...book.entries.values()]
    .filter(({ topic }) => topic !== 'figures')
    .map(({ id, title }) => ({ id, text: title })),
  ...book.sources.flatMap(({ id, title, about }) => [title, about].map((text) => ({ id, text }))),
  ...book.skills.flatMap(({ id, levels, evidence }) => [...levels, ...evidence].map((text) => ({ id, text }))),
  ...book.roles.flatMap(({ id, missing = [], specialisations = [] }) =>
    [...missing, ...specialisations].map((text) => ({ id, text })),
  ),
  ...book.paths.rungs.map(({ id, name }) => ({ id, text: name })),
  ...book.figures.flatMap(({ id, note }) => (note === undefined ? [] : [{ id, text: note }])),
  ...Object.entries(book.here).flatMap(([id, { later }]) => (later === undefined ? [] : [{ id, text: later }])),
]

test('no eight words in a row are those of a document', () => {
  const hashes = readHashes(read('source-runs.bin'))
  expect(hashes.size).toBeGreaterThan(3_000)
  const taken = texts.flatMap(({ id, text }) =>
    runsOf(text)
      .filter(({ hash }) => hashes.has(hash))
      .map(({ run }) => `${id}: ${run}`),
  )
  expect(taken, 'say it in other words').toEqual([])
})

test('the hashes find a sentence that was taken over, whatever its case and punctuation', () => {
  const [figure] = book.figures.filter(({ id }) => id === 'f092')
  const hashes = new Set(runsOf(`${figure!.value} these days`).map(({ hash }) => hash))
  const copied = runsOf('Note: 12 % of ML Engineer job-postings OFFER remote, work.')
  expect(copied.filter(({ hash }) => hashes.has(hash))).toHaveLength(2)
})

test('every reference of the documents is cited by a line or a figure', () => {
  const cited = new Set([
    ...[...book.entries.values()].flatMap(({ refs }) => refs),
    ...book.paths.rungs.flatMap(({ refs = [] }) => refs),
    ...book.paths.steps.flatMap(({ refs }) => refs),
  ])
  const refs = linesOf('source-refs.txt')
  expect(refs).toHaveLength(828)
  expect(
    refs.filter((ref) => !cited.has(ref)),
    'write a line that cites it',
  ).toEqual([])
})

const FACTS = ['../shared', '../../shared']
  .map((folder) => join(import.meta.dirname, '../../../..', folder, 'seed-facts.json'))
  .find(existsSync)

test.skipIf(FACTS === undefined)('the fixtures agree with the facts that lie beside the repository', () => {
  const facts = JSON.parse(readFileSync(FACTS!, 'utf8')) as { figures: { id: string; value: string; ref: string }[] }
  expect(facts.figures.map(({ id, ref, value }) => `${id}\t${ref}\t${value}`)).toEqual(linesOf('source-figures.tsv'))
  expect(book.figures.map(({ id, ref, value }) => `${id}\t${ref}\t${value}`)).toEqual(linesOf('source-figures.tsv'))
})
