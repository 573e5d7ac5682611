import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readKept, writeKept } from './kept-files.ts'

const dir = mkdtempSync(join(tmpdir(), 'bellwether-kept-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('keys are kept, what a server makes anew is not, and names lead nowhere else', async () => {
  for (const name of ['own.key', 'audit-heads.jsonl', 'server.json', 'own.key.123'])
    writeFileSync(join(dir, name), name)
  expect(await readKept(dir)).toEqual({ 'own.key': 'own.key', 'audit-heads.jsonl': 'audit-heads.jsonl' })
  const to = mkdtempSync(join(dir, 'to-'))
  writeKept(to, { 'own.key': 'first', '../outside.key': 'x', 'a/../b.key': 'x', 'server.lock': 'x' })
  writeKept(to, { 'own.key': 'another' })
  expect(readdirSync(to)).toEqual(['own.key'])
  expect(readFileSync(join(to, 'own.key'), 'utf8')).toBe('first')
  expect(readdirSync(dir)).not.toContain('outside.key')
})
