/** Parts of comparisons, without a browser: trees of keys, copies, addresses of code hosts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUrl } from '../../web/src/pages/track/compare/remote.ts'
import { type Row, toTree, unfolded } from '../../web/src/parts/compare/rows.ts'
import { toCsv, toMarkdown } from '../../web/src/parts/compare/text.ts'

const rows = (...names: string[]): Row[] => names.map((name) => ({ name, cells: [{ text: name }] }))
const outline = (...names: string[]): string[] =>
  toTree(rows(...names)).map(({ label, depth, row }) => `${'  '.repeat(depth)}${label}${row ? '' : ':'}`)

test('nested keys become a tree; what is alone keeps its whole name', () => {
  expect(
    outline('lr', 'model.encoder.heads', 'model.encoder.layers', 'model.pooling', 'optim.lr', 'a.b.c.d', 'a.b.c.e'),
  ).toEqual(['lr', 'model:', '  pooling', '  encoder:', '    heads', '    layers', 'optim.lr', 'a.b.c:', '  d', '  e'])
  expect(outline('model', 'model.a', 'model.b')).toEqual(['model', 'model:', '  a', '  b'])
})

test('a tree has every key once, whatever their names; folding a branch hides what is below it', () => {
  const part = fc.constantFrom('a', 'b', '', 'c d')
  const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (names) => {
      const tree = toTree(rows(...names))
      const leaves = tree.flatMap(({ row }) => (row ? [row.name] : []))
      expect(leaves.toSorted()).toEqual(names.toSorted())
      for (const branch of tree.filter(({ row }) => !row)) {
        const left = unfolded(tree, [branch.path])
        expect(tree.length - left.length).toBeGreaterThanOrEqual(branch.count)
        expect(left.some(({ path }) => path.startsWith(`${branch.path}.`))).toBe(false)
      }
    }),
    { seed: 12 },
  )
})

const PARTS = [
  { title: 'Metrics', rows: [{ name: 'auc', cells: [{ text: '0.9' }, { text: '0.8 (−0.1)' }] }] },
  { title: 'Params', rows: [{ name: 'a|b', cells: [{ text: 'x, "y"' }, { text: null, absent: 'none' }] }] },
]

test('a comparison is copied as Markdown and CSV, turned when it is turned', () => {
  const names = ['one', 'two']
  expect(toMarkdown({ names, parts: PARTS, isFlipped: false })).toBe(
    '| Metrics | one | two |\n|---|---:|---:|\n| auc | 0.9 | 0.8 (−0.1) |\n\n| Params | one | two |\n|---|---:|---:|\n| a\\|b | x, "y" | none |',
  )
  expect(toCsv({ names, parts: PARTS, isFlipped: false })).toBe(
    'section,key,one,two\nMetrics,auc,0.9,0.8 (−0.1)\nParams,a|b,"x, ""y""",\n',
  )
  expect(toCsv({ names, parts: PARTS, isFlipped: true })).toBe(
    'section,Metrics,Params\nkey,auc,a|b\none,0.9,"x, ""y"""\ntwo,0.8 (−0.1),\n',
  )
  expect(toMarkdown({ names, parts: PARTS.slice(0, 1), isFlipped: true })).toBe(
    '| Metrics | auc |\n|---|---:|\n| one | 0.9 |\n| two | 0.8 (−0.1) |',
  )
})

test.each([
  ['git@github.com:org/repo.git', 'https://github.com/org/repo/compare/a...b'],
  ['https://token@github.com/org/repo', 'https://github.com/org/repo/compare/a...b'],
  ['ssh://git@gitlab.example.org:2222/group/sub/repo.git', 'https://gitlab.example.org/group/sub/repo/-/compare/a...b'],
  ['https://gitlab.com/group/repo.git/', 'https://gitlab.com/group/repo/-/compare/a...b'],
  ['git@git.example.org:org/repo.git', undefined],
  ['/srv/git/repo', undefined],
  ['javascript:alert(1)//github.com/x', undefined],
])('%s leads to %s', (remote, url) => {
  expect(compareUrl(remote, 'a', 'b')).toBe(url)
})
