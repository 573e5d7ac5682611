/** Rules of what runs read and made. */
import type { Input } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import type { Db } from '../../../platform/db.ts'
import { link, putNode } from '../../../platform/graph.ts'
import type { inputs as contract } from '../contract/inputs.ts'
import { checkCount, checkGiven, checkLength, experimentIdOf, LIMITS } from '../limits.ts'
import type { PersonalService } from '../personal/service.ts'
import type { InputStore, NewDataset } from '../store/inputs.ts'
import type { RunRow } from '../store/runs.ts'
import type { Actor } from './experiments.ts'
import type { RunService } from './runs.ts'

type DatasetInput = NonNullable<Input<typeof contract.log>['datasets']>[number]

/** A dataset version is known in the graph by its name and digest. */
export const datasetNode = (name: string, digest: string) =>
  ({ kind: 'dataset-version', id: `${name}@${digest}` }) as const

/** Whatever is said of a run that has ended was so by its end: a run may be brought here long after it. */
const endOf = ({ status, end_ms }: RunRow) => (status === 'RUNNING' ? null : end_ms)

function readDataset({ dataset, tags = [] }: DatasetInput, i: number): NewDataset {
  const at = `datasets[${i}].dataset`
  const text = (field: 'name' | 'digest' | 'source_type' | 'source', limit: number): string => {
    const value = checkLength(dataset[field], `${at}.${field}`, limit)
    if (value === '') throw invalid(`Parameter '${at}.${field}' must not be empty.`)
    return value
  }
  return {
    name: text('name', LIMITS.datasetName),
    digest: text('digest', LIMITS.datasetDigest),
    sourceType: text('source_type', LIMITS.datasetName),
    source: text('source', LIMITS.datasetSource),
    schema: dataset.schema === undefined ? null : checkLength(dataset.schema, `${at}.schema`, LIMITS.datasetSchema),
    profile:
      dataset.profile === undefined ? null : checkLength(dataset.profile, `${at}.profile`, LIMITS.datasetProfile),
    tags: Object.fromEntries(
      tags.map(({ key, value = '' }, n) => [
        checkLength(key, `datasets[${i}].tags[${n}].key`, LIMITS.inputTagKey),
        checkLength(value, `datasets[${i}].tags[${n}].value`, LIMITS.inputTagValue),
      ]),
    ),
  }
}

export function inputService(db: Db, store: InputStore, runs: RunService, personal: PersonalService) {
  return {
    async log(actor: Actor, { run_id, datasets = [], models = [] }: Input<typeof contract.log>): Promise<void> {
      checkCount(datasets.length, LIMITS.datasets, 'datasets')
      checkCount(models.length, LIMITS.datasets, 'models')
      const fresh = datasets.map(readDataset)
      const run = await runs.getActive(actor.workspace, run_id)
      const touched = fresh.length ? await personal.check(actor.workspace, run, fresh) : []
      await db.transaction().execute(async (tx) => {
        await runs.hold(tx, actor.workspace, run)
        for (const dataset of fresh) {
          const node = datasetNode(dataset.name, dataset.digest)
          const isNew = await store.addDataset(tx, actor.workspace, run.experiment_id, run.id, dataset)
          await putNode(tx, actor.workspace, node, `${dataset.name} (${dataset.digest})`)
          await link(tx, { ...actor, from: { kind: 'run', id: run_id }, rel: 'used', to: node, atMs: endOf(run) })
          const about = touched.find((each) => each.dataset === dataset.name && each.digest === dataset.digest)
          if (isNew && about) await personal.note(tx, actor, run, about)
        }
        const ids = models.map((model) => model.model_id)
        if (ids.length)
          await store.addModels(
            tx,
            actor.workspace,
            run.id,
            'input',
            ids,
            ids.map(() => 0),
          )
        for (const id of ids)
          await link(tx, {
            ...actor,
            from: { kind: 'run', id: run_id },
            rel: 'used',
            to: { kind: 'model-version', id },
            atMs: endOf(run),
          })
      })
    },

    async logOutputs(actor: Actor, { run_id, models }: Input<typeof contract.logOutputs>): Promise<void> {
      checkCount(models.length, LIMITS.datasets, 'models')
      const ids = models.map(({ model_id }, i) => checkGiven(model_id, `models[${i}].model_id`))
      const run = await runs.getActive(actor.workspace, run_id)
      await db.transaction().execute(async (tx) => {
        await runs.hold(tx, actor.workspace, run)
        await store.addModels(
          tx,
          actor.workspace,
          run.id,
          'output',
          ids,
          models.map((model) => model.step ?? 0),
        )
        for (const id of ids)
          await link(tx, {
            ...actor,
            from: { kind: 'run', id: run_id },
            rel: 'produced',
            to: { kind: 'model-version', id },
            atMs: endOf(run),
          })
      })
    },

    async searchDatasets(workspace: number, ids: string[] = []) {
      if (ids.length === 0)
        throw invalid("Missing value for required parameter 'experiment_ids'. Name at least one experiment.")
      checkCount(ids.length, 20, 'experiment_ids')
      return store.summaries(
        workspace,
        ids.map((id) => experimentIdOf(id, 'experiment_ids')),
        1_000,
      )
    },
  }
}

export type InputService = ReturnType<typeof inputService>
