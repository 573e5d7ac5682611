/** Carries out the plan of one run: makes it, or completes what an earlier load began. Doing it twice changes nothing. */

import { models } from '../features/models/contract.ts'
import { inputs } from '../features/track/contract/inputs.ts'
import { metrics } from '../features/track/contract/metrics.ts'
import { own, type State } from '../features/track/contract/own.ts'
import { runs } from '../features/track/contract/runs.ts'
import type { Api } from './api.ts'
import type { RunPlan, Words } from './story/plan.ts'

/** The server takes at most this many points, params and tags at once. */
const BATCH = 1_000

export interface Known {
  run_id: string
  state: State
  /** Its params are there, which are written last. */
  isWhole: boolean
}

export interface Place {
  shop: Api
  experimentIds: ReadonlyMap<string, string>
  /** Runs that are there, by name. */
  known: Map<string, Known>
  signal?: AbortSignal | undefined
}

const pairs = (words: Words) => Object.entries(words).map(([key, value]) => ({ key, value }))

const isComplete = (plan: RunPlan, known: Known | undefined): boolean =>
  known?.isWhole === true && (plan.lastSeenAt === undefined || known.state === 'lost')

export async function makeRun(place: Place, plan: RunPlan): Promise<void> {
  const { shop, known, signal } = place
  const before = known.get(plan.name)
  if (isComplete(plan, before)) return
  const experiment_id = place.experimentIds.get(plan.experiment)!
  const execution = !before && plan.environment ? await startExecution(place, plan) : undefined
  const run_id = before?.run_id ?? (await create(place, plan, experiment_id, execution))
  known.set(plan.name, { run_id, state: 'running', isWhole: false })
  // What is said of a run that has ended is dated by its end, not by now.
  if (plan.endedAt !== undefined)
    await shop.call(runs.update, { run_id, status: plan.status, end_time: plan.endedAt }, signal)
  if (plan.datasets.length > 0) {
    const datasets = plan.datasets.map(({ dataset, context }) => ({
      dataset,
      tags: [{ key: 'mlflow.data.context', value: context }],
    }))
    await shop.call(inputs.log, { run_id, datasets }, signal)
  }
  for (const { path, bytes } of plan.files ?? []) await shop.upload(run_id, path, bytes, signal)
  if (plan.model) await logModel(place, run_id, plan, experiment_id, before !== undefined)
  if (execution !== undefined && plan.endedAt !== undefined)
    await shop.call(own.finishExecution, { execution_id: execution, exit_code: plan.environment!.exitCode }, signal)
  await logAll(place, run_id, plan)
  if (plan.lastSeenAt !== undefined) await shop.call(own.setLastSeen, { run_id, last_seen_at: plan.lastSeenAt }, signal)
}

async function startExecution({ shop, signal }: Place, { environment }: RunPlan): Promise<string> {
  const { exitCode: _, ...seen } = environment!
  const { execution_id } = await shop.call(own.startExecution, seen, signal)
  return execution_id
}

async function create(
  { shop, known, signal }: Place,
  plan: RunPlan,
  experiment_id: string,
  execution: string | undefined,
): Promise<string> {
  const tags: Words = {
    ...plan.tags,
    ...(plan.parent !== undefined && { 'mlflow.parentRunId': known.get(plan.parent)!.run_id }),
    ...(execution !== undefined && { 'bellwether.execution': execution }),
  }
  const { run } = await shop.call(
    runs.create,
    { experiment_id, run_name: plan.name, user_id: plan.person, start_time: plan.startedAt, tags: pairs(tags) },
    signal,
  )
  return run.info.run_id
}

/** The params come with the last points: a run that has them has everything. */
async function logAll({ shop, signal }: Place, run_id: string, { params, points }: RunPlan): Promise<void> {
  const last = BATCH - Object.keys(params).length
  let at = 0
  for (; points.length - at > last; at += BATCH)
    await shop.call(metrics.logBatch, { run_id, metrics: points.slice(at, at + BATCH) }, signal)
  await shop.call(metrics.logBatch, { run_id, params: pairs(params), metrics: points.slice(at) }, signal)
}

async function logModel(
  { shop, signal }: Place,
  run_id: string,
  { model, points }: RunPlan,
  experiment_id: string,
  mayBeThere: boolean,
): Promise<void> {
  if (mayBeThere && (await shop.call(own.run, { run_id }, signal)).models.length > 0) return
  const { name, type, params, tags } = model!
  const made = await shop.call(
    models.create,
    { experiment_id, name, model_type: type, source_run_id: run_id, params: pairs(params), tags: pairs(tags) },
    signal,
  )
  const { model_id } = made.model.info
  await shop.call(models.finalize, { model_id, status: 'LOGGED_MODEL_READY' }, signal)
  const step = Math.max(0, ...points.map((point) => point.step))
  await shop.call(inputs.logOutputs, { run_id, models: [{ model_id, step }] }, signal)
}
