/** Points of metrics: what is taken, which is the latest, and the histories that come back. */
import { each, get, newExperiment, newRun, post, readRun, step, type Topic, toTheEnd, x } from '../step.ts'

const point = { run_id: '$run', key: 'm', value: 1, timestamp: 1 }
const log = (more: object) => post('runs/log-metric', { ...point, ...more })
const wrong = (more: object) => log({ run_id: '$wrong', ...more })
const batch = (run: string, metrics: unknown) => post('runs/log-batch', { run_id: `$${run}`, metrics })
const history = (run: string, metric_key: string, more: object = {}) =>
  get('metrics/get-history', { run_id: `$${run}`, metric_key, ...more })
const BULK = '/ajax-api/2.0/mlflow/metrics/get-history-bulk'
const INTERVAL = 'metrics/get-history-bulk-interval'
const KEYS = [
  '',
  'a b',
  'a/b',
  '/a',
  'a//b',
  'a/',
  '../a',
  '..a',
  'a/./b',
  'a/../b',
  '.',
  '..',
  './a',
  'a:b',
  'a.b',
  'a-b',
  'é',
  '名',
  'a*b',
  'a\\b',
  'a"b',
  'a,b',
  'a=b',
  'a(b)',
  'a\nb',
  '\t',
  x(250),
  x(251),
  7,
  null,
]
const BIG = '4611686018427387904'

