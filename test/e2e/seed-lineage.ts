/** Gives the seeded runs a lineage: a model with its files, a run that evaluates it, newer data. */
import { models } from '../../src/features/models/contract.ts'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Call } from './seed.ts'
import type { Put } from './seed-files.ts'
import { seedModels } from './seed-models.ts'

export interface Modelled {
  /** Made by the best run, evaluated by another. */
  model: string
  /** Used by the best run and by the second; a newer version exists. */
  clicks: string
}

const SCHEMA = JSON.stringify({
  mlflow_colspec: [
    { type: 'long', name: 'user_id', required: true },
    { type: 'long', name: 'item_id', required: true },
    { type: 'datetime', name: 'shown_at', required: true },
    { type: 'float', name: 'dwell_seconds', required: false },
    { type: 'array', items: { type: 'long' }, name: 'recent_items', required: false },
    { type: 'boolean', name: 'clicked', required: true },
  ],
})

export const clicks = (digest: string, day: string, rows: number) => ({
  tags: [{ key: 'mlflow.data.context', value: 'training' }],
  dataset: {
    name: 'clicks',
    digest,
    source_type: 's3',
    source: JSON.stringify({ uri: `s3://data/clicks/${day}` }),
    schema: SCHEMA,
    profile: JSON.stringify({ num_rows: rows, num_elements: rows * 6 }),
  },
})

const ML_MODEL = (model_id: string, run_id: string): string => `artifact_path: model
flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.pytorch
    python_version: 3.12.8
  pytorch:
    model_data: data
    pytorch_version: 2.9.1
mlflow_version: 3.17.2
model_id: ${model_id}
model_size_bytes: 48210331
run_id: ${run_id}
signature:
  inputs: '[{"type": "long", "name": "user_id", "required": true}, {"type": "array", "items": {"type": "long"}, "name": "recent_items", "required": false}, {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 64]}, "name": "context"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 100]}}]'
  params: '[{"name": "top_k", "type": "integer", "default": 100, "shape": null}]'
utc_time_created: '2026-11-24 22:10:04.221300'
`

interface Runs {
  experiment_id: string
  best: string
  second: string
}

export async function seedLineage(call: Call, put: Put, { experiment_id, best, second }: Runs): Promise<Modelled> {
  const { model } = await call(models.create, {
    experiment_id,
    name: 'ranker',
    model_type: 'two-tower',
    source_run_id: best,
    params: [
      { key: 'layers', value: '4' },
      { key: 'embedding_size', value: '64' },
    ],
    tags: [{ key: 'team', value: 'search' }],
  })
  const { model_id, artifact_uri } = model.info
  const root = artifact_uri.replace('mlflow-artifacts:/', '')
  await put(`${root}/MLmodel`, ML_MODEL(model_id, best))
  await put(
    `${root}/conda.yaml`,
    'channels:\n- conda-forge\ndependencies:\n- python=3.12.8\n- pip:\n  - torch==2.9.1\n',
  )
  await put(`${root}/requirements.txt`, 'mlflow==3.17.2\ntorch==2.9.1\n')
  await put(`${root}/data/model.pth`, 'PK\u0003\u0004 weights\u0000\u0001\u0002'.repeat(400))
  await call(models.finalize, { model_id, status: 'LOGGED_MODEL_READY' })
  await call(inputs.logOutputs, { run_id: best, models: [{ model_id, step: 39 }] })
  const { run } = await call(runs.create, {
    experiment_id,
    run_name: 'nightly-evaluation',
    start_time: Date.now() - 3_600_000,
  })
  const evaluation = run.info.run_id
  await call(inputs.log, { run_id: evaluation, models: [{ model_id }] })
  await call(inputs.log, { run_id: evaluation, datasets: [clicks('e07d11c9', '2026-11-24', 51_004_127)] })
  const measured = { model_id, dataset_name: 'clicks-holdout', dataset_digest: '11d97e04', step: 39 }
  const timestamp = Date.now() - 3_500_000
  await call(metrics.logBatch, {
    run_id: evaluation,
    metrics: [
      { key: 'val/auc', value: 0.9127, timestamp, ...measured },
      { key: 'ndcg_10', value: 0.4182, timestamp, ...measured },
    ],
  })
  await call(runs.update, { run_id: evaluation, status: 'FINISHED', end_time: timestamp })
  await call(inputs.log, { run_id: second, datasets: [clicks('8c1f02ab', '2026-11-20', 48_210_331)] })
  await seedModels(call, put, { best, model: model_id })
  return { model: model_id, clicks: 'clicks@8c1f02ab' }
}
