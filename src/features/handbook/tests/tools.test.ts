import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { loadBook } from '../book/load.ts'

const { tools } = await loadBook()
const root = join(import.meta.dirname, '../../../..')

test('what is said of a tool is shown by a test that is there; only a link promises nothing', () => {
  for (const { id, how, shown_by } of tools) {
    if (how !== 'link') expect(shown_by, id).toBeDefined()
    if (shown_by === undefined) continue
    const [file, title] = shown_by.split(' :: ')
    // Titles of a table of tests stand in the file of the table, beside it.
    const beside = readdirSync(join(root, dirname(file!))).map((name) => join(root, dirname(file!), name))
    expect(existsSync(join(root, file!)), `${id}: ${file}`).toBe(true)
    const sources = beside.filter((path) => path.endsWith('.ts')).map((path) => readFileSync(path, 'utf8'))
    expect(
      sources.some((source) => source.includes(title!)),
      `${id}: ${shown_by}`,
    ).toBe(true)
  }
})

test('every tool has references, and says in a sentence what is done with it', () => {
  expect(tools).toHaveLength(43)
  for (const { id, refs, what } of tools) {
    expect(refs.length, id).toBeGreaterThan(0)
    expect(what, id).toMatch(/^[A-Z].*\.$/)
  }
})
