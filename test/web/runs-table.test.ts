/** What the table of runs works out by itself: completion, conditions, exports, sentences, places of rows. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Filter } from '../../src/lib/filter/ast.ts'
import { MLFLOW_CASES } from '../../src/lib/filter/mlflow-cases.ts'
import { parseFilter } from '../../src/lib/filter/parse.ts'
import type { Group, Keys, Run } from '../../web/src/pages/track/experiment/columns.ts'
import {
  firstColumns,
  nextSort,
  parseWidths,
  toColumn,
  toOrderBy,
} from '../../web/src/pages/track/experiment/columns.ts'
import { rowsOfGroups, rowsOfRuns, toCsv, toMarkdown } from '../../web/src/pages/track/experiment/export/rows.ts'
import { contextAt } from '../../web/src/pages/track/experiment/filter/context.ts'
import { accept, optionsFor } from '../../web/src/pages/track/experiment/filter/options.ts'
import { partsOf, withPart } from '../../web/src/pages/track/experiment/filter/parts.ts'
import { columnsWithin, placesOf, rowsWithin } from '../../web/src/pages/track/experiment/grid/geometry.ts'
import { findKeys } from '../../web/src/pages/track/experiment/key-list.tsx'
import { differenceInWords, intervalInWords, leaderOf } from '../../web/src/pages/track/experiment/leader.ts'
import { decimalsFor, sayGroup } from '../../web/src/pages/track/experiment/say-group.ts'

const keys: Keys = {
  metrics: ['train/loss', 'val loss', 'val/auc', 'val/slice/auc'],
  params: ['lr', 'model.depth', 'optimizer', 'seed'],
  tags: ['mlflow.user', 'team'],
  numbers: ['metrics.val/auc', 'params.lr', 'params.model.depth', 'params.seed'],
  telling: ['metrics.val/auc', 'metrics.train/loss', 'params.model.depth', 'params.lr', 'params.seed'],
}

/** `|` marks the caret. */
const at = (text: string) => contextAt(text.replace('|', ''), text.indexOf('|'))
const offered = (text: string, values?: string[]): string[] =>
  optionsFor(
    at(text),
    keys,
    values && { values: values.map((value) => ({ value, runs: 1 })), least: 1, greatest: 2 },
  ).map((option) => option.text)

test.each([
  ['|', 'key', ''],
  ['params.op|', 'key', 'params.op'],
  ['params.optimizer |', 'operator', ''],
  ['params.optimizer NOT LI|', 'operator', 'LI'],
  ["params.optimizer = 'ad|", 'value', "'ad"],
  ["params.optimizer = 'adam'|", 'junction', ''],
  ['metrics.loss > 0.5 |', 'junction', ''],
  ['metrics.loss > 0.5 and (par|', 'key', 'par'],
  ['metrics.`val lo|', 'key', 'metrics.`val lo'],
  ['params.lr IN |', 'list', ''],
  ["params.lr in ('a', |", 'item', ''],
  ["params.lr in ('a' |", 'in list', ''],
  ['metrics.loss between 1 |', 'and', ''],
  ['metrics.loss between 1 and |', 'value', ''],
  ['metrics.loss between 1 and 2 |', 'junction', ''],
  ['metrics.loss is |', 'null', ''],
  ['metrics.loss is not null or |', 'key', ''],
  ['Run Name |', 'operator', ''],
])('at %j stands a %s', (text, expects, partial) => {
  expect(at(text)).toMatchObject({ expects, partial })
})

test('keys are found by how they begin, then by their parts; words that are complete are not offered again', () => {
  expect(offered('au|')).toEqual(['metrics.val/auc', 'metrics.val/slice/auc'])
  expect(offered('metrics.val|')[0]).toBe('metrics.`val loss`')
  expect(offered('dep|')).toEqual(['params.model.depth'])
  expect(offered('params.optimizer|')).toEqual([])
  expect(findKeys([{ id: 'a', label: 'x/y_auc', kind: 'm' }], 'y auc')).toHaveLength(1)
})

test('operators fit the key, values are quoted where they are text', () => {
  expect(offered('metrics.val/auc |')[0]).toBe('>')
  expect(offered('params.optimizer |')[0]).toBe('=')
  expect(offered('params.optimizer NOT L|')).toEqual(['LIKE'])
  expect(offered("params.optimizer = 'a|", ['adam', "o'neil", 'sgd'])).toEqual(["'adam'"])
  expect(offered('tags.team = o|', ["o'neil"])).toEqual(["'o''neil'"])
  expect(offered('params.lr < |', ['0.1'])).toEqual(['0.1'])
  expect(offered('params.lr = |', ['0.1'])).toEqual(["'0.1'"])
  expect(offered('start_time > 1|', ['12'])).toEqual([])
})

