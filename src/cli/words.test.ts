import { expect, test } from 'vitest'
import { cutMiddle, table, widthOf } from './table.ts'
import { ago, bytes, count, duration, shortNumber } from './words.ts'

const NOW = 1_700_000_000_000

test('times are told from now on, and as a date once that says more', () => {
  const cases = [0, 4_000, 200_000, 5 * 3_600_000, 50 * 3_600_000, 90 * 86_400_000]
  expect(cases.map((ms) => ago(NOW - ms, NOW))).toEqual([
    'just now',
    '4 s ago',
    '3 min ago',
    '5 h ago',
    '2 days ago',
    '2023-08-16',
  ])
  expect(ago(null, NOW)).toBe('unknown')
  expect(ago(9_223_372_036_854_775_807n, NOW)).toBe('9223372036854775807')
})

test('durations, sizes, numbers and counts are in words', () => {
  expect([120, 4_200, 65_000, 3_720_000, 90_000_000, Number.NaN].map(duration)).toEqual([
    '120 ms',
    '4.2 s',
    '1 min 05 s',
    '1 h 02 min',
    '1 d 01 h',
    'unknown',
  ])
  expect([0, 999, 1_500, 64_000_000, undefined].map(bytes)).toEqual(['0 B', '999 B', '1.50 kB', '64.0 MB', 'unknown'])
  expect([0.123456789, 12_345_678, 'NaN'].map(shortNumber)).toEqual(['0.123457', '12345700', 'NaN'])
  expect([count(1, 'run'), count(12_000, 'run')]).toEqual(['1 run', '12,000 runs'])
})

test('columns line up by what a terminal shows, not by characters', () => {
  const rows = [
    { name: '日本語', n: '1' },
    { name: 'plain', n: '20' },
  ]
  const text = table(rows, [
    { title: 'NAME', of: (row) => row.name },
    { title: 'N', of: (row) => row.n, right: true },
  ])
  expect(text.split('\n')).toEqual(['NAME     N', '日本語   1', 'plain   20'])
  expect([widthOf('日本語'), widthOf('e\u0301'), widthOf('🚀')]).toEqual([6, 1, 2])
})

test('a long key is cut in the middle where space is short, and never in a pipe', () => {
  const key = 'layers/12/attention/weights/gradient/norm'
  expect(cutMiddle(key, 15)).toBe('layers/…nt/norm')
  const columns = [
    { title: 'KEY', of: (row: string) => row },
    { title: 'VALUE', of: () => '0.25' },
  ]
  expect(table([key], columns, 30).split('\n')[1]).toMatch(/^layers\/\S*…\S*norm {2}0\.25$/)
  expect(table([key], columns, undefined)).toContain(key)
})

test('a name cannot reach the terminal as a command', () => {
  expect(table(['a\u001b[31mred\nnext'], [{ title: 'NAME', of: (row: string) => row }])).toBe(
    'NAME\na\ufffd[31mred next',
  )
})
