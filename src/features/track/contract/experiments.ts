/** Routes of experiments, as MLflow's clients call them. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Experiment, maintain, read, Tag, View, write } from './shapes.ts'

const base = '/api/2.0/mlflow/experiments'
const Id = Type.Object({ experiment_id: Type.String() })
const One = Type.Object({ experiment: Experiment })
const Page = Type.Object({
  experiments: Type.Optional(Type.Array(Experiment)),
  next_page_token: Type.Optional(Type.String()),
})
const Search = Type.Object({
  max_results: Type.Optional(Int64()),
  page_token: Type.Optional(Type.String()),
  filter: Type.Optional(Type.String()),
  order_by: Type.Optional(Type.Array(Type.String())),
  view_type: Type.Optional(View),
})

export const experiments = {
  create: route(
    'experiments.create',
    'POST',
    `${base}/create`,
    { ...write('Make an experiment.'), events: ['experiment.created'] },
    Type.Object({
      name: Type.String(),
      artifact_location: Type.Optional(Type.String()),
      tags: Type.Optional(Type.Array(Tag)),
    }),
    Id,
  ),
  get: route('experiments.get', 'GET', `${base}/get`, read('One experiment by its id.'), Id, One),
  getByName: route(
    'experiments.getByName',
    'GET',
    `${base}/get-by-name`,
    read('The active experiment of a name, else the newest deleted one.'),
    Type.Object({ experiment_name: Type.String() }),
    One,
  ),
  search: route('experiments.search', 'POST', `${base}/search`, read('Experiments that match a filter.'), Search, Page),
  searchGet: route('experiments.searchGet', 'GET', `${base}/search`, read('The same, by query.'), Search, Page),
  update: route(
    'experiments.update',
    'POST',
    `${base}/update`,
    { ...write('Rename an experiment.'), events: ['experiment.renamed'] },
    Type.Object({ experiment_id: Type.String(), new_name: Type.String() }),
    Empty,
  ),
  delete: route(
    'experiments.delete',
    'POST',
    `${base}/delete`,
    {
      ...maintain('Move an experiment and its runs to the trash; its name is free again.'),
      events: ['experiment.deleted'],
    },
    Id,
    Empty,
  ),
  restore: route(
    'experiments.restore',
    'POST',
    `${base}/restore`,
    { ...maintain('Bring an experiment and its runs back.'), events: ['experiment.restored'] },
    Id,
    Empty,
  ),
  setTag: route(
    'experiments.setTag',
    'POST',
    `${base}/set-experiment-tag`,
    write('Set a tag of an experiment.'),
    Type.Object({ experiment_id: Type.String(), key: Type.String(), value: Type.Optional(Type.String()) }),
    Empty,
  ),
  deleteTag: route(
    'experiments.deleteTag',
    'POST',
    `${base}/delete-experiment-tag`,
    write('Remove a tag of an experiment.'),
    Type.Object({ experiment_id: Type.String(), key: Type.String() }),
    Empty,
  ),
}