test('an option replaces the word that the caret is in, wherever it stands', () => {
  const text = "params.opti = 'a' and metrics.x > 1"
  expect(accept(text, contextAt(text, 10), { text: 'params.optimizer', label: '' })).toEqual({
    text: "params.optimizer = 'a' and metrics.x > 1",
    caret: 17,
  })
  expect(accept('', contextAt('', 0), { text: 'a = 1 and b = 2', label: '', isWhole: true }).caret).toBe(15)
})

test('conditions joined by AND stand apart, each of which reads as before', () => {
  expect(partsOf("a = 'x' and (b = 1 or c = 2) and not d is null")).toEqual([
    "attributes.a = 'x'",
    '(attributes.b = 1 OR attributes.c = 2)',
    'NOT (attributes.d IS NULL)',
  ])
  expect(partsOf('a >>')).toBeUndefined()
  expect(partsOf('')).toBeUndefined()
  expect(withPart('', 'x = 1')).toBe('x = 1')
  expect(withPart('a = 1 or b = 2', 'x = 1')).toBe('(attributes.a = 1 OR attributes.b = 2) AND x = 1')
  const plain = (filter: Filter | undefined) =>
    JSON.stringify(filter, (key, value) => (key === 'at' ? undefined : value))
  let written = 0
  for (const [text] of MLFLOW_CASES) {
    const parts = partsOf(text)
    if (!parts) continue
    written += 1
    expect(plain(parseFilter(parts.join(' AND '))), text).toBe(plain(parseFilter(text)))
  }
  expect(written).toBeGreaterThan(20)
})

const run = (name: string, more: Partial<Run> = {}): Run => ({
  run_id: name,
  name,
  experiment_id: '1',
  state: 'finished',
  deleted: false,
  user: null,
  started_at: 0,
  ended_at: null,
  last_seen_at: null,
  parent_run_id: null,
  params: {},
  tags: {},
  metrics: {},
  ...more,
})
const columns = ['state', 'metrics.loss', 'params.note'].map((id) => toColumn(id)!)

test('exports are exact: NaN says so, what is missing is empty, commas and quotes are quoted', () => {
  const rows = rowsOfRuns(
    [
      run('a', { metrics: { loss: { value: 0.1 + 0.2, step: 1, timestamp: 1 } }, params: { note: 'x, "y"\nz|w' } }),
      run('b', { metrics: { loss: { value: 'NaN' as unknown as number, step: 1, timestamp: 1 } }, user: 'lin' }),
    ],
    columns,
  )
  expect(toCsv(rows)).toBe(
    'run_id,name,state,user,started_at,ended_at,metrics.loss,params.note\r\n' +
      'a,a,finished,,1970-01-01T00:00:00.000Z,,0.30000000000000004,"x, ""y""\nz|w"\r\n' +
      'b,b,finished,lin,1970-01-01T00:00:00.000Z,,NaN,\r\n',
  )
  expect(toMarkdown(rows).split('\n')[2]).toBe(
    '| a | a | finished |  | 1970-01-01T00:00:00.000Z |  | 0.30000000000000004 | x, "y" z\\|w |',
  )
})

const group = (name: string, n: number, mean: number, sd: number | null, more: Partial<Group> = {}): Group => {
  const half = sd === null ? 0 : sd * 1.5
  const summary = { n, not_finite: 0, mean, sd, least: mean, greatest: mean }
  const interval = sd === null ? { low: null, high: null } : { low: mean - half, high: mean + half }
  return {
    key: [name],
    filter: '',
    runs: n,
    newest_at: 0,
    first: { run_id: name, name, state: 'finished' },
    metrics: { auc: { ...summary, ...interval } },
    params: { lr: '0.1', opt: null },
    tags: {},
    ...more,
  }
}

