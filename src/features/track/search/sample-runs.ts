/** Twelve runs for the tests of search; each is called by a letter, so that a result is a word. */
import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

interface SampleRun {
  experiment: number
  name: string
  status: string
  user: string
  start: string | null
  end: string | null
  params?: Record<string, string>
  tags?: Record<string, string>
  metrics?: Record<string, number>
  /** Name, digest and context. */
  datasets?: [string, string, string?][]
}

export const SAMPLE_RUNS: Record<string, SampleRun> = {
  a: {
    ...{ experiment: 1, name: 'baseline', status: 'FINISHED', user: 'ann', start: '1000', end: '5000' },
    params: { lr: '0.1', opt: 'adam', layers: '3', path: 'C:\\data\\x' },
    tags: { team: 'vision', 'mlflow.source.name': 'train.py', note: "it's" },
    metrics: { loss: 0.5, acc: 0.9 },
    datasets: [['mnist', 'd1', 'train']],
  },
  b: {
    ...{ experiment: 1, name: 'Baseline', status: 'FINISHED', user: 'bob', start: '2000', end: '4000' },
    params: { lr: '0.01', opt: 'sgd', layers: '10' },
    tags: { team: 'Vision' },
    metrics: { loss: 0.25, acc: 0.95 },
    datasets: [
      ['mnist', 'd1', 'train'],
      ['mnist', 'd2', 'test'],
    ],
  },
  c: {
    ...{ experiment: 1, name: 'sweep_1', status: 'FAILED', user: 'ann', start: '3000', end: '3500' },
    params: { lr: '1e-3', opt: 'Adam' },
    tags: { team: 'text' },
    metrics: { loss: Number.NaN },
    datasets: [['cifar', 'c1', 'validation']],
  },
  d: {
    ...{ experiment: 1, name: 'sweep-1', status: 'RUNNING', user: 'ann', start: '4000', end: null },
    params: { lr: 'auto' },
    metrics: { loss: -1.5, acc: 0.1 },
  },
  e: {
    ...{ experiment: 1, name: 'sweep%1', status: 'KILLED', user: '', start: '5000', end: '6000' },
    params: { lr: 'inf', layers: '3' },
    tags: { team: 'vision' },
    metrics: { acc: Number.NaN },
    datasets: [['imagenet', 'i1']],
  },
  f: {
    ...{ experiment: 1, name: 'größe', status: 'SCHEDULED', user: 'cara', start: null, end: null },
    params: { opt: 'adam' },
    tags: { 'a b/c': 'x', team: '' },
  },
  g: {
    ...{ experiment: 1, name: 'int64', status: 'FINISHED', user: 'bob' },
    ...{ start: '9007199254740993', end: '9007199254740996' },
    params: { seed: '9007199254740993' },
    metrics: { 'val/top-5 acc': 0.7 },
  },
  h: {
    ...{ experiment: 1, name: 'zero', status: 'FINISHED', user: 'dan', start: '7000', end: '7000' },
    params: { lr: '-0.5' },
    tags: { team: 'text' },
    metrics: { loss: 0 },
  },
  i: {
    ...{ experiment: 1, name: 'up', status: 'FINISHED', user: 'dan', start: '8000', end: '18000' },
    params: { lr: '1e400', 'a.b.c': 'deep' },
    tags: { 'tick`quote"': 'y' },
    metrics: { loss: Number.POSITIVE_INFINITY, acc: 1 },
  },
  j: {
    ...{ experiment: 1, name: 'down', status: 'FINISHED', user: 'dan', start: '8000', end: '9000' },
    params: { lr: '0.10' },
    metrics: { loss: Number.NEGATIVE_INFINITY, acc: 0 },
  },
  k: {
    ...{ experiment: 2, name: 'other', status: 'FINISHED', user: 'eve', start: '8000', end: '8500' },
    params: { lr: '0.1 ', big: '9'.repeat(400) },
    metrics: { loss: 0.5 },
  },
  l: { experiment: 2, name: 'bare', status: 'RUNNING', user: 'eve', start: '100', end: null },
}

/** Writes the runs into a fresh database, in workspace 1; another workspace holds a metric of the same name. */
export async function insertSampleRuns(db: Db): Promise<void> {
  await sql`insert into experiments (id, name, artifact_location, created_ms, updated_ms)
    values (1, 'one', '', 10, 10), (2, 'two', '', 20, 20)`.execute(db)
  await sql`insert into metric_keys (workspace_id, name) values (2, 'loss')`.execute(db)
  for (const [runId, run] of Object.entries(SAMPLE_RUNS)) {
    await sql`insert into runs (run_id, experiment_id, name, status, user_id, start_ms, end_ms, artifact_uri)
      values (${runId}, ${run.experiment}, ${run.name}, ${run.status}, ${run.user}, ${run.start}, ${run.end},
        ${`mlflow-artifacts:/${run.experiment}/${runId}/artifacts`})`.execute(db)
    const id = sql`(select id from runs where run_id = ${runId})`
    await sql`insert into run_docs (run, params, tags)
      values (${id}, ${JSON.stringify(run.params ?? {})}, ${JSON.stringify(run.tags ?? {})})`.execute(db)
    for (const [name, value] of Object.entries({ ...run.metrics })) {
      await sql`insert into metric_keys (name) values (${name}) on conflict do nothing`.execute(db)
      await sql`insert into latest (run, key, step, ts, value, ranked)
        select ${id}, id, 0, 0, ${String(value)}::float8, ${String(value)}::float8 from metric_keys where workspace_id = 1 and name = ${name}`.execute(
        db,
      )
    }
    for (const [name, digest, context] of run.datasets ?? []) {
      await sql`insert into datasets (experiment_id, name, digest, source_type, source)
        values (${run.experiment}, ${name}, ${digest}, '', '') on conflict do nothing`.execute(db)
      const tags = context === undefined ? {} : { 'mlflow.data.context': context }
      await sql`insert into run_datasets (run, dataset, tags)
        select ${id}, id, ${JSON.stringify(tags)} from datasets where name = ${name} and digest = ${digest}`.execute(db)
    }
  }
  // Where loss is 0.5 in workspace 2, a search in workspace 1 must not see it.
  await sql`insert into latest (run, key, step, ts, value, ranked)
    select r.id, k.id, 0, 0, 0.5, 0.5 from runs r, metric_keys k where r.run_id = 'l' and k.workspace_id = 2`.execute(
    db,
  )
}
