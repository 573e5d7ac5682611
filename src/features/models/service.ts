/** Rules of logged models: announced by a run, filled with files, then ready or failed. */
import { randomUUID } from 'node:crypto'
import type { Input, Reply } from '../../lib/contract.ts'
import { Failure, invalid } from '../../lib/failure.ts'
import { parseFilter } from '../../lib/filter/parse.ts'
import type { Int64 } from '../../lib/json.ts'
import { randomName } from '../../lib/names.ts'
import type { EventName } from '../../lib/vocabulary.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import { link, markDeleted, putNode } from '../../platform/graph.ts'
import { explained } from '../../platform/search/explain.ts'
import { checkResults, toCursor, toToken } from '../../platform/search/pages.ts'
import type { own } from '../track/contract/own.ts'
import type { ModelPoint } from '../track/index.ts'
import type { models as contract } from './contract.ts'
import { checkName, LIMITS, readPairs } from './limits.ts'
import { MODEL_VERSIONS, withVersion } from './registry/noted.ts'
import { compileModelFilter, compileModelOrder } from './search.ts'
import type { ModelRow, ModelStore, PointRow } from './store.ts'

export interface Actor {
  workspace: number
  accountId: number | null
}

/** What models need to know of experiments and runs; `track` provides it. Both throw for what is missing or deleted. */
export interface TrackPort {
  experiments: {
    getActive(workspace: number, id: string): Promise<{ id: Int64; artifact_location: string }>
    /** The same; it stays where it is until the transaction ends. */
    hold(tx: Tx, workspace: number, id: string): Promise<unknown>
  }
  runs: {
    getActive(workspace: number, runId: string): Promise<unknown>
    artifactUri(workspace: number, runId: string): Promise<string>
    /** With its last values and its data. */
    detail(workspace: number, runId: string): Promise<RunDetail>
  }
}

type RunDetail = Pick<Reply<typeof own.run>, 'run' | 'datasets'>

/** A model with its points. */
export interface Model {
  row: ModelRow
  points: PointRow[]
}

const actorOf = ({ workspace, accountId }: Actor) => ({ workspace, accountId })

/** The models of MLflow's tag: `[{"name":…,"hash":…,"model":"m-…"}]`. */
function evaluatedIn(said: string): string[] {
  try {
    const list: unknown = JSON.parse(said)
    const ids = Array.isArray(list) ? list.map((one) => (Object(one) as { model?: unknown }).model) : []
    return [...new Set(ids.filter((id) => typeof id === 'string').filter((id) => /^m-[0-9a-f]{32}$/.test(id)))]
  } catch {
    return []
  }
}