test('groups say their mean with as many digits as the interval bears, and how the next compares', () => {
  expect([0.0059, 0.0012, 12.3, 0.3, 250].map(decimalsFor)).toEqual([3, 4, 0, 1, 0])
  const auc = toColumn('metrics.auc')!
  const look = { numeric: true, decimals: 4 }
  expect(sayGroup(group('a', 5, 0.91283, 0.004), auc, look, 150, 0)).toEqual({ text: '0.913', more: '± 0.006' })
  expect(sayGroup(group('a', 1, 0.91283, null), auc, look, 150, 0)).toEqual({ text: '0.9128', more: '1 run' })
  expect(sayGroup(group('a', 1, 1, null), toColumn('params.opt')!, look, 150, 0)).toEqual({ text: '', more: 'differ' })
  expect(sayGroup(group('a', 1, 1, null), toColumn('params.none')!, look, 150, 0)).toBeUndefined()
  const leader = (...args: Parameters<typeof group>) => leaderOf(group(...args), 'auc')!
  expect(intervalInWords(leader('a', 5, 0.91283, 0.004), 'seed')).toBe('0.913, 95 % interval 0.907–0.919, 5 seeds')
  expect(intervalInWords(leader('a', 1, 0.91283, null), 'seed')).toBe('0.9128, of one run, so that chance is unknown')
  const first = leader('a', 5, 0.913, 0.004)
  expect(differenceInWords(first, leader('b', 5, 0.911, 0.004), 'seed')).toMatch(
    /^The next, runs like b \(0\.911, 5 seeds\), is not distinguishable from it: the means differ by 0\.002, 95 % interval −0\.004 to 0\.008\.$/,
  )
  expect(differenceInWords(first, leader('b', 5, 0.89, 0.004), 'run')).toContain('5 runs), is distinguishable from it')
  expect(differenceInWords(first, leader('b', 1, 0.911, null), 'seed')).toContain('is unknown, since b ran only once')
  expect(leaderOf(group('a', 1, 1, null, { metrics: {} }), 'auc')).toBeUndefined()
  const rows = rowsOfGroups([group('a', 5, 0.9, 0.1)], ['params.x'], [auc, toColumn('params.lr')!])
  expect(rows[0]).toEqual([
    ...['params.x', 'runs', 'first_run_id', 'metrics.auc mean', 'metrics.auc low_95', 'metrics.auc high_95'],
    ...['metrics.auc sd', 'metrics.auc n', 'params.lr'],
  ])
  expect(rows[1]!.slice(0, 4)).toEqual(['a', '5', 'a', '0.9'])
})

test('the first columns are those that tell runs apart; a seed only repeats', () => {
  expect(firstColumns(keys)).toEqual([
    ...['state', 'metrics.val/auc', 'metrics.train/loss', 'params.lr', 'params.model.depth', 'params.seed'],
    ...['started', 'duration', 'user'],
  ])
  expect(toOrderBy({ id: 'metrics.val/auc', descending: true })).toEqual(['metrics.`val/auc` DESC'])
  const loss = toColumn('metrics.loss')!
  const steps = [undefined, 'metrics.loss', '-metrics.loss']
  for (const [i, sort] of steps.entries())
    expect(nextSort(loss, sort ? { id: loss.id, descending: sort.startsWith('-') } : undefined)).toBe(steps[i + 1])
  expect([...parseWidths(['metrics.a:b:180', 'x:9', 'y:99999', 'state:20'])]).toEqual([
    ['metrics.a:b', 180],
    ['state', 64],
  ])
})

test('what is drawn covers what is in view, in a number of rows that does not change while scrolling', () => {
  const wide = Array.from({ length: 500 }, (_, i) => toColumn(`metrics.m${i}`)!)
  const { places, width } = placesOf(wide, new Map(), false)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: width }), fc.integer({ min: 0, max: 329_000 }), (left, top) => {
      const [from, to] = columnsWithin(places, left, 1_100)
      const inView = places.filter((place) => place.left + place.width > left && place.left < left + 1_100)
      for (const place of inView) expect(place.number - 2 >= from && place.number - 2 <= to).toBe(true)
      expect(to - from).toBeLessThan(24)
      const [first, last] = rowsWithin(10_000, top, 600)
      expect(last - first).toBe(rowsWithin(10_000, 0, 600)[1])
      expect(first * 33 <= top || first === 0).toBe(true)
      expect((last + 1) * 33 >= Math.min(top + 600, 330_000)).toBe(true)
    }),
  )
  expect(rowsWithin(0, 0, 600)).toEqual([0, -1])
  expect(columnsWithin([], 0, 600)).toEqual([0, -1])
})
