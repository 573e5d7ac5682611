/** Logged models: announced, tagged, finalised, measured, deleted; and searched. */
import { each, get, newExperiment, newRun, post, type Step, send, step, type Topic, toTheEnd, x } from '../step.ts'
import { MODEL_FILTERS, MODEL_FILTERS_BEYOND, MODEL_FILTERS_WRONG } from './filters.ts'

const create = (more: object) => post('logged-models', { experiment_id: '$exp', ...more })
const at = (rest = '') => `logged-models/$model${rest}`
const read = (title: string, model = 'model'): Step => step(title, get(`logged-models/$${model}`))
const search = (more: object) => post('logged-models/search', { experiment_ids: ['$exp'], max_results: 50, ...more })
const NOBODY = `m-${'f'.repeat(32)}`

const by = (field_name: string, more: object = {}) => [{ field_name, ...more }]
const ORDERS = [
  by('name'),
  by('name', { ascending: false }),
  by('creation_timestamp'),
  by('creation_timestamp', { ascending: false }),
  by('metrics.acc'),
  by('metrics.acc', { ascending: false }),
  by('metrics.acc', { dataset_name: 'data', dataset_digest: 'd1' }),
  by('metrics.none'),
  by('model_type'),
  [],
]
const WRONG_ORDERS = [by(''), by('colour'), by('nothing.a'), [{}], 'text', [1]]

const made = (name: string, params: object, more: object = {}): Step =>
  step(
    `model ${name}`,
    create({ name, params: Object.entries(params).map(([key, value]) => ({ key, value })), ...more }),
    { [name]: 'model.info.model_id' },
  )
const measured = (model: string, value: unknown, more: object = {}): Step =>
  step(
    `${model} measured: ${value}`,
    post('runs/log-metric', {
      run_id: '$run',
      key: 'acc',
      value,
      timestamp: 1,
      step: 0,
      model_id: `$${model}`,
      ...more,
    }),
  )

