/** Searching experiments. Only those of this topic are looked at: all begin with `find-`. */
import { each, get, newExperiment, post, step, type Topic, toTheEnd } from '../step.ts'
import { EXPERIMENT_FILTERS, EXPERIMENT_FILTERS_BEYOND, EXPERIMENT_FILTERS_WRONG, MINE } from './filters.ts'

const search = (more: object) => post('experiments/search', { max_results: 100, ...more })

const ORDERS = [
  ['name'],
  ['name ASC'],
  ['name DESC'],
  ['name desc'],
  ['creation_time'],
  ['creation_time DESC'],
  ['last_update_time'],
  ['last_update_time DESC'],
  ['experiment_id'],
  ['experiment_id DESC'],
  ['attribute.name'],
  [],
  ['name', 'experiment_id DESC'],
]
const WRONG_ORDERS = [[''], ['colour'], ['metrics.a'], ['name UP'], ['name ASC DESC'], [7], ['name, creation_time']]

export const searchExperiments: Topic = {
  name: 'searching experiments',
  steps: [
    ...['a', 'b', 'c', 'd'].map((name) => newExperiment(`find-${name}`, name)),
    step('a tag', post('experiments/set-experiment-tag', { experiment_id: '$a', key: 'team', value: 'red' })),
    step('another', post('experiments/set-experiment-tag', { experiment_id: '$b', key: 'team', value: 'Red' })),
    step('a third', post('experiments/set-experiment-tag', { experiment_id: '$c', key: 'a b', value: 'x' })),
    ...each('filter', EXPERIMENT_FILTERS, (filter) => search({ filter })),
    ...each('filter beyond MLflow', EXPERIMENT_FILTERS_BEYOND, (filter) => search({ filter })),
    ...each('wrong filter', EXPERIMENT_FILTERS_WRONG, (filter) => search({ filter })),
    ...each('order', ORDERS, (order_by) => search({ filter: MINE, order_by })),
    ...each('order beyond MLflow', [['attributes.name DESC'], ['tags.team']], (order_by) =>
      search({ filter: MINE, order_by }),
    ),
    ...each('wrong order', WRONG_ORDERS, (order_by) => search({ filter: MINE, order_by })),
    toTheEnd('pages of 3', post('experiments/search', { max_results: 3, filter: MINE })),
    toTheEnd('one full page', post('experiments/search', { max_results: 4, filter: MINE })),
    toTheEnd('pages of 1 by GET', get('experiments/search', { max_results: 1, filter: MINE, order_by: 'name' })),
    ...each('page size', [1, '2', 50_000, 50_001, 0, -1, 1.5, 'abc', null], (max_results) =>
      search({ filter: MINE, max_results }),
    ),
    step('no page size', post('experiments/search', { filter: MINE })),
    ...each('page token', ['', 'abc', 'bm9uc2Vuc2U='], (page_token) => search({ filter: MINE, page_token })),
    step('one deleted', post('experiments/delete', { experiment_id: '$d' })),
    ...each('view', ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'], (view_type) =>
      search({ filter: MINE, view_type, order_by: ['name'] }),
    ),
    ...each('wrong view', ['', 'active_only', 'NONE', 9], (view_type) => search({ filter: MINE, view_type })),
    step('a filter that is no text', search({ filter: 7 })),
    step('an order that is no list', search({ filter: MINE, order_by: 'name' })),
  ],
}
