/** Registered models: made, described, tagged, renamed, given aliases, removed. */
import { atOnce, each, get, newExperiment, newRun, post, type Step, send, step, type Topic, x } from '../step.ts'

const at = (path: string) => `registered-models/${path}`
const create = (more: object) => post(at('create'), more)
export const newModel = (name: string, more: object = {}): Step => step(`model ${name}`, create({ name, ...more }))
export const newVersion = (name: string, more: object = {}): Step =>
  step(`a version of ${name}`, post('model-versions/create', { name, source: 's3://bucket/model', ...more }))
const read = (name: string, title = `${name} afterwards`): Step => step(title, get(at('get'), { name }))

const NAMES = [
  '',
  ' ',
  'a b',
  'ü 🚂',
  'a/b',
  'a:b',
  'a.b',
  'a%b',
  'a"b',
  "a'b",
  '.',
  '..',
  '..a',
  'a..',
  x(256),
  7,
  null,
]
const KEYS = ['', 'a b', 'a*', 'ü', 'a/b', '/a', 'a//b', '.', '..', 'a:b', x(250), x(251), 7]
const ALIASES = [
  'a',
  'a b',
  'ü',
  'a.b',
  'a-b_c',
  'latest',
  'Latest',
  'v1',
  'V2',
  'v1a',
  '1',
  '',
  x(255),
  x(256),
  7,
  null,
]

