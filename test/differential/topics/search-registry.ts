/** Searching the registry. Only what this topic made is looked at: all begins with `find-`. */
import { each, get, newExperiment, newRun, post, send, step, type Topic, toTheEnd } from '../step.ts'
import { MINE } from './filters.ts'
import { newModel, newVersion } from './registry.ts'

const models = (more: object) => get('registered-models/search', { filter: MINE, order_by: 'name', ...more })
const versions = (more: object) =>
  get('model-versions/search', { filter: MINE, order_by: ['name', 'version_number'], ...more })
const and = (text: string): string => `${MINE} AND ${text}`
const PROMPT = 'tags.`mlflow.prompt.is_prompt`'

const FILTERS = [
  "name = 'find-a'",
  'name = "find-a"',
  "attribute.name = 'find-a'",
  "name LIKE 'FIND-%'",
  "name ILIKE 'FIND-%'",
  "name LIKE 'find-_'",
  "name IN ('find-a', 'find-c')",
  "name IN ('find-a')",
  ...[
    "name NOT IN ('find-a', 'find-b')",
    "name != 'find-a'",
    "tags.team = 'red'",
    "tag.team = 'red'",
    "tags.team != 'red'",
    "tags.team LIKE 'r%'",
  ].map(and),
  ...["tags.team ILIKE 'R%'", "tags.`a b` = 'x'", "tags.none = 'x'", "tags.empty = ''"].map(and),
  and("tags.team = 'red' AND name = 'find-a'"),
  ...[`${PROMPT} = 'true'`, `${PROMPT} = 'TRUE'`, `${PROMPT} != 'false'`, `${PROMPT} = 'false'`].map(and),
  ...[`${PROMPT} != 'true'`, `${PROMPT} = 'maybe'`, `${PROMPT} LIKE 'tr%'`].map(and),
]
const WRONG = [
  'name',
  'name = 5',
  'name = find-a',
  "colour = 'red'",
  "params.a = 'x'",
  'metrics.a > 1',
  'tags.team = red',
  "name = 'a' AND",
  "name = 'a' name = 'b'",
  'name LIKE 5',
  'name IN (5)',
  "name IN 'a'",
  "'a' = name",
  '*',
]
const BEYOND = [
  "name > 'a'",
  "name = 'find-a' OR name = 'find-b'",
  "NOT name = 'find-a'",
  'tags.team IS NULL',
  'creation_timestamp > 5',
].map(and)
const VERSION_FILTERS = [
  ...FILTERS,
  "run_id = '$run'",
  "run_id != '$run'",
  "run_id IN ('$run', '$other')",
  "run_id NOT IN ('$run')",
  "run_id LIKE '$run%'",
  "source_path = 's3://bucket/one'",
  "source_path LIKE 's3://bucket/find-%'",
  'version_number = 1',
  'version_number > 1',
  'version_number >= 2',
  'version_number < 2',
  'version_number != 1',
  "version_number = '2'",
  "attribute.version_number = 1 AND run_id = '$run'",
].map((filter) => (filter.includes('name') ? filter : and(filter)))
const VERSION_WRONG = [...WRONG, "version_number = 'x'", "version_number LIKE '1'", 'run_id = 5']
const VERSION_BEYOND = [
  ...[
    "name > 'a'",
    'version_number = 1.5',
    "source_path IN ('s3://bucket/one')",
    'version_number IN (1)',
    'creation_timestamp > 5',
    "current_stage = 'None'",
  ].map(and),
]
const PAGE_SIZES = [1, '2', 1_000, 1_001, 0, -1, 1.5, 'abc', '']

