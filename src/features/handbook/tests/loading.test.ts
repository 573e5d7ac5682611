import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { DATA, loadBook } from '../book/load.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-handbook-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
beforeEach(() => cpSync(DATA, dir, { recursive: true }))

/** Loads a copy in which one text of a file is another. */
function withChange(file: string, from: string, to: string) {
  const path = join(dir, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
  return loadBook(dir)
}

test('a field that is missing, unknown or wrong is named with its file, its line and the id there', async () => {
  await expect(
    withChange('missing.yaml', '- id: missing-calendar\n  text:', '- id: missing-calendar\n  txt:'),
  ).rejects.toThrow(/missing\.yaml line \d+, 'missing-calendar': field '\[1\]\.txt' is not known here; remove it/)
  cpSync(DATA, dir, { recursive: true })
  await expect(withChange('figures-dates.yaml', 'group: date', 'group: day')).rejects.toThrow(
    /figures-dates\.yaml line 3, 'f026': field '\[0\]\.group' must be one of pay, market, experience, date/,
  )
  cpSync(DATA, dir, { recursive: true })
  await expect(withChange('contradictions.yaml', "'003:103'", "'3:103'")).rejects.toThrow(
    /contradictions\.yaml line \d+, 'contradiction-bls-growth': field '\[0\]\.refs\[0\]' must match/,
  )
})

test('an id that comes twice is named with both its places', async () => {
  await expect(withChange('missing.yaml', 'missing-calendar', 'missing-interviews')).rejects.toThrow(
    /missing\.yaml line \d+, 'missing-interviews': field '\[1\]\.id' repeats the id 'missing-interviews' of missing\.yaml line 2, /,
  )
})

test('figures, skills, events and lines that others name must be there', async () => {
  await expect(withChange('contradictions.yaml', 'f094', 'f997')).rejects.toThrow(
    /'contradiction-bls-growth'.* names the figure 'f997', which is not there/,
  )
  cpSync(DATA, dir, { recursive: true })
  await expect(withChange('rhythm.yaml', '[model-version.created]', '[model-version.sung]')).rejects.toThrow(
    /is ticked by 'model-version\.sung', but no event is called so/,
  )
  cpSync(DATA, dir, { recursive: true })
  await expect(withChange('here.yaml', 'missing-calendar:', 'missing-almanac:')).rejects.toThrow(
    /the line 'missing-almanac', which is not there/,
  )
})

test('a file that is no YAML says on which line it breaks', async () => {
  await expect(withChange('missing.yaml', 'text: No document', 'text: "No document')).rejects.toThrow(
    /missing\.yaml line \d+ is not valid YAML/,
  )
})
