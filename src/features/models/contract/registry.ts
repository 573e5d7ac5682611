/** Routes of registered models and their aliases, as MLflow's clients call them. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { maintain, One, OneVersion, Pairs, Registered, read, Version, write } from './shapes.ts'

const base = '/api/2.0/mlflow/registered-models'
const Name = Type.Object({ name: Type.String() })
const Description = Type.Optional(Type.String())
const Alias = Type.Object({ name: Type.String(), alias: Type.String() })
const Latest = Type.Object({ name: Type.String(), stages: Type.Optional(Type.Array(Type.String())) })
const LatestReply = Type.Object({ model_versions: Type.Optional(Type.Array(Version)) })

export const registry = {
  create: route(
    'registered-models.create',
    'POST',
    `${base}/create`,
    { ...write('Make a registered model; its versions follow.'), events: ['model.created'] },
    Type.Object({ name: Type.String(), tags: Pairs, description: Description }),
    One,
  ),
  get: route('registered-models.get', 'GET', `${base}/get`, read('One registered model by its name.'), Name, One),
  search: route(
    'registered-models.search',
    'GET',
    `${base}/search`,
    read('Registered models that match a filter, by name unless ordered; prompts only if the filter asks for them.'),
    Type.Object({
      filter: Type.Optional(Type.String()),
      max_results: Type.Optional(Int64()),
      order_by: Type.Optional(Type.Array(Type.String())),
      page_token: Type.Optional(Type.String()),
    }),
    Type.Object({
      registered_models: Type.Optional(Type.Array(Registered)),
      next_page_token: Type.Optional(Type.String()),
    }),
  ),
  rename: route(
    'registered-models.rename',
    'POST',
    `${base}/rename`,
    { ...write('Give a registered model another name.'), events: ['model.renamed'] },
    Type.Object({ name: Type.String(), new_name: Type.String() }),
    One,
  ),
  update: route(
    'registered-models.update',
    'PATCH',
    `${base}/update`,
    { ...write('Describe a registered model.'), events: ['model.changed'] },
    Type.Object({ name: Type.String(), description: Description }),
    One,
  ),
  delete: route(
    'registered-models.delete',
    'DELETE',
    `${base}/delete`,
    { ...maintain('Remove a registered model with its versions, for good.'), events: ['model.deleted'] },
    Name,
    Empty,
  ),
  setTag: route(
    'registered-models.setTag',
    'POST',
    `${base}/set-tag`,
    { ...write('Set a tag of a registered model.'), events: ['model.changed'] },
    Type.Object({ name: Type.String(), key: Type.String(), value: Type.Optional(Type.String()) }),
    Empty,
  ),
  deleteTag: route(
    'registered-models.deleteTag',
    'DELETE',
    `${base}/delete-tag`,
    { ...write('Remove a tag of a registered model.'), events: ['model.changed'] },
    Type.Object({ name: Type.String(), key: Type.String() }),
    Empty,
  ),
  latest: route(
    'registered-models.latest',
    'POST',
    `${base}/get-latest-versions`,
    read('The newest version in each stage.'),
    Latest,
    LatestReply,
  ),
  latestGet: route(
    'registered-models.latestGet',
    'GET',
    `${base}/get-latest-versions`,
    read('The same, by query.'),
    Latest,
    LatestReply,
  ),
  setAlias: route(
    'registered-models.setAlias',
    'POST',
    `${base}/alias`,
    { ...write('Let an alias point at a version.'), events: ['alias.set'] },
    Type.Object({ name: Type.String(), alias: Type.String(), version: Type.String() }),
    Empty,
  ),
  deleteAlias: route(
    'registered-models.deleteAlias',
    'DELETE',
    `${base}/alias`,
    { ...write('Remove an alias.'), events: ['alias.removed'] },
    Alias,
    Empty,
  ),
  byAlias: route(
    'registered-models.byAlias',
    'GET',
    `${base}/alias`,
    read('The version that an alias points at.'),
    Alias,
    OneVersion,
  ),
}
