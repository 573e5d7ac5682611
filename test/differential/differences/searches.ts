/** Differences of searches. */
import type { Explained } from '../explained.ts'
import { at, outcome, refusedHere, takenHere } from './places.ts'

export const searches: Explained[] = [
  {
    mlflow: 'filters: AND only; few comparators a kind; no ordering by tags of experiments or params of models',
    here: 'also OR, NOT, brackets, IN and BETWEEN everywhere, numbers in params, RLIKE, doubled quotes; more orderings',
    why: 'where MLflow refuses, we answer',
    places: [
      ...takenHere(
        '*: filter beyond MLflow: *',
        '*: order beyond MLflow: *',
        'searching the registry: *beyond MLflow: *',
      ),
      ...outcome(
        '500*',
        '200',
        'searching the registry: models, filter beyond MLflow: *IS NULL',
        'searching the registry: models, order beyond MLflow: ["name",*',
      ),
      ...at('body.runs', 'absent', '[*', "searching runs: filter beyond MLflow: params.model = 'it''s'"),
    ],
  },
  {
    mlflow:
      'experiments are searched only with a page size; a list must be a list; page sizes of models and bulk histories are whatever the database makes of them',
    here: '1,000 if none is given; one value is a list of one; page sizes are checked',
    why: 'the same everywhere',
    places: [
      ...takenHere(
        'searching experiments: page size: null',
        'searching experiments: no page size',
        '*: an order that is no list',
        'model versions: latest of: Staging',
      ),
      ...refusedHere(
        'logged models: page size: *',
        'metrics: bulk, at most: -1',
        'searching the registry: models, page size: *',
      ),
    ],
  },
  {
    mlflow: 'a dataset named without a digest finds no logged model',
    here: 'it stands for all its versions',
    why: 'the digest is optional in the protocol',
    places: at('body.models', 'absent', '[*', 'logged models: datasets: [{"dataset_name":"data"}]'),
  },
  {
    mlflow: '`search-datasets` is published at a path that the server does not answer',
    here: 'answered there too',
    why: 'clients are generated from what is published',
    places: outcome('404', '200', 'inputs: found at the published path'),
  },
]
