/** Logged models of an experiment at the target, with their params, tags, files and points. */
import type { SourceLoggedModel } from '../../transfer/index.ts'
import { sendFiles } from './files.ts'
import { orLeave, type Task } from './runs.ts'
import { API, MODEL_TAG, readModels, type ThereModel, type ThereRun } from './there.ts'

async function ensureModel(
  { target }: Task,
  model: SourceLoggedModel,
  experiment_id: string,
  runs: Map<string, ThereRun>,
): Promise<ThereModel> {
  const { name, model_type, params, tags, source_run_id } = model
  const run = runs.get(source_run_id)
  const { model: made } = (await target.send('POST', `${API}/logged-models`, {
    ...{ experiment_id, name, params, tags: [...tags, { key: MODEL_TAG, value: model.model_id }] },
    ...(model_type && { model_type }),
    ...(run && { source_run_id: run.id }),
  })) as { model: { info: { model_id: string; artifact_uri: string; status: string } } }
  return { id: made.info.model_id, uri: made.info.artifact_uri, status: made.info.status }
}

/** Ids there by ids here, with where their files are. */
export async function sendLoggedModels(
  task: Task,
  experiment_id: string,
  models: SourceLoggedModel[],
  runs: Map<string, ThereRun>,
): Promise<Map<string, ThereModel>> {
  const { source, target, tally } = task
  const all = new Map<string, ThereModel>()
  const there = models.length ? await readModels(target, experiment_id) : new Map<string, ThereModel>()
  for (const model of models) {
    if (model.deleted) continue
    await orLeave(tally, `logged model ${model.name}`, async () => {
      const known = there.get(model.model_id)
      const at = known ?? (await ensureModel(task, model, experiment_id, runs))
      all.set(model.model_id, at)
      await sendFiles(source, target, model.artifact_uri, at.uri, tally)
      for (const { run_id, key, value, step, timestamp, dataset_name, dataset_digest } of model.points) {
        const run = runs.get(run_id)
        if (!run) tally.leave('points of logged models', 'their run is of another experiment')
        else
          await target.send('POST', `${API}/runs/log-metric`, {
            ...{ run_id: run.id, key, value, step, timestamp, model_id: at.id },
            ...(dataset_name !== undefined && { dataset_name, dataset_digest }),
          })
      }
      const status = `LOGGED_MODEL_${model.status}`
      if (at.status !== status && model.status !== 'PENDING')
        await target.send('PATCH', `${API}/logged-models/${at.id}`, { model_id: at.id, status })
      if (known) tally.know('logged models')
      else tally.add('logged models')
    })
  }
  return all
}
