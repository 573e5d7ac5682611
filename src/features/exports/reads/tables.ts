/** The tables of an export: what each column is, and the statement that gives its rows. */

import { columns, type ExportTable, pairs } from './column.ts'
import { REGISTRY } from './registry.ts'

const RUNS = 'runs r where r.workspace_id = $1'

export const METRICS: Omit<ExportTable, 'text'> = {
  name: 'metrics',
  about: 'every point of every metric, by run; of one metric they are in the order of step, time and value',
  columns: columns(`
    run_id: text, the run
    key: text, the metric
    step: int64, the step
    timestamp: int64, when
    value: double, the value; NaN and infinities as they are`),
}

export const TABLES: ExportTable[] = [
  {
    name: 'experiments',
    about: 'experiments, deleted ones too',
    columns: columns(`
      experiment_id: text, its id
      name: text, its name
      artifact_location: text, where its files are
      deleted: bool, it is in the trash
      creation_time: int64, when it was made
      last_update_time: int64, when it was last changed`),
    text: `select e.id::text, e.name, e.artifact_location, e.deleted, e.created_ms, e.updated_ms
      from experiments e where e.workspace_id = $1 order by e.id`,
  },
  {
    name: 'experiment_tags',
    about: 'tags of experiments',
    columns: pairs('experiment_id', 'the experiment'),
    text: `select e.id::text, t.key, t.value from experiments e, jsonb_each_text(e.tags) t where e.workspace_id = $1`,
  },
  {
    name: 'runs',
    about: 'runs, deleted ones too',
    columns: columns(`
      run_id: text, its id
      experiment_id: text, its experiment
      name: text, its name
      user_id: text, who made it, as the client said
      status: text, RUNNING SCHEDULED FINISHED FAILED or KILLED
      lost: bool, it stopped reporting without an end
      deleted: bool, it is in the trash
      start_time: int64, when it began
      end_time: int64, when it ended
      artifact_uri: text, where its files are
      execution_id: text, the process that made it, if bw exec saw it`),
    text: `select r.run_id, r.experiment_id::text, r.name, r.user_id, r.status, r.lost_ms is not null, r.deleted,
      r.start_ms, r.end_ms, r.artifact_uri, r.execution_id from ${RUNS} order by r.id`,
  },
  {
    name: 'params',
    about: 'params of runs',
    columns: pairs('run_id', 'the run'),
    text: `select r.run_id, t.key, t.value from runs r join run_docs d on d.run = r.id, jsonb_each_text(d.params) t
      where r.workspace_id = $1`,
  },
  {
    name: 'tags',
    about: 'tags of runs',
    columns: pairs('run_id', 'the run'),
    text: `select r.run_id, t.key, t.value from runs r join run_docs d on d.run = r.id, jsonb_each_text(d.tags) t
      where r.workspace_id = $1`,
  },
  {
    name: 'executions',
    about: 'processes that bw exec started',
    columns: columns(`
      execution_id: text, its id
      started_ms: int64, when it began
      finished_ms: int64, when it ended
      exit_code: int64, with what it ended
      signal: text, what ended it
      environment: text, what it ran in, as JSON`),
    text: `select x.id, x.started_ms, x.finished_ms, x.exit_code, x.signal, x.environment::text
      from executions x where x.workspace_id = $1`,
  },
  {
    name: 'datasets',
    about: 'versions of datasets, by experiment',
    columns: columns(`
      experiment_id: text, the experiment
      name: text, its name
      digest: text, its version
      source_type: text, of which kind its source is
      source: text, where it comes from, as the client said
      schema: text, its columns, as the client said
      profile: text, what it counts, as the client said`),
    text: `select d.experiment_id::text, d.name, d.digest, d.source_type, d.source, d.schema, d.profile
      from datasets d where d.workspace_id = $1 order by d.id`,
  },
  {
    name: 'run_datasets',
    about: 'which runs read which version of a dataset',
    columns: columns(`
      run_id: text, the run
      experiment_id: text, the experiment of the dataset
      name: text, the dataset
      digest: text, its version
      tags: text, tags of this use, as JSON`),
    text: `select r.run_id, d.experiment_id::text, d.name, d.digest, u.tags::text
      from run_datasets u join runs r on r.id = u.run join datasets d on d.id = u.dataset where u.workspace_id = $1`,
  },
  {
    name: 'run_models',
    about: 'which runs read or made which logged model',
    columns: columns(`
      run_id: text, the run
      model_id: text, the logged model
      direction: text, input or output
      step: int64, at which step it was made`),
    text: `select r.run_id, m.model_id, m.direction, m.step from run_models m join runs r on r.id = m.run
      where m.workspace_id = $1`,
  },
  {
    name: 'logged_models',
    about: 'logged models, deleted ones too',
    columns: columns(`
      model_id: text, its id
      experiment_id: text, its experiment
      name: text, its name
      model_type: text, its type, as the client said
      source_run_id: text, the run that made it
      status: text, PENDING READY or UPLOAD_FAILED
      artifact_uri: text, where its files are
      deleted: bool, it was removed
      creation_time: int64, when it was made
      last_update_time: int64, when it was last changed`),
    text: `select m.model_id, m.experiment_id::text, m.name, m.model_type, m.source_run_id, m.status, m.artifact_uri,
      m.deleted, m.created_ms, m.updated_ms from logged_models m where m.workspace_id = $1 order by m.id`,
  },
  {
    name: 'logged_model_params',
    about: 'params of logged models',
    columns: pairs('model_id', 'the logged model'),
    text: `select m.model_id, t.key, t.value from logged_models m, jsonb_each_text(m.params) t where m.workspace_id = $1`,
  },
  {
    name: 'logged_model_tags',
    about: 'tags of logged models',
    columns: pairs('model_id', 'the logged model'),
    text: `select m.model_id, t.key, t.value from logged_models m, jsonb_each_text(m.tags) t where m.workspace_id = $1`,
  },
  {
    name: 'logged_model_metrics',
    about: 'points of metrics that belong to a logged model; they are among those of its run too',
    columns: columns(`
      model_id: text, the logged model
      key: text, the metric
      run_id: text, the run that measured it
      dataset_name: text, on which dataset
      dataset_digest: text, and which version of it
      step: int64, the step
      timestamp: int64, when
      value: double, the value`),
    text: `select m.model_id, p.key, p.run_id, nullif(p.dataset_name, ''), nullif(p.dataset_digest, ''), p.step, p.ts, p.value
      from logged_model_points p join logged_models m on m.id = p.model where p.workspace_id = $1`,
  },
  ...REGISTRY,
  {
    name: 'artifacts',
    about: 'files: the bytes of each lie in artifacts/ under their digest',
    columns: columns(`
      path: text, below mlflow-artifacts:/
      digest: text, sha256 of its bytes
      size: int64, how many bytes it has
      creation_time: int64, when it came`),
    text: `select f.path, f.digest, f.size, f.created_ms from artifact_files f where f.workspace_id = $1 order by f.path`,
  },
  {
    name: 'events',
    about: 'what happened, in the order in which it was sealed',
    columns: columns(`
      seq: int64, its number in the log of the whole installation
      at: int64, when
      name: text, what happened
      subject_kind: text, of which kind is what it is about
      subject_id: text, what it is about
      account_id: int64, the account that caused it
      account: text, the name of that account now
      details: text, more of it, as JSON; nothing where it was erased
      hash: text, of the chain at this event, in hex`),
    text: `select e.seq, (extract(epoch from e.at) * 1000)::bigint, e.name, e.subject_kind, e.subject_id, e.account_id,
      a.name, d.details::text, encode(e.hash, 'hex')
      from events e left join event_details d on d.event_id = e.id left join accounts a on a.id = e.account_id
      where e.workspace_id = $1 and e.seq is not null order by e.seq`,
  },
  {
    name: 'nodes',
    about: 'the graph: what there is',
    columns: columns(`
      kind: text, of which kind
      id: text, its id
      label: text, what people call it
      deleted: bool, it is there no more`),
    text: `select n.kind, n.id, n.label, n.deleted_at is not null from nodes n where n.workspace_id = $1`,
  },
  {
    name: 'edges',
    about: 'the graph: what belongs to what',
    columns: columns(`
      from_kind: text, one end
      from_id: text, one end
      rel: text, the relation, read from here to there
      to_kind: text, the other end
      to_id: text, the other end
      at: int64, since when
      ended: int64, until when; nothing while it holds`),
    text: `select g.from_kind, g.from_id, g.rel, g.to_kind, g.to_id, (extract(epoch from g.at) * 1000)::bigint,
      (extract(epoch from g.ended_at) * 1000)::bigint from edges g where g.workspace_id = $1 order by g.id`,
  },
]

/** Bytes of an export, each once. */
export const BLOBS = `select f.digest, max(f.size) as size from artifact_files f where f.workspace_id = $1
  group by f.digest order by f.digest`
