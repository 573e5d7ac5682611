/** docs/guide/security.md names a test for each protection: each is there. */
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, isTest, read } from './harness/source.ts'

const GUIDE = 'docs/guide/security.md'
const links = [...read(GUIDE).matchAll(/\[([^\]]+)\]\(([^)]+\.test\.ts)\)/g)].map(([, title, path]) => ({
  title: title!,
  path: join(dirname(GUIDE), path!).replaceAll('\\', '/'),
}))

test('every protection names a test that exists', () => {
  const tests = new Set(filesIn('src', 'test').filter(isTest))
  const missing = links.filter(({ title, path }) => !(tests.has(path) && read(path).includes(title)))
  expect(missing, `${GUIDE} says what shows each protection: write the title as the test has it`).toEqual([])
  const rows = read(GUIDE).split('## What protects it')[1]!.split('## ')[0]!.split('\n')
  const unshown = rows.filter((row) => /^\| (?!against|-)/.test(row) && !row.includes('.test.ts'))
  expect([links.length > 20, unshown]).toEqual([true, []])
})
