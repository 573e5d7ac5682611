/** Routes of what runs read and made: datasets and logged models. */
import { Empty, route, Type } from '../../../lib/contract.ts'
import { DatasetInput, ModelInput, ModelOutput, read, write } from './shapes.ts'

const base = '/api/2.0/mlflow'
const SearchDatasets = Type.Object({ experiment_ids: Type.Optional(Type.Array(Type.String())) })
const Summaries = Type.Object({
  dataset_summaries: Type.Optional(
    Type.Array(
      Type.Object({
        experiment_id: Type.String(),
        name: Type.String(),
        digest: Type.String(),
        context: Type.Optional(Type.String()),
      }),
    ),
  ),
})

export const inputs = {
  log: route(
    'inputs.log',
    'POST',
    `${base}/runs/log-inputs`,
    write('Say which datasets and models a run reads.'),
    Type.Object({
      run_id: Type.String(),
      datasets: Type.Optional(Type.Array(DatasetInput)),
      models: Type.Optional(Type.Array(ModelInput)),
    }),
    Empty,
  ),
  logOutputs: route(
    'inputs.logOutputs',
    'POST',
    `${base}/runs/outputs`,
    write('Say which models a run made.'),
    Type.Object({ run_id: Type.String(), models: Type.Array(ModelOutput) }),
    Empty,
  ),
  searchDatasets: route(
    'inputs.searchDatasets',
    'POST',
    '/ajax-api/2.0/mlflow/experiments/search-datasets',
    read('Datasets used in experiments.'),
    SearchDatasets,
    Summaries,
  ),
  // MLflow's own client writes this path without the slash after 2.0.
  searchDatasetsPublished: route(
    'inputs.searchDatasetsPublished',
    'POST',
    '/api/2.0mlflow/experiments/search-datasets',
    read('The same, at the path that MLflow publishes.'),
    SearchDatasets,
    Summaries,
  ),
}
