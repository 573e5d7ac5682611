/** Routes of the versions of registered models, as MLflow's clients call them. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { maintain, OneVersion, Pairs, read, Version, write } from './shapes.ts'

const base = '/api/2.0/mlflow/model-versions'
const id = { name: Type.String(), version: Type.String({ description: 'a number, as text' }) }
const Id = Type.Object(id)

export const versions = {
  create: route(
    'model-versions.create',
    'POST',
    `${base}/create`,
    { ...write('Register a version: the next number of its model.'), events: ['version.registered'] },
    Type.Object({
      name: Type.String(),
      source: Type.String({ description: 'runs:/…, models:/…, the artifact URI of a run or model, or another URI' }),
      run_id: Type.Optional(Type.String()),
      run_link: Type.Optional(Type.String()),
      model_id: Type.Optional(Type.String({ description: 'the logged model that the source belongs to' })),
      description: Type.Optional(Type.String()),
      tags: Pairs,
    }),
    OneVersion,
  ),
  get: route('model-versions.get', 'GET', `${base}/get`, read('One version.'), Id, OneVersion),
  downloadUri: route(
    'model-versions.downloadUri',
    'GET',
    `${base}/get-download-uri`,
    read('Where the files of a version are.'),
    Id,
    Type.Object({ artifact_uri: Type.String() }),
  ),
  search: route(
    'model-versions.search',
    'GET',
    `${base}/search`,
    read('Versions that match a filter, changed last first unless ordered; those of prompts only if it asks for them.'),
    Type.Object({
      filter: Type.Optional(Type.String()),
      max_results: Type.Optional(Int64()),
      order_by: Type.Optional(Type.Array(Type.String())),
      page_token: Type.Optional(Type.String()),
    }),
    Type.Object({ model_versions: Type.Optional(Type.Array(Version)), next_page_token: Type.Optional(Type.String()) }),
  ),
  update: route(
    'model-versions.update',
    'PATCH',
    `${base}/update`,
    { ...write('Describe a version.'), events: ['version.changed'] },
    Type.Object({ ...id, description: Type.Optional(Type.String()) }),
    OneVersion,
  ),
  transition: route(
    'model-versions.transition',
    'POST',
    `${base}/transition-stage`,
    { ...write('Move a version to another stage.'), events: ['version.transitioned'] },
    Type.Object({ ...id, stage: Type.String(), archive_existing_versions: Type.Optional(Type.Boolean()) }),
    OneVersion,
  ),
  delete: route(
    'model-versions.delete',
    'DELETE',
    `${base}/delete`,
    { ...maintain('Remove a version with its aliases, for good.'), events: ['version.deleted', 'alias.removed'] },
    Id,
    Empty,
  ),
  setTag: route(
    'model-versions.setTag',
    'POST',
    `${base}/set-tag`,
    { ...write('Set a tag of a version.'), events: ['version.changed'] },
    Type.Object({ ...id, key: Type.String(), value: Type.Optional(Type.String()) }),
    Empty,
  ),
  deleteTag: route(
    'model-versions.deleteTag',
    'DELETE',
    `${base}/delete-tag`,
    { ...write('Remove a tag of a version.'), events: ['version.changed'] },
    Type.Object({ ...id, key: Type.String() }),
    Empty,
  ),
  download: route(
    'model-versions.download',
    'GET',
    '/model-versions/get-artifact',
    { policy: 'read', form: 'raw', summary: "The bytes of a version's file, for MLflow's web pages." },
    Type.Object({ ...id, path: Type.String() }),
    Empty,
  ),
}