export const metrics: Topic = {
  name: 'metrics',
  steps: [
    newExperiment('metrics'),
    newRun('run'),
    newRun('wrong'),
    step('a point', log({})),
    ...each(
      'a point with the value',
      [0, -0.5, 1e308, -1e308, 5e-324, '2.5', '1e3', 'NaN', 'Infinity', '-Infinity', '-0'],
      (value) => log({ key: `value ${value}`, value }),
    ),
    readRun('run', 'those values'),
    ...each(
      'a point with a wrong value',
      ['', 'abc', 'nan', 'inf', '0x10', ' 1', null, true, [1], { a: 1 }, '1e999'],
      (value) => wrong({ key: 'm', value }),
    ),
    ...each('a point at the step', [0, 5, '6', -3, BIG, '-9223372036854775808', '9223372036854775807', 1.0], (s) =>
      log({ key: 'steps', step: s }),
    ),
    ...each('a point at a wrong step', [0.5, '9223372036854775808', 'abc', '', null, true, '1.0'], (s) =>
      wrong({ key: 'm', step: s }),
    ),
    ...each('a point at the time', [0, '7', 1_700_000_000_000, BIG], (timestamp) => log({ key: 'times', timestamp })),
    ...each('a point at a wrong time', [-1, 0.5, 'abc', '', null, true], (timestamp) => wrong({ key: 'm', timestamp })),
    ...each('a point with the key', KEYS, (key) => log({ key })),
    ...['key', 'value', 'timestamp'].map((field) => step(`a point without ${field}`, log({ [field]: undefined }))),
    step('a point of nobody', log({ run_id: 'f'.repeat(32) })),
    step('a point of no run', log({ run_id: undefined })),
    step('a point by the former name', log({ run_id: undefined, run_uuid: '$run', key: 'uuid' })),
    readRun('run', 'all of these'),
    ...['steps', 'times', 'value NaN', 'value Infinity', 'value -Infinity', 'none', ''].map((key) =>
      step(`history of '${key}'`, history('run', key)),
    ),

    newRun('same'),
    step(
      'the same point twice',
      batch('same', [
        { key: 'm', value: 1, timestamp: 1, step: 1 },
        { key: 'm', value: 1, timestamp: 1, step: 1 },
      ]),
    ),
    step('and once more', post('runs/log-metric', { run_id: '$same', key: 'm', value: 1, timestamp: 1, step: 1 })),
    step(
      'another value at that step',
      post('runs/log-metric', { run_id: '$same', key: 'm', value: 2, timestamp: 1, step: 1 }),
    ),
    step(
      'NaN at that step',
      post('runs/log-metric', { run_id: '$same', key: 'm', value: 'NaN', timestamp: 1, step: 1 }),
    ),
    step('NaN again', post('runs/log-metric', { run_id: '$same', key: 'm', value: 'NaN', timestamp: 1, step: 1 })),
    step('zero at that step', post('runs/log-metric', { run_id: '$same', key: 'm', value: 0, timestamp: 1, step: 1 })),
    step('what is one and what is two', history('same', 'm')),
    readRun('same', 'the latest of a step'),
    newRun('latest'),
    step(
      'not in order',
      batch('latest', [
        { key: 'm', value: 5, timestamp: 9, step: 3 },
        { key: 'm', value: 1, timestamp: 5, step: 7 },
        { key: 'm', value: 9, timestamp: 50, step: 2 },
      ]),
    ),
    readRun('latest', 'the greatest step is the latest'),
    step(
      'an older step later',
      post('runs/log-metric', { run_id: '$latest', key: 'm', value: 3, timestamp: 999, step: 1 }),
    ),
    readRun('latest', 'it stays the latest'),
    step(
      'the same step, a later time',
      post('runs/log-metric', { run_id: '$latest', key: 'm', value: -1, timestamp: 6, step: 7 }),
    ),
    readRun('latest', 'the later time is the latest'),
    step(
      'the same step and time, a smaller value',
      post('runs/log-metric', { run_id: '$latest', key: 'm', value: -2, timestamp: 6, step: 7 }),
    ),
    readRun('latest', 'the greater value is the latest'),
    step(
      'a NaN at the same step and time',
      post('runs/log-metric', { run_id: '$latest', key: 'm', value: 'NaN', timestamp: 6, step: 7 }),
    ),
    readRun('latest', 'NaN or number'),
    step('order of a history', history('latest', 'm')),

    newRun('pages'),
    step(
      '30 points',
      batch(
        'pages',
        Array.from({ length: 30 }, (_, i) => ({
          key: 'm',
          value: (i * 7) % 30,
          timestamp: (i * 11) % 30,
          step: (i * 13) % 30,
        })),
      ),
    ),
    toTheEnd('pages of 7', history('pages', 'm', { max_results: 7 })),
    toTheEnd('pages of 10', history('pages', 'm', { max_results: 10 })),
    toTheEnd('one page of 30', history('pages', 'm', { max_results: 30 })),
    ...each('page size', [1, '5', 25_000, 25_001, 0, -1, 'abc', 50_000], (max_results) =>
      history('pages', 'm', { max_results }),
    ),
    ...each('page token', ['', 'abc', 'bm9uc2Vuc2U='], (page_token) =>
      history('pages', 'm', { max_results: 5, page_token }),
    ),
    step('history without a key', get('metrics/get-history', { run_id: '$pages' })),
    step('history without a run', get('metrics/get-history', { metric_key: 'm' })),
    step('history of nobody', get('metrics/get-history', { run_id: 'f'.repeat(32), metric_key: 'm' })),
    step(
      'history by the former name',
      get('metrics/get-history', { run_uuid: '$pages', metric_key: 'm', max_results: 3 }),
    ),

    step('bulk', get(BULK, { run_id: '$pages', metric_key: 'm' })),
    step('bulk of two', get(BULK, { run_id: ['$pages', '$run'], metric_key: 'times' })),
    ...each('bulk, at most', [5, 0, -1, 'abc', 25_000, 25_001], (max_results) =>
      get(BULK, { run_id: '$pages', metric_key: 'm', max_results }),
    ),
    step('bulk of nobody', get(BULK, { run_id: 'f'.repeat(32), metric_key: 'm' })),
    step('bulk of none', get(BULK, { metric_key: 'm' })),
    step('bulk without a key', get(BULK, { run_id: '$pages' })),
    step('bulk of 101', get(BULK, { run_id: Array.from({ length: 101 }, (_, i) => `r${i}`), metric_key: 'm' })),
    step('interval, all', get(INTERVAL, { run_ids: ['$pages', '$latest'], metric_key: 'm' })),
    step('interval, steps 5 to 9', get(INTERVAL, { run_ids: '$pages', metric_key: 'm', start_step: 5, end_step: 9 })),
    step('interval, ten samples', get(INTERVAL, { run_ids: '$pages', metric_key: 'm', max_results: 10 })),
    ...each('interval, samples', [1, 2, 2500, 2501, 0, -1, 'abc'], (max_results) =>
      get(INTERVAL, { run_ids: '$latest', metric_key: 'm', max_results }),
    ),
    step('interval, backwards', get(INTERVAL, { run_ids: '$pages', metric_key: 'm', start_step: 9, end_step: 5 })),
    step('interval, only a start', get(INTERVAL, { run_ids: '$pages', metric_key: 'm', start_step: 9 })),
    step('interval, only an end', get(INTERVAL, { run_ids: '$pages', metric_key: 'm', end_step: 9 })),
    step('interval of nobody', get(INTERVAL, { run_ids: 'f'.repeat(32), metric_key: 'm' })),
    step('interval of none', get(INTERVAL, { metric_key: 'm' })),
    step('interval without a key', get(INTERVAL, { run_ids: '$pages' })),
    step(
      'interval of 100',
      get(INTERVAL, { run_ids: Array.from({ length: 100 }, (_, i) => `r${i}`), metric_key: 'm' }),
    ),
    step(
      'interval of 101',
      get(INTERVAL, { run_ids: Array.from({ length: 101 }, (_, i) => `r${i}`), metric_key: 'm' }),
    ),
  ],
}
