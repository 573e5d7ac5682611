/** Searching runs: filters of all kinds, orderings, views, pages. */
import { each, newExperiment, post, type Step, step, type Topic, toTheEnd } from '../step.ts'
import { RUN_FILTERS, RUN_FILTERS_BEYOND, RUN_FILTERS_WRONG } from './filters.ts'

const search = (more: object) => post('runs/search', { experiment_ids: ['$exp'], ...more })
const filter = (text: string) => search({ filter: text })

interface Made {
  name: string
  /** What it is called in later steps, if not by its name. */
  id?: string
  start: number
  end?: number
  status?: string
  user?: string
  metrics?: Record<string, number | string>
  params?: Record<string, string>
  tags?: Record<string, string>
  dataset?: [name: string, digest: string, context?: string]
}

const RUNS: Made[] = [
  {
    name: 'alpha',
    start: 1_700_000_000_000,
    end: 1_700_000_100_000,
    status: 'FINISHED',
    user: 'ada',
    metrics: { acc: 0.5, 'val/loss': 2 },
    params: { lr: '0.1', model: 'resnet', note: '' },
    tags: { team: 'red', 'a b': 'x' },
    dataset: ['mnist', 'd1', 'train'],
  },
  {
    name: 'beta',
    start: 1_700_000_000_001,
    end: 1_700_000_050_000,
    status: 'FAILED',
    user: 'bob',
    metrics: { acc: 0.75, 'val/loss': 1 },
    params: { lr: '0.01', model: 'ResNet' },
    tags: { team: 'blue' },
    dataset: ['mnist', 'd2', 'test'],
  },
  {
    name: 'gamma',
    start: 1_700_000_000_002,
    status: 'RUNNING',
    user: 'ada',
    metrics: { acc: 'NaN', loss: -1 },
    params: { lr: '1e-3' },
    tags: { team: 'red', empty: '' },
  },
  {
    name: 'delta',
    start: 1_700_000_000_003,
    end: 1_700_000_100_000,
    status: 'KILLED',
    metrics: { acc: 0.5, loss: 3 },
    params: { model: "it's", 'b-c': '100%' },
    tags: { team: 'Red', note: 'a_b' },
  },
  {
    name: 'Epsilon',
    start: 1_700_000_000_004,
    end: 1_700_000_200_000,
    status: 'FINISHED',
    user: 'eve',
    metrics: { loss: 0 },
    params: { lr: '0.1', model: 'vit' },
    dataset: ['cifar', 'd1'],
  },
  {
    name: 'émile',
    id: 'emile',
    start: 0,
    status: 'SCHEDULED',
    params: { lr: '10' },
    tags: { team: 'green', 'mlflow.parentRunId': 'abc' },
  },
  { name: 'seven', start: 1_700_000_000_005, metrics: { acc: 0.1 }, params: { lr: '9' } },
  { name: 'eight', start: 1_700_000_000_006, metrics: { acc: -0.1, 'val/loss': 1e308 }, params: { lr: '' } },
]
const pairs = (map: object = {}) => Object.entries(map).map(([key, value]) => ({ key, value }))

const make = ({ name, id = name, start, end, status, user, metrics = {}, params, tags, dataset }: Made): Step[] => [
  step(
    `run ${name}`,
    post('runs/create', { experiment_id: '$exp', run_name: name, start_time: start, user_id: user }),
    { [id]: 'run.info.run_id' },
  ),
  step(
    `its data: ${name}`,
    post('runs/log-batch', {
      run_id: `$${id}`,
      metrics: pairs(metrics).map((pair) => ({ ...pair, timestamp: 1, step: 0 })),
      params: pairs(params),
      tags: pairs(tags),
    }),
  ),
  ...(dataset
    ? [
        step(
          `its dataset: ${name}`,
          post('runs/log-inputs', {
            run_id: `$${id}`,
            datasets: [
              {
                tags: dataset[2] ? [{ key: 'mlflow.data.context', value: dataset[2] }] : [],
                dataset: { name: dataset[0], digest: dataset[1], source_type: 's', source: 's' },
              },
            ],
          }),
        ),
      ]
    : []),
  ...(status ? [step(`its status: ${name}`, post('runs/update', { run_id: `$${id}`, status, end_time: end }))] : []),
]

