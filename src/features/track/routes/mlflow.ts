/** MLflow's routes of experiments and runs, one line each. */
import { mount } from '../../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../../platform/http/server.ts'
import { experiments as e } from '../contract/experiments.ts'
import { inputs as i } from '../contract/inputs.ts'
import { runs as r } from '../contract/runs.ts'
import { runIdOf } from '../limits.ts'
import type { ExperimentService } from '../service/experiments.ts'
import type { InputService } from '../service/inputs.ts'
import type { LogService } from '../service/log.ts'
import type { RunService } from '../service/runs.ts'
import type { WholeRow } from '../store/runs.ts'
import { toExperiment, toRunInfo, writeRuns } from './replies.ts'

export interface Services {
  experiments: ExperimentService
  runs: RunService
  log: LogService
  inputs: InputService
}

export function experimentRoutes(http: Http, { experiments }: Services): void {
  mount(http, e.create, async (input, actor) => ({ experiment_id: await experiments.create(actor, input) }))
  mount(http, e.get, async ({ experiment_id }, { workspace, request }) => ({
    experiment: toExperiment(await experiments.get(workspace, experiment_id), workspaceNameOf(request)),
  }))
  mount(http, e.getByName, async (input, { workspace, request }) => ({
    experiment: toExperiment(await experiments.getByName(workspace, input.experiment_name), workspaceNameOf(request)),
  }))
  for (const search of [e.search, e.searchGet])
    mount(http, search, async (input, { workspace, request }) => {
      const { rows, token } = await experiments.search(workspace, input)
      const found = rows.map((row) => toExperiment(row, workspaceNameOf(request)))
      return { experiments: found.length ? found : undefined, next_page_token: token }
    })
  mount(
    http,
    e.update,
    async ({ experiment_id, new_name }, actor) => void (await experiments.rename(actor, experiment_id, new_name)),
  )
  mount(http, e.delete, async ({ experiment_id }, actor) => void (await experiments.delete(actor, experiment_id)))
  mount(http, e.restore, async ({ experiment_id }, actor) => void (await experiments.restore(actor, experiment_id)))
  mount(
    http,
    e.setTag,
    async ({ experiment_id, key, value }, actor) =>
      void (await experiments.setTag(actor, experiment_id, key, value ?? '')),
  )
  mount(
    http,
    e.deleteTag,
    async ({ experiment_id, key }, actor) => void (await experiments.deleteTag(actor, experiment_id, key)),
  )
}

export function runRoutes(http: Http, services: Services): void {
  const { runs, log, inputs } = services
  mount(http, r.create, async (input, actor) => {
    const made = { ...(await runs.create(actor, input)), latest: null, owed: null, datasets: null, models: null }
    return `{"run":${writeRuns([made], [[]], { isNew: true })[0]}}`
  })
  mount(http, r.get, async (input, { workspace }) => {
    const rows = [await runs.getWhole(workspace, runIdOf(input))]
    return `{"run":${writeRuns(rows, await log.decodeLatest(rows))[0]}}`
  })
  mount(http, r.update, async (input, actor) => ({ run_info: toRunInfo(await runs.update(actor, input)) }))
  mount(http, r.delete, async ({ run_id }, actor) => void (await runs.delete(actor, run_id)))
  mount(http, r.restore, async ({ run_id }, actor) => void (await runs.restore(actor, run_id)))
  mount(http, r.search, async (input, { workspace }) => {
    const found = await runs.search(workspace, input, { isWhole: true })
    const rows = found.rows as (WholeRow & (typeof found.rows)[number])[]
    const list = rows.length ? `,"runs":[${writeRuns(rows, await log.decodeLatest(rows)).join(',')}]` : ''
    const next = found.token === undefined ? '' : `,"next_page_token":${JSON.stringify(found.token)}`
    return `{${(list + next).slice(1)}}`
  })
  mount(
    http,
    r.setTag,
    async ({ run_id, run_uuid, key, value }, actor) =>
      void (await log.logBatch(actor, { run_id, run_uuid, tags: [{ key, value }] })),
  )
  mount(http, r.deleteTag, async ({ run_id, key }, actor) => void (await runs.deleteTag(actor, run_id, key)))
  mount(
    http,
    r.logParam,
    async ({ run_id, run_uuid, key, value }, actor) =>
      void (await log.logBatch(actor, { run_id, run_uuid, params: [{ key, value }] })),
  )
  mount(
    http,
    r.logModel,
    async ({ run_id, model_json }, actor) => void (await runs.logModel(actor, run_id, model_json)),
  )
  mount(http, i.log, async (input, actor) => void (await inputs.log(actor, input)))
  mount(http, i.logOutputs, async (input, actor) => void (await inputs.logOutputs(actor, input)))
  for (const search of [i.searchDatasets, i.searchDatasetsPublished])
    mount(http, search, async ({ experiment_ids }, { workspace }) => {
      const rows = await inputs.searchDatasets(workspace, experiment_ids)
      const summaries = rows.map((row) => ({
        ...row,
        experiment_id: String(row.experiment_id),
        context: row.context ?? undefined,
      }))
      return { dataset_summaries: summaries.length ? summaries : undefined }
    })
}
