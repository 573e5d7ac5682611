/** What happens when several clients do the same thing at the same time. */
import { atOnce, get, newExperiment, newRun, post, readRun, step, type Topic } from '../step.ts'

export const races: Topic = {
  name: 'races',
  steps: [
    newExperiment('races'),
    newRun('param'),
    atOnce('eight values for one param', 8, post('runs/log-parameter', { run_id: '$param', key: 'p', value: '#' })),
    atOnce('eight times the same param', 8, post('runs/log-parameter', { run_id: '$param', key: 'same', value: 'v' })),
    newRun('batch'),
    atOnce(
      'eight batches of points',
      8,
      post('runs/log-batch', {
        run_id: '$batch',
        metrics: [
          { key: 'm', value: 1, timestamp: 1, step: 0 },
          { key: 'm', value: 2, timestamp: 1, step: 1 },
          { key: 'n#', value: 3, timestamp: 1, step: 2 },
        ],
      }),
    ),
    readRun('batch', 'the points of all of them'),
    step('no point is there twice', get('metrics/get-history', { run_id: '$batch', metric_key: 'm' })),
    atOnce(
      'eight batches of other tags',
      8,
      post('runs/log-batch', {
        run_id: '$batch',
        tags: [{ key: 't#', value: '#' }],
        params: [{ key: 'p#', value: '#' }],
      }),
    ),
    readRun('batch', 'the tags of all of them'),
    atOnce('eight experiments of one name', 8, post('experiments/create', { name: 'one of eight' })),
    step('one is there', get('experiments/get-by-name', { experiment_name: 'one of eight' })),
    atOnce('eight runs', 8, post('runs/create', { experiment_id: '$exp', start_time: 7, run_name: 'eight' })),
    newRun('deleted'),
    atOnce('eight times deleted', 8, post('runs/delete', { run_id: '$deleted' })),
    readRun('deleted', 'deleted once'),
  ],
}