const missing = (modelId: string): Failure =>
  new Failure('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${modelId}' not found.`)

interface Parts {
  db: Db
  models: ModelStore
  track: TrackPort
  events: Events
  now: () => number
}

export function modelService({ db, models, track, events, now }: Parts) {
  async function getRow(workspace: number, modelId: string, allowDeleted = false): Promise<ModelRow> {
    const row = await models.find(workspace, modelId)
    if (!row || (row.deleted && !allowDeleted)) throw missing(modelId)
    return row
  }
  async function withPoints(rows: ModelRow[]): Promise<Model[]> {
    const byModel = Map.groupBy(await models.points(rows.map((row) => row.id)), (point) => point.model)
    return rows.map((row) => ({ row, points: byModel.get(row.id) ?? [] }))
  }
  const event = (tx: Tx, actor: Actor, name: EventName, row: ModelRow, details: Record<string, unknown> = {}) =>
    events.append(tx, {
      ...actor,
      name,
      kind: 'model-version',
      id: row.model_id,
      details: { name: row.name, experiment_id: String(row.experiment_id), ...details },
    })

  /** Changes a model that is not deleted, alone among its writers. */
  const change = (
    { workspace }: Actor,
    modelId: string,
    patch: (row: ModelRow, tx: Tx) => Promise<Parameters<ModelStore['update']>[3]>,
  ): Promise<ModelRow> =>
    db.transaction().execute(async (tx) => {
      const row = await models.lock(tx, workspace, modelId)
      if (!row || row.deleted) throw missing(modelId)
      return models.update(tx, workspace, row.id, await patch(row, tx), now())
    })

  return {
    getRow,

    async get(workspace: number, modelId: string, allowDeleted = false): Promise<Model> {
      return (await withPoints([await getRow(workspace, modelId, allowDeleted)]))[0]!
    },

    async create(actor: Actor, input: Input<typeof contract.create>): Promise<Model> {
      const { workspace } = actor
      const name = checkName(input.name || randomName())
      const params = readPairs(input.params, 'params')
      const tags = readPairs(input.tags, 'tags')
      const experiment = await track.experiments.getActive(workspace, input.experiment_id)
      const sourceRunId = input.source_run_id || null
      if (sourceRunId) await track.runs.getActive(workspace, sourceRunId)
      const modelId = `m-${randomUUID().replaceAll('-', '')}`
      const row = await db.transaction().execute(async (tx) => {
        await track.experiments.hold(tx, workspace, input.experiment_id)
        const made = await models.insert(tx, {
          workspace,
          modelId,
          experimentId: experiment.id,
          name,
          modelType: input.model_type || null,
          sourceRunId,
          artifactUri: `${experiment.artifact_location.replace(/\/+$/, '')}/models/${modelId}/artifacts`,
          params,
          tags,
          now: now(),
        })
        const self = { kind: 'model-version', id: modelId } as const
        const eventId = await event(tx, actor, 'model-version.created', made, { run_id: sourceRunId })
        await putNode(tx, workspace, self, name)
        if (sourceRunId)
          await link(tx, { ...actor, from: { kind: 'run', id: sourceRunId }, rel: 'produced', to: self, eventId })
        return made
      })
      return { row, points: [] }
    },

    async finalize(actor: Actor, modelId: string, status: ModelRow['status']): Promise<Model> {
      const row = await change(actor, modelId, async (before, tx) => {
        if (before.status !== status) await event(tx, actor, 'model-version.finalized', before, { status })
        return { status }
      })
      return (await withPoints([row]))[0]!
    },

    /** Deleting what is deleted already changes nothing. */
    async delete(actor: Actor, modelId: string): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const row = await models.lock(tx, actor.workspace, modelId)
        if (!row) throw missing(modelId)
        if (row.deleted) return
        await models.update(tx, actor.workspace, row.id, { deleted: true }, now())
        await markDeleted(tx, actor.workspace, 'model-version', [modelId], true)
        await event(tx, actor, 'model-version.deleted', row)
      })
    },

    /** Back from the trash, where its experiment is not there itself. */
    async restore(actor: Actor, modelId: string): Promise<void> {
      const { experiment_id } = await getRow(actor.workspace, modelId, true)
      await track.experiments.getActive(actor.workspace, String(experiment_id))
      await db.transaction().execute(async (tx) => {
        const row = await models.lock(tx, actor.workspace, modelId)
        if (!row) throw missing(modelId)
        if (!row.deleted) return
        await models.update(tx, actor.workspace, row.id, { deleted: false }, now())
        await markDeleted(tx, actor.workspace, 'model-version', [modelId], false)
        await event(tx, actor, 'model-version.restored', row)
      })
    },

    /** A param that is there already may come again with the same value only. */
    async logParams(actor: Actor, modelId: string, pairs: Input<typeof contract.logParams>['params']): Promise<void> {
      const params = readPairs(pairs, 'params')
      await change(actor, modelId, async (row) => {
        for (const [key, value] of Object.entries(params))
          if (Object.hasOwn(row.params, key) && row.params[key] !== value)
            throw invalid(
              `Param '${key}' of logged model '${modelId}' is '${row.params[key]}' and cannot become '${value}': params never change. Log it under another key.`,
            )
        return { params: { ...row.params, ...params } }
      })
    },

    async setTags(actor: Actor, modelId: string, pairs: Input<typeof contract.setTags>['tags']): Promise<void> {
      const tags = readPairs(pairs, 'tags')
      await change(actor, modelId, async (row) => ({ tags: { ...row.tags, ...tags } }))
    },

    async deleteTag(actor: Actor, modelId: string, key: string): Promise<void> {
      await change(actor, modelId, async (row) => {
        if (!Object.hasOwn(row.tags, key))
          throw new Failure('RESOURCE_DOES_NOT_EXIST', `No tag with key '${key}' found for model with ID '${modelId}'.`)
        const { [key]: _gone, ...tags } = row.tags
        return { tags }
      })
    },

    async search(workspace: number, input: Input<typeof contract.search>) {
      const { experiment_ids: ids, datasets = [], filter = '', order_by = [] } = input
      if (!ids) throw invalid("Missing value for required parameter 'experiment_ids'. Name at least one experiment.")
      const wrong = ids.find((id) => !/^\d{1,18}$/.test(id))
      if (wrong !== undefined)
        throw invalid(`Invalid value '${wrong}' for parameter 'experiment_ids': experiment ids are decimal numbers.`)
      if (datasets.some(({ dataset_name }) => dataset_name === ''))
        throw invalid("Missing value for required parameter 'datasets.dataset_name'. Name each dataset.")
      if (datasets.length > LIMITS.datasets || order_by.length > LIMITS.datasets)
        throw invalid(`At most ${LIMITS.datasets} entries are allowed in 'datasets' and in 'order_by'.`)
      // 50 is what MLflow's protocol declares as the default.
      const limit = checkResults(input.max_results || undefined, 50, LIMITS.results)
      const order = compileModelOrder(order_by)
      const after = toCursor(input.page_token)
      const where = compileModelFilter(parseFilter(filter), datasets)
      const rows = await explained(models.search(workspace, ids, where, order, after && order.after(after), limit + 1))
      const page = rows.slice(0, limit)
      return {
        models: await withPoints(page),
        token: rows.length > limit ? toToken(page.at(-1)!.cursor) : undefined,
      }
    },

    /** Writes at a model as which versions it was registered, as MLflow's pages read it. */
    async noteVersion(tx: Tx, workspace: number, modelId: string, name: string, version: number): Promise<void> {
      const row = await models.lock(tx, workspace, modelId)
      if (!row) return
      const tags = { ...row.tags, [MODEL_VERSIONS]: withVersion(row.tags[MODEL_VERSIONS], name, version) }
      await models.update(tx, workspace, row.id, { tags }, now())
    },

    /** Links a run with the models that it says it evaluated; a text that is not MLflow's says nothing. */
    async noteEvaluated(actor: Actor, runId: string, said: string): Promise<void> {
      const { workspace } = actor
      const from = { kind: 'run', id: runId } as const
      await db.transaction().execute(async (tx) => {
        for (const id of (await models.known(tx, workspace, evaluatedIn(said))).keys())
          await link(tx, { ...actorOf(actor), from, rel: 'used', to: { kind: 'model-version', id } })
      })
    },

    /** Keeps points that were logged to a run on behalf of models. */
    async addPoints(workspace: number, runId: string, points: ModelPoint[]): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const ids = await models.known(tx, workspace, [...new Set(points.map((point) => point.modelId))])
        const unknown = points.find((point) => !ids.has(point.modelId))
        if (unknown) throw missing(unknown.modelId)
        await models.addPoints(tx, workspace, runId, points, ids)
      })
    },
  }
}

export type ModelService = ReturnType<typeof modelService>
