/** Routes of runs, as MLflow's clients call them. */
import { Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Run, RunInfo, read, runId, Status, Tag, View, write } from './shapes.ts'

const base = '/api/2.0/mlflow/runs'

export const runs = {
  create: route(
    'runs.create',
    'POST',
    `${base}/create`,
    { ...write('Start a run.'), events: ['run.started'] },
    Type.Object({
      experiment_id: Type.Optional(Type.String({ description: 'the default experiment if left out' })),
      user_id: Type.Optional(Type.String()),
      run_name: Type.Optional(Type.String()),
      start_time: Type.Optional(Int64()),
      tags: Type.Optional(Type.Array(Tag)),
    }),
    Type.Object({ run: Run }),
  ),
  get: route('runs.get', 'GET', `${base}/get`, read('One run.'), Type.Object(runId), Type.Object({ run: Run })),
  update: route(
    'runs.update',
    'POST',
    `${base}/update`,
    {
      ...write("Change a run's status, end or name."),
      events: ['run.finished', 'run.failed', 'run.killed', 'run.resumed', 'run.renamed'],
    },
    Type.Object({
      ...runId,
      status: Type.Optional(Status),
      end_time: Type.Optional(Int64()),
      run_name: Type.Optional(Type.String()),
    }),
    Type.Object({ run_info: RunInfo }),
  ),
  delete: route(
    'runs.delete',
    'POST',
    `${base}/delete`,
    { ...write('Move a run to the trash.'), events: ['run.deleted'] },
    Type.Object({ run_id: Type.String() }),
    Empty,
  ),
  restore: route(
    'runs.restore',
    'POST',
    `${base}/restore`,
    { ...write('Bring a run back.'), events: ['run.restored'] },
    Type.Object({ run_id: Type.String() }),
    Empty,
  ),
  search: route(
    'runs.search',
    'POST',
    `${base}/search`,
    read('Runs that match a filter, newest first unless ordered.'),
    Type.Object({
      experiment_ids: Type.Optional(Type.Array(Type.String())),
      filter: Type.Optional(Type.String()),
      run_view_type: Type.Optional(View),
      max_results: Type.Optional(Int64()),
      order_by: Type.Optional(Type.Array(Type.String())),
      page_token: Type.Optional(Type.String()),
    }),
    Type.Object({ runs: Type.Optional(Type.Array(Run)), next_page_token: Type.Optional(Type.String()) }),
  ),
  setTag: route(
    'runs.setTag',
    'POST',
    `${base}/set-tag`,
    write('Set a tag of a run.'),
    Type.Object({ ...runId, key: Type.String(), value: Type.Optional(Type.String()) }),
    Empty,
  ),
  deleteTag: route(
    'runs.deleteTag',
    'POST',
    `${base}/delete-tag`,
    write('Remove a tag of a run.'),
    Type.Object({ run_id: Type.String(), key: Type.String() }),
    Empty,
  ),
  logParam: route(
    'runs.logParam',
    'POST',
    `${base}/log-parameter`,
    write('Log a param; params never change.'),
    Type.Object({ ...runId, key: Type.String(), value: Type.Optional(Type.String()) }),
    Empty,
  ),
  logModel: route(
    'runs.logModel',
    'POST',
    `${base}/log-model`,
    write("Append to the run's history of models (clients before 3.0)."),
    Type.Object({ run_id: Type.String(), model_json: Type.String() }),
    Empty,
  ),
}
