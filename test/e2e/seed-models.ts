/** Gives the seeded server a registry: a model with versions over weeks, one of others, a prompt, one without versions. */
import type { Pool } from 'pg'
import { registered } from '../../src/features/models/contract/own.ts'
import { registry } from '../../src/features/models/contract/registry.ts'
import { versions } from '../../src/features/models/contract/versions.ts'
import { models } from '../../src/features/models/contract.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Call } from './seed.ts'
import type { Put } from './seed-files.ts'

interface Given {
  best: string
  model: string
}

const COLUMNS = ['user_id', 'item_id', 'dwell_seconds', 'position', 'hour', 'weekday', 'device', 'country']

const mlModel = (columns: number): string => `flavors:
  python_function:
    loader_module: mlflow.lightgbm
    python_version: 3.12.8
  lightgbm:
    data: model.lgb
    lgb_version: 4.6.0
mlflow_version: 3.17.2
signature:
  inputs: '${JSON.stringify(
    Array.from({ length: columns }, (_, i) => ({
      type: i % 3 ? 'double' : 'long',
      name: COLUMNS[i] ?? `embedding_${i - COLUMNS.length}`,
      required: i !== 2,
    })),
  )}'
  outputs: '[{"type": "double"}]'
  params: null
utc_time_created: '2026-11-20 22:10:04.221300'
`

const README = `---
license: apache-2.0
base_model: clicks/lambdarank-base
datasets: clicks
library_name: lightgbm
model-index:
- name: ranker
  results:
  - dataset: {name: clicks-holdout, type: clicks}
    metrics: [{type: auc, value: 0.89}]
---
# ranker
`

/** AUC of the versions on the holdout, as a team gets on: a setback, then a better model. */
const AUC = [0.861, 0.868, 0.874, 0.871, 0.883, 0.889, 0.887, 0.896]

async function makeLogged(
  call: Call,
  put: Put,
  experiment_id: string,
  i: number,
): Promise<[run: string, model: string]> {
  const start_time = Date.now() - (AUC.length - i) * 2 * 86_400_000
  const { run } = await call(runs.create, { experiment_id, run_name: `weekly-${i + 1}`, start_time })
  const run_id = run.info.run_id
  const { model } = await call(models.create, { experiment_id, name: 'ranker', source_run_id: run_id })
  const { model_id, artifact_uri } = model.info
  const root = artifact_uri.replace('mlflow-artifacts:/', '')
  await put(`${root}/MLmodel`, mlModel(16 + i))
  await put(`${root}/README.md`, README)
  await put(`${root}/requirements.txt`, 'mlflow==3.17.2\nlightgbm==4.6.0\nnumpy>=2.1\npandas\n')
  await call(models.finalize, { model_id, status: 'LOGGED_MODEL_READY' })
  const data = { model_id, dataset_name: 'clicks-holdout', dataset_digest: '11d97e04', step: 0 }
  await call(metrics.logBatch, {
    run_id,
    metrics: [
      { key: 'val/auc', value: AUC[i]!, timestamp: start_time, ...data },
      { key: 'ndcg_10', value: AUC[i]! / 2.2, timestamp: start_time, ...data },
      { key: 'p99_ms', value: 14 - i * 0.4, timestamp: start_time, step: 0 },
    ],
    params: [
      { key: 'lr', value: '0.003' },
      { key: 'num_leaves', value: String(31 + i) },
    ],
  })
  await call(runs.update, { run_id, status: 'FINISHED', end_time: start_time + 900_000 })
  return [run_id, model_id]
}

export async function seedModels(call: Call, put: Put, { best, model }: Given): Promise<void> {
  const { experiment_id } = await call(experiments.create, { name: 'weekly' })
  const name = 'ranker'
  await call(registry.create, {
    name,
    description:
      'Orders what the shop shows.\nNot for prices: those have a model of their own. Asked about by the search team.',
    tags: [{ key: 'team', value: 'search' }],
  })
  for (const i of AUC.keys()) {
    const [run_id, model_id] = await makeLogged(call, put, experiment_id, i)
    await call(versions.create, {
      name,
      source: `models:/${model_id}`,
      ...{ run_id, model_id },
      tags: i % 3 ? [] : [{ key: 'approved_by', value: 'amara' }],
      ...(i === 3 && { description: 'Trained on half of the data by mistake; kept for comparison.' }),
    })
  }
  await call(versions.create, { name, source: `models:/${model}`, run_id: best, model_id: model })
  for (const [alias, version] of [
    ['live', '8'],
    ['candidate', '9'],
    ['fallback', '6'],
  ] as const)
    await call(registry.setAlias, { name, alias, version })
  await call(versions.transition, { name, version: '1', stage: 'Archived' })
  await call(registered.registerExternal, {
    name: 'multilingual-embedder',
    source: 'hf://sentence-transformers/paraphrase-multilingual-mpnet-base-v2@4328cf26390c98c5e3c738b4460a05b95f4911f5',
    licence: 'Apache-2.0',
    sha256: '9f2d'.repeat(16),
  })
  await call(registry.create, { name: 'price-elasticity', description: 'Planned for the spring.' })
  await call(registry.create, { name: 'überlanger-modellname-mit-ß-und-Ελληνικά-der-in-keine-spalte-passt-2026-11-28' })
  await seedPrompt(call)
}

const IS_PROMPT = { key: 'mlflow.prompt.is_prompt', value: 'true' }
const TEXTS = [
  'Summarise this in one sentence:\n\n{{ text }}',
  'You write for people who run a shop.\nSummarise this in one sentence:\n\n{{ text }}',
  'You write for people who run a shop. Say nothing that the text does not say, and name no customer by name, not even where the text does.\nSummarise this in at most two sentences:\n\n{{ text }}\n\nAnswer in the language of the text.',
]

async function seedPrompt(call: Call): Promise<void> {
  const name = 'review-summary'
  await call(registry.create, { name, tags: [IS_PROMPT] })
  for (const text of TEXTS)
    await call(versions.create, {
      name,
      source: 'prompt-template',
      tags: [IS_PROMPT, { key: 'mlflow.prompt.text', value: text }],
    })
  await call(registry.setAlias, { name, alias: 'live', version: '2' })
}

/** Versions are registered when they are registered: only the database can say that it was weeks ago. */
export const ageVersions = (pool: Pool, now: number) =>
  pool.query(
    `update model_versions v set created_ms = $1 - (m.last_version - v.version) * 172800000::int8 - 7200000,
        updated_ms = $1 - (m.last_version - v.version) * 172800000::int8 - 7200000
      from registered_models m where m.id = v.model`,
    [now],
  )
