/** The wire itself: content types, bodies that are no objects, unknown fields and routes, twins below /ajax-api. */
import { each, get, newExperiment, newRun, post, type Request, readRun, send, step, type Topic } from '../step.ts'

const typed = (type: string) => ({ headers: { 'content-type': type } })
const tag = (body: unknown, more = {}) => post('runs/set-tag', body, more)
const TAG = { run_id: '$run', key: 'a', value: 'b' }
const twin = ({ path, ...rest }: Request): Request => ({ ...rest, path: `/ajax-api/2.0/mlflow/${path}` })
const CREATE = 'experiments/create'

export const wire: Topic = {
  name: 'wire',
  steps: [
    newExperiment('wire'),
    ...['run', 'queried', 'odd', 'python'].map((name) => newRun(name)),
    ...each(
      'content type',
      [
        'application/json',
        'application/json; charset=utf-8',
        'APPLICATION/JSON',
        'application/x-www-form-urlencoded',
        'text/plain',
        'application/xml',
        'application/jsonp',
        'multipart/form-data; boundary=x',
        'x',
      ],
      (type) => tag(TAG, typed(type)),
    ),
    ...each(
      'body',
      ['', '{', '[]', '"text"', '7', 'null', 'true', '{"run_id": "x",}', '\u{feff}{}', '{"a": NaN}', "{'a': 1}"],
      (body) => tag(body),
    ),
    step('a body twice encoded', tag(JSON.stringify(JSON.stringify({ run_id: 'f'.repeat(32), key: 'a', value: 'b' })))),
    step('unknown fields', tag({ ...TAG, colour: 'red', more: { a: [1] } })),
    step('null is absent', tag({ ...TAG, value: null })),
    step('camel case', tag({ runId: '$run', key: 'camel', value: 'b' })),
    step('camel case, not required', post('runs/search', { experimentIds: ['$exp'], maxResults: 1 })),
    step('a key twice', tag('{"run_id": "x", "run_id": "y", "key": "a"}')),
    step('fields in the query of a POST', send('POST', `runs/set-tag?run_id=$queried`, { key: 'query', value: 'b' })),
    step('a GET with a body', get('runs/get', { run_id: '$run' }, typed('application/json'))),
    step('a GET with a content type', get('runs/get', { run_id: '$run' }, typed('text/plain'))),
    step('escaped text', tag('{"run_id": "$run", "key": "esc", "value": "\\u00fc\\ud83d\\ude82"}')),
    step('half a surrogate pair', tag('{"run_id": "$odd", "key": "half", "value": "\\ud83d"}')),
    step('a NUL', tag('{"run_id": "$odd", "key": "nul", "value": "a\\u0000b"}')),
    step(
      'a step beyond 2^53',
      post('runs/log-metric', '{"run_id": "$run", "key": "big", "value": 1, "timestamp": 1, "step": 9007199254740993}'),
    ),
    step(
      'a step beyond 2^53, as text',
      post(
        'runs/log-metric',
        '{"run_id": "$run", "key": "big", "value": 1, "timestamp": 1, "step": "9007199254740995"}',
      ),
    ),
    step('steps beyond 2^53', get('metrics/get-history', { run_id: '$run', metric_key: 'big' })),
    step(
      'bare words of Python',
      post(
        'runs/log-batch',
        '{"run_id": "$python", "metrics": [{"key": "py", "value": NaN, "timestamp": 1, "step": 0}, {"key": "pi", "value": -Infinity, "timestamp": 1, "step": 0}]}',
      ),
    ),
    readRun('python', 'bare words of Python, read'),
    ...each(
      'twin of',
      [
        get('runs/get', { run_id: '$run' }),
        get('experiments/get', { experiment_id: '$exp' }),
        get('experiments/get-by-name', { experiment_name: 'wire' }),
        post('experiments/search', { max_results: 5, filter: "name = 'wire'" }),
        post('runs/search', { experiment_ids: ['$exp'], filter: "run_name = 'run'" }),
        tag({ ...TAG, key: 'twin' }),
        post('runs/log-metric', { run_id: '$run', key: 'twin', value: 1, timestamp: 1 }),
        post('runs/log-batch', { run_id: '$run' }),
        get('metrics/get-history', { run_id: '$run', metric_key: 'twin' }),
        get('metrics/get-history-bulk-interval', { run_ids: '$run', metric_key: 'twin' }),
        get('artifacts/list', { run_id: '$run' }),
        post('logged-models/search', { experiment_ids: ['$exp'] }),
        post('runs/update', { run_id: '$run', run_name: 'twin' }),
        get('runs/get', { run_id: 'none' }),
      ],
      twin,
    ),
    ...each('unknown route', ['nothing', 'runs', 'runs/get/x', 'runs/create/'], (path) => get(path)),
    ...each('wrong method', ['PUT', 'DELETE', 'PATCH'], (method) => send(method, 'runs/create', {})),
    step('GET of a POST', get('runs/create')),
    step('POST of a GET', post('runs/get', { run_id: '$run' })),
    step('HEAD', send('HEAD', 'runs/get?run_id=$run')),
    step('health', get('/health')),
    step('version', get('/version')),
    step('what the server can', get('/api/3.0/mlflow/server-info')),
    step('what the server can, twin', get('/ajax-api/3.0/mlflow/server-info')),
    ...each('not offered', ['presigned-upload-url', 'presigned-download-url'], (name) =>
      post(`artifacts/${name}`, { run_id: '$run', path: 'a' }),
    ),
    step('not offered, presigned', get('/api/2.0/mlflow-artifacts/presigned/a/b')),
    step(
      'a large body',
      post('runs/log-batch', {
        run_id: '$run',
        metrics: Array.from({ length: 1000 }, (_, i) => ({
          key: `${'k'.repeat(240)}${i}`,
          value: 1.25,
          timestamp: 1,
          step: i,
        })),
      }),
    ),
    step('a very long query', get('experiments/get-by-name', { experiment_name: 'x'.repeat(6_000) })),
    step('made by the twin', { ...twin(post(CREATE, { name: 'by the twin' })) }),
  ],
}
