/** What runs read and made: datasets with their tags, models in and out. */
import { each, newExperiment, newRun, post, readRun, type Step, step, type Topic, x } from '../step.ts'

const dataset = (more: object = {}) => ({
  name: 'data',
  digest: 'd1',
  source_type: 'local',
  source: '{"uri": "x"}',
  ...more,
})
const log = (run: string, datasets: unknown) => post('runs/log-inputs', { run_id: `$${run}`, datasets })
const made = (models: unknown) => post('runs/outputs', { run_id: '$maker', models })
const context = [{ key: 'mlflow.data.context', value: 'train' }]
const SEARCH = '/ajax-api/2.0/mlflow/experiments/search-datasets'

/** A dataset on a run of its own, and what is then there. */
const alone = (title: string, datasets: unknown): Step[] => {
  const run = title.replace(/\W/g, '_')
  return [newRun(run), step(title, log(run, datasets)), readRun(run, `${title}, read`)]
}

export const inputs: Topic = {
  name: 'inputs',
  steps: [
    newExperiment('inputs'),
    ...alone('one', [{ dataset: dataset(), tags: context }]),
    ...alone('with a schema and a profile', [
      { dataset: dataset({ digest: 'd2', schema: '{"a": 1}', profile: '{"rows": 3}' }) },
    ]),
    ...alone('two', [
      { dataset: dataset(), tags: context },
      {
        dataset: dataset({ name: 'other' }),
        tags: [
          { key: 'a', value: '' },
          { key: 'b', value: 'ü' },
        ],
      },
    ]),
    ...alone('the same twice in a request', [
      { dataset: dataset(), tags: context },
      { dataset: dataset(), tags: [{ key: 'mlflow.data.context', value: 'test' }] },
    ]),
    ...alone('known by name and digest, other source', [
      { dataset: dataset({ source: 'elsewhere', source_type: 'http' }), tags: context },
    ]),
    newRun('again'),
    step('once', log('again', [{ dataset: dataset(), tags: context }])),
    step('once more', log('again', [{ dataset: dataset(), tags: context }])),
    step('once more with another tag', log('again', [{ dataset: dataset(), tags: [{ key: 'more', value: '1' }] }])),
    readRun('again', 'logged three times, read'),
    ...alone('none', []),
    ...alone('unicode', [{ dataset: dataset({ name: 'données 🚂', digest: 'ü' }) }]),
    step('found', post(SEARCH, { experiment_ids: ['$exp'] })),
    step(
      'found at the published path',
      post('/api/2.0mlflow/experiments/search-datasets', { experiment_ids: ['$exp'] }),
    ),
    ...each('found in', [[], ['987654'], ['abc'], 'text', Array.from({ length: 21 }, String)], (experiment_ids) =>
      post(SEARCH, { experiment_ids }),
    ),
    step('found nowhere', post(SEARCH, {})),
    newExperiment('inputs with faults'),
    newRun('limits'),
    ...each('a name', ['', x(500), x(501), 7], (name) => log('limits', [{ dataset: dataset({ name }) }])),
    ...each('a digest', ['', x(36), x(37), 7], (digest) => log('limits', [{ dataset: dataset({ digest }) }])),
    ...each('a source type', ['', 7], (source_type) => log('limits', [{ dataset: dataset({ source_type }) }])),
    ...each('a source', ['', x(65_535), x(65_536), 7], (source) =>
      log('limits', [{ dataset: dataset({ source, digest: 's' }) }]),
    ),
    ...each('a schema', ['', x(1_048_575), x(1_048_576)], (schema) =>
      log('limits', [{ dataset: dataset({ schema, digest: 'schema' }) }]),
    ),
    ...each(
      'tags',
      [
        [{ key: x(255), value: '' }],
        [{ key: x(256), value: '' }],
        [{ key: 'k', value: x(500) }],
        [{ key: 'k', value: x(501) }],
        [{ key: '', value: 'v' }],
        [{ key: 'k' }],
        [{ value: 'v' }],
        'text',
      ],
      (tags) => log('limits', [{ dataset: dataset({ digest: 'tags' }), tags }]),
    ),
    ...['name', 'digest', 'source_type', 'source'].map((field) =>
      step(`without ${field}`, log('limits', [{ dataset: dataset({ [field]: undefined }) }])),
    ),
    ...each('datasets', ['text', [1], [null], [{}], [{ dataset: {} }], {}], (datasets) => log('limits', datasets)),
    step('without datasets', post('runs/log-inputs', { run_id: '$limits' })),
    step('of nobody', post('runs/log-inputs', { run_id: 'f'.repeat(32), datasets: [{ dataset: dataset() }] })),
    step('of no run', post('runs/log-inputs', { datasets: [{ dataset: dataset() }] })),

    step('a model', post('logged-models', { experiment_id: '$exp', name: 'm', source_run_id: '$again' }), {
      model: 'model.info.model_id',
    }),
    newRun('reader'),
    step('a model read', post('runs/log-inputs', { run_id: '$reader', models: [{ model_id: '$model' }] })),
    step('a model read twice', post('runs/log-inputs', { run_id: '$reader', models: [{ model_id: '$model' }] })),
    step('a model made', post('runs/outputs', { run_id: '$reader', models: [{ model_id: '$model', step: 3 }] })),
    step('a model made twice', post('runs/outputs', { run_id: '$reader', models: [{ model_id: '$model', step: 3 }] })),
    readRun('reader', 'models in and out'),
    step(
      'a model that is not there',
      post('runs/outputs', { run_id: '$reader', models: [{ model_id: `m-${'f'.repeat(32)}`, step: 0 }] }),
    ),
    newRun('maker'),
    ...each('models made', [[], [{}], 'text', [1]], made),
    newRun('maker'),
    step('a model made at a step in text', made([{ model_id: '$model', step: '7' }])),
    readRun('maker', 'a model made at a step in text, read'),
    newRun('maker'),
    step('a model made at a wrong step', made([{ model_id: '$model', step: 'x' }])),
    newRun('maker'),
    step('a model without an id', made([{ model_id: '', step: 1 }])),
    step('no models made', post('runs/outputs', { run_id: '$maker' })),
    step('made by nobody', post('runs/outputs', { run_id: 'f'.repeat(32), models: [{ model_id: '$model', step: 0 }] })),
    step('made by no run', post('runs/outputs', { models: [{ model_id: '$model', step: 0 }] })),
  ],
}