export const models: Topic = {
  name: 'logged models',
  steps: [
    newExperiment('models'),
    newRun('run'),
    step(
      'announced',
      create({
        name: 'model',
        model_type: 'sklearn',
        source_run_id: '$run',
        params: [{ key: 'a', value: '1' }],
        tags: [{ key: 't', value: 'ü' }],
      }),
      { model: 'model.info.model_id' },
    ),
    read('announced, read'),
    step('with a random name', create({}), { random: 'model.info.model_id' }),
    read('with a random name, read', 'random'),
    ...each('a name', ['', ' ', 'a b', 'ü 🚂', 'a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b", x(500), x(501), 7], (name) =>
      create({ name }),
    ),
    ...each('a type', ['', 'ü', x(500), x(501), 7], (model_type) => create({ name: 'n', model_type })),
    ...each('a source', ['', 'f'.repeat(32), 'abc'], (source_run_id) => create({ name: 'n', source_run_id })),
    ...each('in the experiment', ['', '987654', 'abc', null], (experiment_id) => create({ name: 'n', experiment_id })),
    step('in no experiment', post('logged-models', { name: 'n' })),
    ...each(
      'params',
      [
        [{ key: 'k' }],
        [{ value: 'v' }],
        [{ key: '', value: 'v' }],
        [{ key: x(250), value: x(6000) }],
        [{ key: x(251), value: '' }],
        [{ key: 'k', value: x(6001) }],
        [{ key: 'a*', value: '' }],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
        'text',
      ],
      (params) => create({ name: 'n', params }),
    ),
    ...each(
      'tags',
      [
        [{ key: 'k' }],
        [{ value: 'v' }],
        [{ key: '', value: 'v' }],
        [{ key: x(250), value: x(8000) }],
        [{ key: x(251), value: '' }],
        [{ key: 'k', value: x(8001) }],
        [{ key: 'a*', value: '' }],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
        'text',
      ],
      (tags) => create({ name: 'n', tags }),
    ),
    step(
      '101 params',
      create({ name: 'n', params: Array.from({ length: 101 }, (_, i) => ({ key: `k${i}`, value: '' })) }),
    ),
    step('read nobody', get(`logged-models/${NOBODY}`)),
    step('read an odd id', get('logged-models/abc')),

    step('params logged', post(at('/params'), { model_id: '$model', params: [{ key: 'b', value: '2' }] })),
    step('the same params', post(at('/params'), { model_id: '$model', params: [{ key: 'b', value: '2' }] })),
    step('no params', post(at('/params'), { model_id: '$model' })),
    step(
      'params of nobody',
      post(`logged-models/${NOBODY}/params`, { model_id: NOBODY, params: [{ key: 'b', value: '2' }] }),
    ),
    step(
      'tags set',
      send('PATCH', at('/tags'), {
        tags: [
          { key: 't', value: '2' },
          { key: 'a b', value: 'x' },
        ],
      }),
    ),
    step('no tags', send('PATCH', at('/tags'), {})),
    step('a tag without a value', send('PATCH', at('/tags'), { tags: [{ key: 'none' }] })),
    step('tags of nobody', send('PATCH', `logged-models/${NOBODY}/tags`, { tags: [{ key: 'b', value: '2' }] })),
    step('a tag deleted', send('DELETE', at('/tags/t'), {})),
    step('a tag deleted twice', send('DELETE', at('/tags/t'), {})),
    step('a tag with a space deleted', send('DELETE', at('/tags/a%20b'), {})),
    step('a tag of nobody deleted', send('DELETE', `logged-models/${NOBODY}/tags/t`, {})),
    ...each('status', ['LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED', 'LOGGED_MODEL_PENDING'], (status) =>
      send('PATCH', at(), { model_id: '$model', status }),
    ),
    ...each('wrong status', ['READY', '', 'x'], (status) =>
      send('PATCH', 'logged-models/$random', { model_id: '$random', status }),
    ),
    step('no status', send('PATCH', at(), { model_id: '$model' })),
    step(
      'status of nobody',
      send('PATCH', `logged-models/${NOBODY}`, { model_id: NOBODY, status: 'LOGGED_MODEL_READY' }),
    ),
    step('status, the id in the path only', send('PATCH', at(), { status: 'LOGGED_MODEL_PENDING' })),
    read('after these'),
    step('a folder of it', get(at('/artifacts/directories'))),
    step('a folder of nobody', get(`logged-models/${NOBODY}/artifacts/directories`)),
    step('deleted', send('DELETE', at(), {})),
    step('deleted twice', send('DELETE', at(), {})),
    read('deleted, read'),
    step('deleted, read on purpose', get(at(), { allow_deleted: true })),
    step('nobody deleted', send('DELETE', `logged-models/${NOBODY}`, {})),
    step('a tag of the deleted', send('PATCH', at('/tags'), { tags: [{ key: 'b', value: '2' }] })),

    measured('random', 'NaN'),
    read('measured as NaN, read', 'random'),
    step(
      'params logged, the id in the path only',
      post('logged-models/$random/params', { params: [{ key: 'c', value: '3' }] }),
    ),

    newExperiment('model search'),
    newRun('run'),
    made('one', { lr: '0.1' }, { model_type: 'sklearn', tags: [{ key: 'team', value: 'red' }], source_run_id: '$run' }),
    made('two', { lr: '0.2' }, { tags: [{ key: 'a b', value: 'x' }] }),
    made('three', {}),
    measured('one', 0.25),
    measured('one', 0.75, { step: 1, dataset_name: 'data', dataset_digest: 'd1' }),
    measured('two', 0.5, { dataset_name: 'data', dataset_digest: 'd1' }),
    step(
      'measured, of nobody',
      post('runs/log-metric', { run_id: '$run', key: 'acc', value: 1, timestamp: 1, model_id: NOBODY }),
    ),
    read('measured, read', 'one'),
    read('measured on a dataset, read', 'two'),
    ...each('filter', MODEL_FILTERS, (filter) => search({ filter, order_by: by('name') })),
    ...each('filter beyond MLflow', MODEL_FILTERS_BEYOND, (filter) => search({ filter })),
    ...each('wrong filter', MODEL_FILTERS_WRONG, (filter) => search({ filter })),
    ...each('order', ORDERS, (order_by) => search({ order_by })),
    ...each('order beyond MLflow', [by('params.lr'), by('tags.team')], (order_by) => search({ order_by })),
    ...each('wrong order', WRONG_ORDERS, (order_by) => search({ order_by })),
    ...each(
      'datasets',
      [
        [{ dataset_name: 'data' }],
        [{ dataset_name: 'data', dataset_digest: 'd1' }],
        [{ dataset_name: 'data', dataset_digest: 'd9' }],
        [{ dataset_name: 'none' }],
        [{ dataset_name: '' }],
        [{ dataset_digest: 'd1' }],
        [{}],
        'text',
      ],
      (datasets) => search({ datasets, filter: 'metrics.acc > 0.3', order_by: by('name') }),
    ),
    toTheEnd('pages of 2', search({ max_results: 2, order_by: by('name') })),
    toTheEnd('one full page', search({ max_results: 3, order_by: by('name') })),
    ...each('page size', [1, '2', 0, -1, 50, 51, 100, 50_001, 'abc'], (max_results) =>
      search({ max_results, order_by: by('name') }),
    ),
    ...each('page token', ['', 'abc'], (page_token) => search({ page_token, order_by: by('name') })),
    ...each('experiments', [[], ['987654'], ['$exp', '987654'], ['abc'], 'text'], (experiment_ids) =>
      search({ experiment_ids, order_by: by('name') }),
    ),
    step('no experiments', post('logged-models/search', {})),
  ],
}
