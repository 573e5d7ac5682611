/** Rules of logging and of reading points back. */

import type pg from 'pg'
import type { Input } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import { byTime, noPoints, type Points, slice } from '../../../lib/points.ts'
import { checkResults, toOffset, toToken } from '../../../platform/search/pages.ts'
import type { metrics as contract } from '../contract/metrics.ts'
import { checkCount, checkGiven, checkKey, cut, LIMITS, runIdOf } from '../limits.ts'
import type { ExperimentKeys } from '../points/experiment-keys.ts'
import { type Extremes, readExtremes } from '../points/extremes.ts'
import { type Range, readPoints, readSamples, type Sampled } from '../points/history.ts'
import type { MetricKeys } from '../points/keys.ts'
import { latestReader } from '../points/latest.ts'
import { readSingle } from '../points/single.ts'
import type { Writer } from '../points/writer.ts'
import type { RunStore } from '../store/runs.ts'
import type { Actor } from './experiments.ts'
import { NAME_TAG } from './runs.ts'

type BatchInput = Input<typeof contract.logBatch>
type MetricInput = NonNullable<BatchInput['metrics']>[number]

/** A point of a metric that belongs to a logged model as well. */
export interface ModelPoint {
  modelId: string
  key: string
  value: number
  timestamp: Int64
  step: Int64
  datasetName: string | undefined
  datasetDigest: string | undefined
}

export type OnModelPoints = (workspace: number, runId: string, points: ModelPoint[]) => Promise<void>

/** Points by name, names and times checked. */
function readMetrics(metrics: MetricInput[]): Map<string, Points> {
  const byName = new Map<string, Points>()
  for (let i = 0; i < metrics.length; i++) {
    const { key, value, timestamp, step = 0 } = metrics[i]!
    let points = byName.get(key)
    if (!points) {
      points = noPoints()
      byName.set(checkKey(key, `metrics[${i}].key`), points)
    }
    if (timestamp < 0)
      throw invalid(`Invalid value ${timestamp} for parameter 'metrics[${i}].timestamp': it must not be negative.`)
    points.steps.push(step)
    points.timestamps.push(timestamp)
    points.values.push(value)
  }
  return byName
}

function readParams(params: { key: string; value?: string }[] | undefined): Record<string, string> | undefined {
  if (!params?.length) return undefined
  const result: Record<string, string> = Object.create(null)
  for (const [i, { key, value = '' }] of params.entries()) {
    checkKey(key, `params[${i}].key`)
    if (key in result) throw invalid(`Param '${key}' (params[${i}]) stands twice in the request. Send each param once.`)
    result[key] = cut(value, LIMITS.param)
  }
  return result
}

/** Of a tag that stands twice, the last counts. A run cannot lose its name: an empty one is not written. */
function readTags(tags: { key: string; value?: string }[] | undefined): Record<string, string> | undefined {
  if (!tags?.length) return undefined
  const read = tags.map(({ key, value = '' }, i) => [checkKey(key, `tags[${i}].key`), cut(value, LIMITS.tag)] as const)
  return Object.fromEntries(read.filter(([key, value]) => key !== NAME_TAG || value !== ''))
}

const toModelPoints = (metrics: MetricInput[]): ModelPoint[] =>
  metrics
    .filter((metric) => metric.model_id)
    .map(({ model_id, key, value, timestamp, step = 0, dataset_name, dataset_digest }) => ({
      modelId: model_id!,
      key,
      value,
      timestamp,
      step,
      datasetName: dataset_name || undefined,
      datasetDigest: dataset_digest || undefined,
    }))

/** Where MLflow's `evaluate` writes which models a run evaluated on which data; nowhere else, for most models. */
const EVALUATED_TAG = 'mlflow.datasets'
export type OnEvaluated = (actor: Actor, runId: string, said: string) => Promise<void>

interface Parts {
  pool: pg.Pool
  runs: RunStore
  keys: MetricKeys
  experimentKeys: ExperimentKeys
  writer: Writer
  onModelPoints: () => OnModelPoints | undefined
  onEvaluated: () => OnEvaluated | undefined
}

