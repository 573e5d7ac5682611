/** Routes of the registry that MLflow does not have: lists for pages, what a version is and where it comes from, external models. */
import { Double, Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { STAGES } from './shapes.ts'

const read = (summary: string) => ({ policy: 'read', form: 'own', summary }) as const
const Text = Type.Union([Type.String(), Type.Null()])
const Time = Int64({ description: 'milliseconds since 1970' })
const Words = Type.Record(Type.String(), Type.String())
const Cursor = Type.Optional(Type.String({ description: 'next_cursor of the page before' }))
const Name = Type.String({ description: 'the name of the registered model' })

/** One column of a signature; a column of an object or a list has its type in words. */
const Field = Type.Object({
  name: Text,
  type: Type.String({ description: 'double, string, tensor(float32), …' }),
  shape: Type.Union([Type.Array(Type.Integer()), Type.Null()], { description: 'of a tensor; -1 is any length' }),
  required: Type.Boolean(),
  default: Text,
})
export interface Field {
  name: string | null
  type: string
  shape: number[] | null
  required: boolean
  default: string | null
}
export interface Signature {
  inputs: Field[] | null
  outputs: Field[] | null
  params: Field[] | null
}
const Fields = Type.Union([Type.Array(Field), Type.Null()])
const Signature = Type.Object({ inputs: Fields, outputs: Fields, params: Fields })

const Alias = Type.Object({ alias: Type.String(), version: Type.Integer() })

const External = Type.Object({
  source: Type.String({ description: 'where its files are' }),
  licence: Type.Union([Type.String(), Type.Null()], { description: 'an SPDX id, such as Apache-2.0; null is unknown' }),
  sha256: Type.Union([Type.String(), Type.Null()], { description: 'what its files must be; null is unknown' }),
})

const VersionRow = Type.Object({
  version: Type.Integer(),
  id: Type.String({ description: 'its id in the graph and in events' }),
  stage: OneOf(STAGES),
  aliases: Type.Array(Type.String()),
  description: Text,
  tags: Words,
  source: Type.String({ description: 'what was registered' }),
  run_id: Text,
  logged_model_id: Text,
  external: Type.Union([External, Type.Null()], { description: 'of a model whose files are elsewhere' }),
  registered_by: Text,
  registered_at: Time,
  changed_at: Time,
})

export const ModelRow = Type.Object({
  name: Name,
  id: Type.String({ description: 'its id in the graph and in events: it stays when the model is renamed' }),
  description: Text,
  tags: Words,
  aliases: Type.Array(Alias),
  versions: Type.Integer({ description: 'how many there are' }),
  latest: Type.Union([VersionRow, Type.Null()], { description: 'the newest version' }),
  is_prompt: Type.Boolean(),
  created_at: Time,
  changed_at: Time,
})

const Texts = Type.Array(Type.String())
const Card = Type.Object({
  licence: Text,
  base_models: Texts,
  datasets: Texts,
  languages: Texts,
  tags: Texts,
  library: Text,
  task: Text,
  results: Type.Array(Type.Object({ task: Text, dataset: Text, metric: Type.String(), value: Double() }), {
    description: 'what its makers say they measured',
  }),
})

const Evaluation = Type.Object({
  run_id: Type.String(),
  run_name: Text,
  experiment_id: Text,
  dataset: Type.Union([Type.Object({ name: Type.String(), digest: Text }), Type.Null()]),
  at: Time,
  metrics: Type.Array(Type.Object({ key: Type.String(), value: Double(), step: Int64(), timestamp: Time })),
})

export const registered = {
  models: route(
    'models.registered',
    'GET',
    '/api/v1/models',
    read('Registered models with their newest version, by name.'),
    Type.Object({
      search: Type.Optional(Type.String({ maxLength: 500, description: 'a part of the name' })),
      alias: Type.Optional(Type.String({ maxLength: 255, description: 'only models that have this alias' })),
      stage: Type.Optional(OneOf(STAGES)),
      prompts: Type.Optional(Type.Boolean({ description: 'prompts instead of models' })),
      order: Type.Optional(OneOf(['name', 'changed'] as const)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      cursor: Cursor,
    }),
    Type.Object({ models: Type.Array(ModelRow), next_cursor: Text }),
  ),
  model: route(
    'models.model',
    'GET',
    '/api/v1/models/:name',
    read('One registered model with its aliases.'),
    Type.Object({ name: Name }),
    Type.Object({ model: ModelRow }),
  ),
  versions: route(
    'models.versions',
    'GET',
    '/api/v1/models/:name/versions',
    read('The versions of a registered model, the newest first.'),
    Type.Object({
      name: Name,
      before: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'only older versions' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    Type.Object({
      versions: Type.Array(VersionRow),
      next: Type.Union([Type.Integer(), Type.Null()], { description: '`before` of the next page' }),
    }),
  ),
  version: route(
    'models.version',
    'GET',
    '/api/v1/models/:name/versions/:version',
    read('One version: what it takes and returns, where it comes from, how it was measured.'),
    Type.Object({
      name: Name,
      version: Type.String({ description: 'a number, latest, or an alias with @ before it' }),
    }),
    Type.Object({
      model: Type.Object({ name: Name, id: Type.String(), description: Text }),
      version: VersionRow,
      files: Type.Object({
        uri: Type.String({ description: 'where clients find them' }),
        root: Type.Union([Type.String(), Type.Null()], { description: 'their folder here, as in browse routes' }),
        count: Type.Union([Type.Integer(), Type.Null()]),
        bytes: Type.Union([Int64(), Type.Null()]),
      }),
      flavours: Type.Array(
        Type.Object({ name: Type.String(), facts: Words }, { description: 'the ways in which it can be loaded' }),
      ),
      signature: Type.Union([Signature, Type.Null()], { description: 'null where it says nothing of that' }),
      requirements: Type.Array(Type.String(), { description: 'packages it asks for, as pip writes them' }),
      card: Type.Union([Card, Type.Null()], {
        description: 'what the card among its files says, in the form of Hugging Face; null where there is none',
      }),
      facts: Type.Record(Type.String(), Type.String(), { description: 'what else its MLmodel file says' }),
      problem: Type.Union([Type.String(), Type.Null()], { description: 'why nothing is known of its contents' }),
      origin: Type.Object({
        run: Type.Union([
          Type.Object({
            run_id: Type.String(),
            name: Type.String(),
            experiment: Type.Object({ experiment_id: Type.String(), name: Type.String() }),
          }),
          Type.Null(),
        ]),
        logged_model: Type.Union([
          Type.Object({ model_id: Type.String(), name: Type.String(), params: Words }),
          Type.Null(),
        ]),
        copied_from: Type.Union([Type.Object({ name: Type.String(), version: Type.Integer() }), Type.Null()]),
      }),
      evaluations: Type.Array(Evaluation, { description: 'measurements of its logged model, the newest first' }),
    }),
  ),
  setRegisteredAt: route(
    'models.setRegisteredAt',
    'PUT',
    '/api/v1/models/:name/versions/:version/registered-at',
    {
      policy: 'maintain',
      form: 'own',
      summary: 'Say when a version was registered that was brought from elsewhere.',
      events: ['version.changed'],
    },
    Type.Object({ name: Name, version: Type.String({ description: 'a number' }), registered_at: Time }),
    Empty,
  ),
  registerExternal: route(
    'models.registerExternal',
    'POST',
    '/api/v1/models/:name/external',
    {
      policy: 'write',
      form: 'own',
      summary: 'Register a model that others made and whose files are elsewhere, with its licence and its hash.',
      events: ['model.created', 'version.registered'],
    },
    Type.Object({
      name: Name,
      source: Type.String({ minLength: 1, maxLength: 4_096, description: 'such as hf://org/name@revision' }),
      licence: Type.String({ minLength: 1, maxLength: 100, description: 'an SPDX id, or an expression of several' }),
      sha256: Type.String({ description: '64 hex digits: what its files must be' }),
      description: Type.Optional(Type.String()),
      tags: Type.Optional(Words),
    }),
    Type.Object({ name: Name, version: VersionRow }),
  ),
}