export const searchRegistry: Topic = {
  name: 'searching the registry',
  steps: [
    newExperiment('search-registry'),
    newRun('run'),
    newRun('other'),
    newModel('find-a', { tags: [{ key: 'team', value: 'red' }] }),
    newModel('find-b', { tags: [{ key: 'team', value: 'Red' }] }),
    newModel('find-c', { description: 'c', tags: [{ key: 'a b', value: 'x' }] }),
    newModel('find-d', { tags: [{ key: 'empty', value: '' }] }),
    newModel('find-prompt', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] }),
    newModel('find-almost', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'false' }] }),
    step(
      'a version of a prompt',
      post('model-versions/create', {
        name: 'find-prompt',
        source: 'dummy-source',
        tags: [
          { key: 'mlflow.prompt.is_prompt', value: 'true' },
          { key: 'mlflow.prompt.text', value: 'Hello {{name}}' },
        ],
      }),
    ),
    step(
      'a version of a prompt from elsewhere',
      post('model-versions/create', {
        name: 'find-prompt',
        source: 's3://bucket/x',
        tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
      }),
    ),
    step('a model from a prompt', post('model-versions/create', { name: 'find-a', source: 'models:/find-prompt/1' })),
    step(
      'a prompt of the name of a model',
      post('registered-models/create', { name: 'find-a', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] }),
    ),
    newVersion('find-a', { run_id: '$run', source: 's3://bucket/one' }),
    newVersion('find-a', { run_id: '$other', tags: [{ key: 'team', value: 'red' }] }),
    newVersion('find-a', { source: 's3://bucket/find-3' }),
    newVersion('find-b', {
      run_id: '$run',
      tags: [
        { key: 'a b', value: 'x' },
        { key: 'empty', value: '' },
      ],
    }),
    newVersion('find-c'),
    newVersion('find-c'),
    step('one deleted', send('DELETE', 'model-versions/delete', { name: 'find-c', version: '1' })),
    ...each('models', FILTERS, (filter) => models({ filter })),
    ...each('models, filter beyond MLflow', BEYOND, (filter) => models({ filter })),
    ...each('models, wrong filter', WRONG, (filter) => models({ filter })),
    ...each(
      'models, order',
      [
        ['name'],
        ['name ASC'],
        ['name DESC'],
        ['last_updated_timestamp', 'name DESC'],
        ['timestamp DESC'],
        [],
        ['name', 'timestamp'],
      ],
      (order_by) => models({ order_by }),
    ),
    ...each('models, order beyond MLflow', [['creation_timestamp'], ['name', 'name DESC']], (order_by) =>
      models({ order_by }),
    ),
    ...each('models, wrong order', [[''], ['colour'], ['tags.a'], ['name UP'], ['name, timestamp']], (order_by) =>
      models({ order_by }),
    ),
    toTheEnd('models, pages of 2', models({ max_results: 2 })),
    toTheEnd('models, one full page', models({ max_results: 5 })),
    toTheEnd('models, pages of 1, the last first', models({ max_results: 1, order_by: 'name DESC' })),
    ...each('models, page size', PAGE_SIZES, (max_results) => models({ max_results })),
    ...each('models, page token', ['', 'abc', 'bm9uc2Vuc2U='], (page_token) => models({ page_token })),
    step('models, by nothing', get('registered-models/search', { filter: "name = 'find-a'" })),

    ...each('versions', VERSION_FILTERS, (filter) => versions({ filter })),
    ...each('versions, filter beyond MLflow', VERSION_BEYOND, (filter) => versions({ filter })),
    ...each('versions, wrong filter', VERSION_WRONG, (filter) => versions({ filter })),
    ...each(
      'versions, order',
      [
        ['name'],
        ['name DESC'],
        ['version_number DESC', 'name'],
        ['creation_timestamp', 'name'],
        ['last_updated_timestamp DESC'],
        ['name ASC', 'version_number ASC'],
      ],
      (order_by) => versions({ order_by }),
    ),
    ...each('versions, order beyond MLflow', [['run_id', 'name']], (order_by) => versions({ order_by })),
    ...each('versions, wrong order', [[''], ['colour'], ['tags.a'], ['name UP']], (order_by) => versions({ order_by })),
    toTheEnd('versions, pages of 2', versions({ max_results: 2 })),
    toTheEnd('versions, one full page', versions({ max_results: 5 })),
    ...each('versions, page size', [...PAGE_SIZES, 200_000, 200_001], (max_results) => versions({ max_results })),
    ...each('versions, page token', ['', 'abc'], (page_token) => versions({ page_token })),
    step('versions, by nothing', get('model-versions/search', { filter: "name = 'find-a'" })),
  ],
}
