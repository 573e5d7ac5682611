/** Runs at the target: made once each, filled in batches that may be sent twice, and marked when they are whole. */
import { createHash } from 'node:crypto'
import { toJson } from '../../../lib/json.ts'
import type { Source, SourceRun } from '../../transfer/index.ts'
import { type TargetClient, TargetRefused } from './client.ts'
import { sendFiles } from './files.ts'
import type { Tally } from './tally.ts'
import { API, DONE_TAG, RUN_TAG, type ThereRun } from './there.ts'

/** Of MLflow's own limits. */
const BATCH = { metrics: 1_000, params: 100, tags: 100 }

export interface Task {
  source: Source
  target: TargetClient
  tally: Tally
}

/** Changes with everything that a run says of itself, the newest point of each metric included. */
export const fingerprintOf = (run: SourceRun): string =>
  createHash('sha256').update(toJson(run)).digest('hex').slice(0, 32)

function* chunks<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}

const batch = (target: TargetClient, run_id: string, what: object): Promise<unknown> =>
  target.send('POST', `${API}/runs/log-batch`, { run_id, ...what })

/** The run at the target, made if it is not there, and not in the trash. */
export async function ensureRun(
  target: TargetClient,
  run: SourceRun,
  experiment_id: string,
  there?: ThereRun,
): Promise<ThereRun> {
  if (there) {
    if (there.deleted) await target.send('POST', `${API}/runs/restore`, { run_id: there.id })
    return { ...there, deleted: false }
  }
  const { start_time, name: run_name, user_id } = run
  const { run: made } = (await target.send('POST', `${API}/runs/create`, {
    ...{ experiment_id, start_time, run_name, user_id },
    tags: [{ key: RUN_TAG, value: run.run_id }],
  })) as { run: { info: { run_id: string; artifact_uri: string } } }
  return { id: made.info.run_id, uri: made.info.artifact_uri, deleted: false, done: undefined, outputs: new Set() }
}

/** Everything but what binds it to logged models. */
export async function fillRun({ source, target, tally }: Task, run: SourceRun, { id, uri }: ThereRun): Promise<void> {
  for (const params of chunks(run.params, BATCH.params)) await batch(target, id, { params })
  for (const tags of chunks(run.tags, BATCH.tags)) await batch(target, id, { tags })
  for await (const { key, values, steps, timestamps } of source.points(
    run,
    run.latest.map(({ key }) => key),
  ))
    for (let at = 0; at < values.length; at += BATCH.metrics) {
      const metrics = Array.from(values.subarray(at, at + BATCH.metrics), (value, i) => ({
        ...{ key, value, step: steps[at + i]!, timestamp: timestamps[at + i]! },
      }))
      await batch(target, id, { metrics })
      tally.add('points', metrics.length)
    }
  for (const some of chunks(run.datasets, 100)) {
    const datasets = some.map(({ tags, ...dataset }) => ({ dataset, tags }))
    await target.send('POST', `${API}/runs/log-inputs`, { run_id: id, datasets })
  }
  await sendFiles(source, target, run.artifact_uri, uri, tally)
}

/** Binds a run to the models that it read and made, by their ids there. */
export async function linkRun(
  { target, tally }: Task,
  run: SourceRun,
  there: ThereRun,
  ids: Map<string, string>,
): Promise<void> {
  const known = (id: string): string | undefined => {
    const found = ids.get(id)
    if (found === undefined) tally.leave('links to logged models', 'the model is deleted, or of another experiment')
    return found
  }
  const models = run.model_inputs.flatMap((id) => known(id) ?? []).map((model_id) => ({ model_id }))
  if (models.length) await target.send('POST', `${API}/runs/log-inputs`, { run_id: there.id, models })
  const outputs = run.model_outputs
    .flatMap(({ model_id, step }) => ({ model_id: known(model_id), step }))
    .filter(({ model_id }) => model_id !== undefined && !there.outputs.has(model_id))
  if (outputs.length) await target.send('POST', `${API}/runs/outputs`, { run_id: there.id, models: outputs })
}

/** Its end, its mark, and the trash if it is there here. */
export async function endRun({ target, tally }: Task, run: SourceRun, there: ThereRun): Promise<void> {
  const { status, end_time } = run
  await target.send('POST', `${API}/runs/update`, {
    run_id: there.id,
    status,
    ...(end_time !== undefined && { end_time }),
  })
  await batch(target, there.id, { tags: [{ key: DONE_TAG, value: fingerprintOf(run) }] })
  if (run.deleted) await target.send('POST', `${API}/runs/delete`, { run_id: there.id })
  tally.add('runs')
}

/** What the target refuses of one run is said, and the others go on. */
export async function orLeave(tally: Tally, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof TargetRefused) || error.answered >= 500 || error.answered === 401 || error.answered === 403)
      throw error
    tally.leave(what, error.message)
  }
}