/** Refused by MLflow, or refused by both. */

const ORDERS = [
  ['metrics.acc'],
  ['metrics.acc ASC'],
  ['metrics.acc DESC'],
  ['metrics.acc desc'],
  ['metrics.loss DESC', 'start_time ASC'],
  ['metrics.`val/loss`'],
  ['metrics."val/loss" DESC'],
  ['metrics.none'],
  ['params.lr'],
  ['params.lr DESC'],
  ['params.model'],
  ['tags.team'],
  ['tags.team DESC', 'params.lr ASC'],
  ['tags.`a b`'],
  ['start_time'],
  ['start_time DESC'],
  ['attributes.start_time ASC'],
  ['attribute.start_time asc'],
  ['end_time'],
  ['end_time DESC'],
  ['status', 'run_name DESC'],
  ['run_name'],
  ['attributes.run_name DESC'],
  ['user_id', 'run_name'],
  ['created'],
  ['metrics.acc', 'metrics.loss DESC'],
  [],
]
const WRONG_ORDERS = [
  [''],
  ['colour'],
  ['attributes.colour'],
  ['metrics'],
  ['metrics.'],
  ['nothing.a'],
  ['metrics.acc UP'],
  ['metrics.acc ASC DESC'],
  ['metrics.acc, metrics.loss'],
  ['start_time;'],
  [7],
  ['datasets.name'],
]

export const searchRuns: Topic = {
  name: 'searching runs',
  steps: [
    newExperiment('search runs'),
    ...RUNS.flatMap(make),
    ...each('filter', RUN_FILTERS, filter),
    ...each('filter beyond MLflow', RUN_FILTERS_BEYOND, filter),
    ...each('wrong filter', RUN_FILTERS_WRONG, filter),
    ...each('order', ORDERS, (order_by) => search({ order_by })),
    ...each('order of one run', [['run_id'], ['run_id DESC'], ['artifact_uri']], (order_by) =>
      search({ order_by, filter: "run_name = 'alpha'" }),
    ),
    ...each('order beyond MLflow', [['attributes.`run name`'], ['  start_time   DESC  ']], (order_by) =>
      search({ order_by }),
    ),
    ...each('wrong order', WRONG_ORDERS, (order_by) => search({ order_by })),
    toTheEnd('pages of 3', search({ max_results: 3 })),
    toTheEnd('pages of 2 by a metric', search({ max_results: 2, order_by: ['metrics.acc DESC'] })),
    toTheEnd('pages of 2 with a filter', search({ max_results: 2, filter: 'metrics.acc > -1' })),
    toTheEnd('one full page', search({ max_results: 8 })),
    ...each('page size', [1, '2', 50_000, 50_001, 0, -1, 1.5, 'abc', null], (max_results) => search({ max_results })),
    ...each('page token', ['', 'abc', 'bm9uc2Vuc2U='], (page_token) => search({ page_token })),
    step('one deleted', post('runs/delete', { run_id: '$seven' })),
    ...each('view', ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'], (run_view_type) =>
      search({ run_view_type, filter: 'metrics.acc > -1' }),
    ),
    ...each('wrong view', ['', 'active_only', 'NONE', 0, 1, 9], (run_view_type) => search({ run_view_type })),
    ...each(
      'experiments',
      [[], ['987654'], ['$exp', '987654'], ['$exp', '$exp'], ['abc'], [''], 'text', [7]],
      (experiment_ids) => search({ experiment_ids, filter: "run_name = 'alpha'" }),
    ),
    step('no experiments', post('runs/search', {})),
    step('a filter that is no text', search({ filter: 7 })),
    step('an order that is no list', search({ order_by: 'start_time' })),
  ],
}