export const registry: Topic = {
  name: 'registered models',
  steps: [
    newExperiment('registry'),
    newRun('run'),
    step('made', create({ name: 'm', description: 'ü', tags: [{ key: 't', value: '1' }] })),
    read('m', 'made, read'),
    step('made twice', create({ name: 'm' })),
    step('made without a name', create({})),
    ...each('name', NAMES, (name) => create({ name })),
    ...each('name, read', ['', 'nobody', 'a/b', '.'], (name) => get(at('get'), { name })),
    step('read without a name', get(at('get'))),
    ...each('description', ['', 'ü', x(5_000), 7], (description) =>
      create({ name: `d ${description}`.slice(0, 9), description }),
    ),
    ...each(
      'tags',
      [
        [{ key: 'k' }],
        [{ value: 'v' }],
        [{ key: '', value: 'v' }],
        [{ key: 'k', value: '' }],
        [{ key: x(250), value: x(5_000) }],
        [{ key: x(251), value: '' }],
        [{ key: 'k', value: x(100_001) }],
        [{ key: 'a*', value: '' }],
        [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
        'text',
        [1],
      ],
      (tags) => create({ name: `t ${JSON.stringify(tags).length}`, tags }),
    ),

    step('described', send('PATCH', at('update'), { name: 'm', description: 'new' })),
    step('described with nothing', send('PATCH', at('update'), { name: 'm' })),
    step('described emptily', send('PATCH', at('update'), { name: 'm', description: '' })),
    step('nobody described', send('PATCH', at('update'), { name: 'nobody', description: 'x' })),
    step('described without a name', send('PATCH', at('update'), { description: 'x' })),
    read('m', 'described, read'),

    ...each('tag', KEYS, (key) => post(at('set-tag'), { name: 'm', key, value: 'v' })),
    ...each('tag value', ['', 'ü', x(5_000), x(100_001), 7, null], (value) =>
      post(at('set-tag'), { name: 'm', key: 'k', value }),
    ),
    step('a tag without a value', post(at('set-tag'), { name: 'm', key: 'none' })),
    step('a tag of nobody', post(at('set-tag'), { name: 'nobody', key: 'k', value: 'v' })),
    read('m', 'tagged, read'),
    ...each('tag deleted', ['k', 'k', 'never', 'a*', '', 7], (key) =>
      send('DELETE', at('delete-tag'), { name: 'm', key }),
    ),
    step('a tag of nobody deleted', send('DELETE', at('delete-tag'), { name: 'nobody', key: 'k' })),
    step('a tag deleted without a key', send('DELETE', at('delete-tag'), { name: 'm' })),
    read('m', 'tags deleted, read'),

    newModel('aliased'),
    newVersion('aliased'),
    newVersion('aliased'),
    ...each('alias', ALIASES, (alias) => post(at('alias'), { name: 'aliased', alias, version: '1' })),
    ...each('alias of version', ['2', 2, '3', '0', '-1', 'x', '1.5', '', null], (version) =>
      post(at('alias'), { name: 'aliased', alias: 'moved', version }),
    ),
    step('an alias of nobody', post(at('alias'), { name: 'nobody', alias: 'a', version: '1' })),
    read('aliased'),
    step('the version with its aliases', get('model-versions/get', { name: 'aliased', version: '1' })),
    ...each('by alias', ['a', 'moved', 'latest', 'LATEST', 'none', '', 'a.b', 'A'], (alias) =>
      get(at('alias'), { name: 'aliased', alias }),
    ),
    step('by an alias of nobody', get(at('alias'), { name: 'nobody', alias: 'a' })),
    step('by the latest of nobody', get(at('alias'), { name: 'nobody', alias: 'latest' })),
    step('by alias without a name', get(at('alias'), { alias: 'a' })),
    newModel('empty'),
    step('the latest of nothing', get(at('alias'), { name: 'empty', alias: 'latest' })),
    ...each('alias deleted', ['a', 'a', 'never', 'a.b', ''], (alias) =>
      send('DELETE', at('alias'), { name: 'aliased', alias }),
    ),
    step('an alias of nobody deleted', send('DELETE', at('alias'), { name: 'nobody', alias: 'a' })),
    step('the version of an alias deleted', send('DELETE', 'model-versions/delete', { name: 'aliased', version: '2' })),
    step('by the alias of a deleted version', get(at('alias'), { name: 'aliased', alias: 'moved' })),
    read('aliased', 'aliases deleted, read'),

    newModel('old'),
    newVersion('old', { run_id: '$run' }),
    step('its alias', post(at('alias'), { name: 'old', alias: 'best', version: '1' })),
    step('renamed', post(at('rename'), { name: 'old', new_name: 'new' })),
    read('new'),
    read('old', 'the old name'),
    step('its version', get('model-versions/get', { name: 'new', version: '1' })),
    step('its alias, read', get(at('alias'), { name: 'new', alias: 'best' })),
    step('renamed to a taken name', post(at('rename'), { name: 'new', new_name: 'm' })),
    step('renamed to itself', post(at('rename'), { name: 'new', new_name: 'new' })),
    step('renamed to nothing', post(at('rename'), { name: 'new' })),
    step('nobody renamed', post(at('rename'), { name: 'nobody', new_name: 'x' })),
    ...each('renamed to', ['', ' ', 'a/b', 'a:b', '..', 7], (new_name) =>
      post(at('rename'), { name: 'new', new_name }),
    ),

    step('deleted', send('DELETE', at('delete'), { name: 'new' })),
    step('deleted twice', send('DELETE', at('delete'), { name: 'new' })),
    read('new', 'deleted, read'),
    step('its version, read', get('model-versions/get', { name: 'new', version: '1' })),
    step('deleted without a name', send('DELETE', at('delete'), {})),
    step('made again', create({ name: 'new' })),
    newVersion('new'),
    read('new', 'made again, read'),

    atOnce('eight models of one name', 8, create({ name: 'one of eight' })),
    atOnce('eight versions', 8, post('model-versions/create', { name: 'one of eight', source: 's3://bucket/x' })),
    atOnce('eight aliases', 8, post(at('alias'), { name: 'one of eight', alias: 'same', version: '1' })),
    atOnce('eight tags', 8, post(at('set-tag'), { name: 'one of eight', key: 'k#', value: '#' })),
    step('one of eight, by the latest', get(at('alias'), { name: 'one of eight', alias: 'latest' })),
    read('one of eight'),

    step('for pages', get('/ajax-api/2.0/mlflow/registered-models/get', { name: 'm' })),
  ],
}
