/** Batches: limits and the ones beside them, all or nothing, what of a key that stands twice counts. */
import { each, newExperiment, newRun, post, readRun, type Step, step, type Topic, x } from '../step.ts'

const many = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i))
const point = { key: 'm', value: 1, timestamp: 1, step: 0 }
const points = (n: number) => many(n, (i) => ({ ...point, step: i }))
const pairs = (n: number, at = 'k') => many(n, (i) => ({ key: `${at}${i}`, value: String(i) }))

/** A batch on a run of its own, and what is then there. */
const alone = (title: string, batch: object): Step[] => {
  const run = title.replace(/\W/g, '_')
  return [
    newRun(run),
    step(title, post('runs/log-batch', { run_id: `$${run}`, ...batch })),
    readRun(run, `${title}, read`),
  ]
}

/** What is no list of params, nor of tags. */
const WRONG_PAIRS = [
  'text',
  [1],
  [null],
  {},
  [{}],
  [{ value: 'v' }],
  [{ key: '', value: 'v' }],
  [{ key: 'n', value: 7 }],
  [{ key: 'o', value: null }],
  [{ key: x(251), value: '' }],
  [{ key: 7, value: '' }],
]

export const batches: Topic = {
  name: 'batches',
  steps: [
    newExperiment('batches'),
    ...alone('everything', { metrics: points(3), params: pairs(2), tags: pairs(2, 't') }),
    ...alone('nothing', {}),
    ...alone('empty lists', { metrics: [], params: [], tags: [] }),
    ...alone('1000 metrics', { metrics: points(1000) }),
    ...alone('1001 metrics', { metrics: points(1001) }),
    ...alone('100 params', { params: pairs(100) }),
    ...alone('101 params', { params: pairs(101) }),
    ...alone('100 tags', { tags: pairs(100) }),
    ...alone('101 tags', { tags: pairs(101) }),
    ...alone('1000 in all', { metrics: points(800), params: pairs(100), tags: pairs(100, 't') }),
    ...alone('1001 in all', { metrics: points(801), params: pairs(100), tags: pairs(100, 't') }),
    ...alone('a param twice alike', {
      params: [
        { key: 'a', value: '1' },
        { key: 'a', value: '1' },
      ],
    }),
    ...alone('a param twice', {
      params: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    }),
    ...alone('a tag twice', {
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    }),
    ...alone('a wrong metric', { metrics: [point, { ...point, key: '' }], params: pairs(1), tags: pairs(1, 't') }),
    ...alone('a wrong param', {
      metrics: [point],
      params: [
        { key: 'fine', value: '1' },
        { key: 'a*', value: '1' },
      ],
      tags: pairs(1, 't'),
    }),
    ...alone('a wrong tag', { metrics: [point], params: pairs(1), tags: [{ key: '../t', value: '' }] }),
    ...alone('long values', { params: [{ key: 'p', value: x(6001) }], tags: [{ key: 't', value: x(8001) }] }),
    ...alone('an empty param', { params: [{ key: 'p', value: '' }, { key: 'q' }] }),
    ...alone('an empty tag', { tags: [{ key: 't', value: '' }, { key: 'u' }] }),
    ...alone('NaN and infinities', {
      metrics: [
        { ...point, key: 'n', value: 'NaN' },
        { ...point, key: 'p', value: 'Infinity' },
        { ...point, key: 'q', value: '-Infinity' },
      ],
    }),
    ...alone('bare NaN as Python writes it', { metrics: [{ ...point, value: Number.NaN }] }),
    newRun('twice'),
    step('params', post('runs/log-batch', { run_id: '$twice', params: pairs(3) })),
    step('params again', post('runs/log-batch', { run_id: '$twice', params: pairs(3) })),
    step(
      'one param changed',
      post('runs/log-batch', {
        run_id: '$twice',
        metrics: [point],
        params: [
          { key: 'new', value: '1' },
          { key: 'k1', value: 'x' },
        ],
        tags: pairs(1, 't'),
      }),
    ),
    readRun('twice', 'one param changed, read'),
    newRun('wrong'),
    ...each(
      'metrics',
      [
        'text',
        [1],
        [null],
        {},
        [{}],
        [{ key: 'm' }],
        [{ key: 'm', value: 1 }],
        [{ key: 'm', timestamp: 1 }],
        [{ value: 1, timestamp: 1 }],
        [{ ...point, value: 'x' }],
        [{ ...point, value: null }],
        [{ ...point, step: 'x' }],
        [{ ...point, step: 0.5 }],
        [{ ...point, timestamp: -1 }],
        [{ ...point, key: x(251) }],
        [{ ...point, key: 7 }],
      ],
      (metrics) => post('runs/log-batch', { run_id: '$wrong', metrics }),
    ),
    ...each('params', WRONG_PAIRS, (list) => post('runs/log-batch', { run_id: '$wrong', params: list })),
    ...each('tags', WRONG_PAIRS, (tags) => post('runs/log-batch', { run_id: '$wrong', tags })),
    step('of nobody', post('runs/log-batch', { run_id: 'f'.repeat(32), metrics: [point] })),
    step('of nobody, empty', post('runs/log-batch', { run_id: 'f'.repeat(32) })),
    step('of no run', post('runs/log-batch', { metrics: [point] })),
    step('by the former name', post('runs/log-batch', { run_uuid: '$twice', tags: pairs(1, 'uuid') })),
  ],
}