export function logService({ pool, runs, keys, experimentKeys, writer, onModelPoints, onEvaluated }: Parts) {
  async function logBatch(actor: Actor, input: BatchInput): Promise<void> {
    const { workspace } = actor
    const { metrics = [], params = [], tags = [] } = input
    checkCount(metrics.length, LIMITS.metrics, 'metrics')
    checkCount(params.length, LIMITS.paramsOrTags, 'params')
    checkCount(tags.length, LIMITS.paramsOrTags, 'tags')
    checkCount(metrics.length + params.length + tags.length, LIMITS.batch, 'metrics, params and tags')
    const runId = runIdOf(input)
    const batch = { metrics: readMetrics(metrics), params: readParams(params), tags: readTags(tags) }
    await experimentKeys.note(workspace, runId, { ...batch, metrics: batch.metrics.keys() })
    await writer.write({ workspace, runId, ...batch })
    const ofModels = toModelPoints(metrics)
    if (ofModels.length) await onModelPoints()?.(workspace, runId, ofModels)
    const evaluated = batch.tags?.[EVALUATED_TAG]
    if (evaluated) await onEvaluated()?.(actor, runId, evaluated)
  }

  /** What `read` finds of a metric, by run id; runs and metrics that do not exist have nothing. */
  async function readFor<P>(
    workspace: number,
    runIds: string[],
    name: string,
    read: (runs: Int64[], key: number) => Promise<Map<Int64, P>>,
  ): Promise<Map<string, P>> {
    const key = await keys.find(workspace, name)
    const ids = await runs.idsOf(workspace, runIds)
    if (key === undefined || ids.size === 0) return new Map()
    const found = await read([...ids.values()], key)
    return new Map([...ids].flatMap(([runId, run]) => (found.has(run) ? [[runId, found.get(run)!]] : [])))
  }

  const pointsOf = (workspace: number, runIds: string[], name: string, range?: Range): Promise<Map<string, Points>> =>
    readFor(workspace, runIds, name, (ids, key) => readPoints(pool, ids, key, range))

  /** At most `limit` points for each run. */
  const samplesOf = (
    workspace: number,
    runIds: string[],
    name: string,
    limit: number,
    range?: Range,
  ): Promise<Map<string, Sampled>> =>
    readFor(workspace, runIds, name, (ids, key) => readSamples(pool, ids, key, limit, range))

  return {
    logBatch,
    pointsOf,
    samplesOf,
    ...latestReader(pool, keys),

    /** Of those of the metrics that the run has. */
    async extremesOf(workspace: number, run: Int64, names: string[]): Promise<(Extremes & { key: string })[]> {
      const ids = await keys.findAll(workspace, names)
      const [found, byId] = await Promise.all([readExtremes(pool, run, ids), keys.names(ids)])
      return [...found].map(([id, extremes]) => ({ key: byId.get(id)!, ...extremes }))
    },

    /** Names of the metrics that have one point. */
    async singleOf(run: Int64): Promise<string[]> {
      const ids = await readSingle(pool, run)
      const names = await keys.names(ids)
      return ids.map((id) => names.get(id)!).sort()
    },

    async history(workspace: number, input: Input<typeof contract.history>) {
      const runId = runIdOf(input)
      const limit =
        input.max_results === undefined ? undefined : checkResults(input.max_results, 0, Number.MAX_SAFE_INTEGER)
      const offset = toOffset(input.page_token)
      const points = (await pointsOf(workspace, [runId], checkGiven(input.metric_key, 'metric_key'))).get(runId)
      if (!points) return { points: noPoints(), token: undefined }
      const ordered = byTime(points)
      const end = limit === undefined ? ordered.steps.length : offset + limit
      const more = end < ordered.steps.length
      return { points: slice(ordered, offset, end), token: more ? toToken({ offset: end }) : undefined }
    },

    /** Runs in the order of their ids, points by time, cut at `max_results` in all. */
    async historyBulk(workspace: number, input: Input<typeof contract.historyBulk>): Promise<[string, Points][]> {
      const ids = input.run_id ?? []
      if (ids.length === 0) throw invalid("Missing value for required parameter 'run_id'. Name at least one run.")
      checkCount(ids.length, LIMITS.bulkRuns, 'run ids')
      if (input.metric_key === undefined)
        throw invalid("Missing value for required parameter 'metric_key'. Name the metric.")
      if (input.max_results !== undefined && input.max_results < 0)
        throw invalid(`Invalid value ${input.max_results} for parameter 'max_results': it must not be negative.`)
      let left = Math.min(Number(input.max_results ?? LIMITS.historyPage), LIMITS.historyPage)
      const points = await pointsOf(workspace, ids, input.metric_key)
      return [...new Set(ids)].sort().flatMap((runId) => {
        const own = points.get(runId)
        if (!own || left <= 0) return []
        const part = slice(byTime(own), 0, left)
        left -= part.steps.length
        return [[runId, part] as [string, Points]]
      })
    },

    async historyInterval(
      workspace: number,
      input: Input<typeof contract.historyInterval>,
    ): Promise<[string, Points][]> {
      checkCount(input.run_ids.length, LIMITS.bulkRuns, 'run_ids')
      const limit = checkResults(input.max_results, LIMITS.bulkPoints, LIMITS.bulkPoints)
      const { start_step: from, end_step: to } = input
      if ((from === undefined) !== (to === undefined))
        throw invalid("Parameters 'start_step' and 'end_step' go together. Send both or none.")
      if (from !== undefined && to !== undefined && from > to)
        throw invalid(`Parameter 'end_step' (${to}) must not be less than 'start_step' (${from}).`)
      const range = from !== undefined && to !== undefined ? { from, to } : undefined
      const samples = await samplesOf(workspace, input.run_ids, input.metric_key, limit, range)
      return input.run_ids.flatMap((runId) =>
        samples.has(runId) ? [[runId, samples.get(runId)!] as [string, Points]] : [],
      )
    },
  }
}

export type LogService = ReturnType<typeof logService>
