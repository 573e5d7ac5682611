/**
 * Takes everything that a source has to an MLflow server. Ids there are its own: those of here are kept as tags, by which
 * another call finds what is there already and goes on where one broke off.
 */
import type { Source, SourceExperiment, SourceLoggedModel, SourceRun } from '../../transfer/index.ts'
import type { TargetClient } from './client.ts'
import { sendLoggedModels } from './logged-models.ts'
import { type Names, sendModel } from './registry.ts'
import { endRun, ensureRun, fillRun, fingerprintOf, linkRun, orLeave, type Task } from './runs.ts'
import { createTally, type Report } from './tally.ts'
import { API, EXPERIMENT_TAG, readExperiments, readRuns, type ThereExperiment, type ThereRun } from './there.ts'

/** The experiment that this one is there, made if it is not; in the trash nothing can be written. */
async function ensureExperiment(
  { target, tally }: Task,
  { experiment_id, name, tags }: SourceExperiment,
  there: Map<string, ThereExperiment>,
): Promise<ThereExperiment> {
  // Somebody else's experiment of that name stays as it is; that of everybody is shared.
  const isOurs = (found: ThereExperiment): boolean =>
    found.tags.get(EXPERIMENT_TAG) === experiment_id || (found.id === '0' && !found.tags.has(EXPERIMENT_TAG))
  const second = `${name} (bellwether ${experiment_id})`
  const at = [name, second].find((each) => !there.has(each) || isOurs(there.get(each)!)) ?? second
  const known = there.get(at)
  const id = known?.id ?? String((await target.send('POST', `${API}/experiments/create`, { name: at })).experiment_id)
  if (known?.deleted) await target.send('POST', `${API}/experiments/restore`, { experiment_id: id })
  for (const tag of [...tags, { key: EXPERIMENT_TAG, value: experiment_id }])
    await target.send('POST', `${API}/experiments/set-experiment-tag`, { experiment_id: id, ...tag })
  if (known) tally.know('experiments')
  else tally.add('experiments')
  const made = { id, deleted: false, tags: new Map([[EXPERIMENT_TAG, experiment_id]]) }
  there.set(at, made)
  return made
}

/** Runs that logged models come from or that measured them wait until the models are there. */
function tiedRuns(models: SourceLoggedModel[]): Set<string> {
  return new Set(models.flatMap(({ source_run_id, points }) => [source_run_id, ...points.map(({ run_id }) => run_id)]))
}

async function sendExperiment(
  task: Task,
  experiment: SourceExperiment,
  at: ThereExperiment,
  names: Names,
): Promise<void> {
  const { source, target, tally } = task
  const models: SourceLoggedModel[] = []
  for await (const page of source.loggedModels(experiment.experiment_id)) models.push(...page)
  const tied = tiedRuns(models)
  const known = await readRuns(target, at.id)
  const runs = new Map<string, ThereRun>()
  const waiting: SourceRun[] = []
  for await (const page of source.runs(experiment.experiment_id))
    for (const run of page)
      await orLeave(tally, `run ${run.run_id}`, async () => {
        const found = known.get(run.run_id)
        const isDone = found?.done === fingerprintOf(run)
        const there = isDone ? found : await ensureRun(target, run, at.id, found)
        runs.set(run.run_id, there)
        names.runs.set(run.run_id, { ...there, from: run.artifact_uri })
        if (isDone) return tally.know('runs')
        await fillRun(task, run, there)
        if (tied.has(run.run_id) || run.model_inputs.length || run.model_outputs.length) waiting.push(run)
        else await endRun(task, run, there)
      })
  const sent = await sendLoggedModels(task, at.id, models, runs)
  for (const model of models) {
    const there = sent.get(model.model_id)
    if (there) names.models.set(model.model_id, { ...there, from: model.artifact_uri })
  }
  const ids = new Map([...names.models].map(([id, { id: of }]) => [id, of]))
  for (const run of waiting)
    await orLeave(tally, `run ${run.run_id}`, async () => {
      await linkRun(task, run, runs.get(run.run_id)!, ids)
      await endRun(task, run, runs.get(run.run_id)!)
    })
}

export async function sendToMlflow(
  source: Source,
  target: TargetClient,
  onChange: (report: Report) => void,
): Promise<Report> {
  const tally = createTally(onChange)
  const task: Task = { source, target, tally }
  const there = await readExperiments(target)
  const names: Names = { runs: new Map(), models: new Map() }
  for await (const experiment of source.experiments()) {
    const at = await ensureExperiment(task, experiment, there)
    await sendExperiment(task, experiment, at, names)
    if (experiment.deleted && at.id !== '0')
      await target.send('POST', `${API}/experiments/delete`, { experiment_id: at.id })
  }
  for await (const page of source.models())
    for (const model of page) await orLeave(tally, `model ${model.name}`, () => sendModel(task, model, names))
  return tally.report
}
