/** Runs: started, read, updated, renamed, tagged, deleted and restored. */
import { each, get, newExperiment, newRun, post, readRun, step, type Topic, x } from '../step.ts'

const create = (more: object) => post('runs/create', { experiment_id: '$exp', ...more })
const update = (more: object) => post('runs/update', { run_id: '$updated', ...more })
const NAME = 'mlflow.runName'

export const runs: Topic = {
  name: 'runs',
  steps: [
    newExperiment('runs'),
    step('without anything', post('runs/create', {})),
    step(
      'started',
      create({ start_time: 1_700_000_000_000, run_name: 'started', user_id: 'me', tags: [{ key: 'a', value: '1' }] }),
      { run: 'run.info.run_id' },
    ),
    readRun('run'),
    step('by its former name', get('runs/get', { run_uuid: '$run' })),
    step('by both names', get('runs/get', { run_id: '$run', run_uuid: 'f'.repeat(32) })),
    step('with a random name', create({ start_time: 5 }), { named: 'run.info.run_id' }),
    readRun('named'),
    step('with an empty name', create({ start_time: 5, run_name: '' }), { empty: 'run.info.run_id' }),
    readRun('empty'),
    step('named by its tag', create({ start_time: 5, tags: [{ key: NAME, value: 'by tag' }] }), {
      tagged: 'run.info.run_id',
    }),
    readRun('tagged'),
    step('named twice alike', create({ start_time: 5, run_name: 'same', tags: [{ key: NAME, value: 'same' }] })),
    step('named twice', create({ start_time: 5, run_name: 'one', tags: [{ key: NAME, value: 'two' }] })),
    step('named by an empty tag', create({ start_time: 5, tags: [{ key: NAME, value: '' }] })),
    step('without a start', create({ run_name: 'no start' })),
    ...each(
      'start',
      [0, '7', 2 ** 53 - 1, '9223372036854775807', '9223372036854775808', -1, 1.5, 'now', null, true],
      (start_time) => create({ run_name: 's', start_time }),
    ),
    ...each('name', [' ', ' padded ', 'Ünïcode 名前 🚂', 'a\nb', x(250), x(251), x(500), x(8000), 7], (run_name) =>
      create({ start_time: 5, run_name }),
    ),
    ...each('user', ['', 'ü', x(256), x(257), 7], (user_id) => create({ start_time: 5, run_name: 'u', user_id })),
    ...each('experiment', ['', '0', '987654', 'abc', '-1', 0], (experiment_id) =>
      post('runs/create', { experiment_id, start_time: 5, run_name: 'e' }),
    ),
    ...each(
      'tags',
      [
        [],
        [{ key: 'k' }],
        [{ value: 'v' }],
        [{ key: '' }],
        [{ key: 'k', value: 7 }],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '1' },
        ],
        [{ key: 'a*', value: '' }],
        [{ key: x(251), value: '' }],
        'text',
        [1],
        { key: 'a' },
      ],
      (tags) => create({ start_time: 5, run_name: 't', tags }),
    ),
    step('a long tag is cut', create({ start_time: 5, run_name: 'long', tags: [{ key: 'k', value: x(8001) }] })),
    step(
      '101 tags',
      create({
        start_time: 5,
        run_name: 'many',
        tags: Array.from({ length: 101 }, (_, i) => ({ key: `k${i}`, value: '' })),
      }),
    ),

    ...each('read', ['', 'f'.repeat(32), 'abc', '../x', "' or 1=1"], (run_id) => get('runs/get', { run_id })),
    step('read nothing', get('runs/get')),

    newRun('updated', { user_id: 'me' }),
    step('finished', update({ status: 'FINISHED', end_time: 1_700_000_000_001 })),
    readRun('updated', 'finished, read'),
    step('only its name', update({ run_name: 'new name' })),
    readRun('updated', 'renamed, read'),
    step('running again', update({ status: 'RUNNING' })),
    readRun('updated', 'running again, read'),
    step('nothing', update({})),
    readRun('updated', 'nothing changed, read'),
    ...each('status', ['RUNNING', 'SCHEDULED', 'FAILED', 'KILLED', 'FINISHED', 1, 3], (status) =>
      update({ status, end_time: 9 }),
    ),
    ...each('no status', ['', 'finished', 'LOST', 0, 9, true], (status) => update({ status, end_time: 9 })),
    step('finished without an end', update({ status: 'FINISHED' })),
    readRun('updated', 'finished without an end, read'),
    ...each('end', [0, '12', '9223372036854775807', -1, 1.5, 'now', null], (end_time) =>
      update({ status: 'FINISHED', end_time }),
    ),
    ...each('new name', ['', ' ', 'ü 🚂', x(250), x(256), x(8000), 7, null], (run_name) => update({ run_name })),
    readRun('updated', 'after new names'),
    step('update by its former name', post('runs/update', { run_uuid: '$updated', run_name: 'uuid' })),
    step('update nobody', post('runs/update', { run_id: 'f'.repeat(32), status: 'FINISHED' })),
    step('update without a run', post('runs/update', { status: 'FINISHED' })),

    newRun('marked'),
    step('renamed by a tag', post('runs/set-tag', { run_id: '$marked', key: NAME, value: 'through the tag' })),
    readRun('marked', 'renamed by a tag, read'),
    step('renamed by an empty tag', post('runs/set-tag', { run_id: '$marked', key: NAME, value: '' })),
    readRun('marked', 'renamed by an empty tag, read'),
    step('renamed by a batch', post('runs/log-batch', { run_id: '$marked', tags: [{ key: NAME, value: 'by batch' }] })),
    readRun('marked', 'renamed by a batch, read'),
    step('name tag deleted', post('runs/delete-tag', { run_id: '$marked', key: NAME })),
    readRun('marked', 'name tag deleted, read'),

    newRun('trash'),
    step('deleted', post('runs/delete', { run_id: '$trash' })),
    readRun('trash', 'deleted, read'),
    step('deleted twice', post('runs/delete', { run_id: '$trash' })),
    step('deleted: update', post('runs/update', { run_id: '$trash', status: 'FINISHED', end_time: 9 })),
    step('deleted: tag', post('runs/set-tag', { run_id: '$trash', key: 'a', value: 'b' })),
    step('deleted: tag removed', post('runs/delete-tag', { run_id: '$trash', key: 'mlflow.runName' })),
    step('deleted: metric', post('runs/log-metric', { run_id: '$trash', key: 'a', value: 1, timestamp: 1 })),
    step('deleted: param', post('runs/log-parameter', { run_id: '$trash', key: 'a', value: 'b' })),
    step('deleted: batch', post('runs/log-batch', { run_id: '$trash', params: [{ key: 'a', value: 'b' }] })),
    step('deleted: empty batch', post('runs/log-batch', { run_id: '$trash' })),
    step(
      'deleted: inputs',
      post('runs/log-inputs', {
        run_id: '$trash',
        datasets: [{ dataset: { name: 'd', digest: '1', source_type: 's', source: 's' } }],
      }),
    ),
    step('deleted: history', get('metrics/get-history', { run_id: '$trash', metric_key: 'a' })),
    step('restored', post('runs/restore', { run_id: '$trash' })),
    step('restored twice', post('runs/restore', { run_id: '$trash' })),
    readRun('trash', 'restored, read'),
    ...['delete', 'restore'].flatMap((act) => [
      step(`${act} nobody`, post(`runs/${act}`, { run_id: 'f'.repeat(32) })),
      step(`${act} nothing`, post(`runs/${act}`, {})),
      step(`${act} by the former name`, post(`runs/${act}`, { run_uuid: '$trash' })),
    ]),

    newRun('modelled'),
    ...each(
      'model of old clients',
      [
        '{',
        '[]',
        '{}',
        '"a"',
        JSON.stringify({ artifact_path: 'm', flavors: {}, utc_time_created: 't', run_id: 'r' }),
        JSON.stringify({ artifact_path: 'n', flavors: { a: 1 }, utc_time_created: 't', run_id: 'r', more: 'é' }),
      ],
      (model_json) => post('runs/log-model', { run_id: '$modelled', model_json }),
    ),
    step('model of old clients, none', post('runs/log-model', { run_id: '$modelled' })),
    step('model of nobody', post('runs/log-model', { run_id: 'f'.repeat(32), model_json: '{}' })),
    readRun('modelled'),
  ],
}
