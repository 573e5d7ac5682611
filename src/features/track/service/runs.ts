/** Rules of runs: their start, end, name, trash and search. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../lib/filter/parse.ts'
import { randomName } from '../../../lib/names.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { markDeleted } from '../../../platform/graph.ts'
import { explained } from '../../../platform/search/explain.ts'
import { checkResults, toCursor, toToken } from '../../../platform/search/pages.ts'
import type { runs as contract } from '../contract/runs.ts'
import { checkAnyKey, checkCount, checkGiven, checkLength, cut, experimentIdOf, LIMITS, runIdOf } from '../limits.ts'
import { holdExperiment } from '../moving/store.ts'
import type { ExperimentKeys } from '../points/experiment-keys.ts'
import { deletedRun } from '../points/writer.ts'
import { compileRunFilter, isBroad } from '../search/runs-filter.ts'
import { compileRunOrder } from '../search/runs-order.ts'
import type { Page, RunInfo, RunRow, RunStore, WholeRow } from '../store/runs.ts'
import { type Actor, inView } from './experiments.ts'
import { detailsOf, type RunWriter } from './run-writes.ts'

/** Two words for one thing: a run's name and this tag are always equal. */
export const NAME_TAG = 'mlflow.runName'
/** `bw exec` gives it to the runs that its process makes. */
export const EXECUTION_TAG = 'bellwether.execution'

type SearchInput = Input<typeof contract.search>

/** Which runs a search is about. */
export function selection(workspace: number, { experiment_ids = [], filter = '', run_view_type }: SearchInput) {
  return {
    experiments: experiment_ids.map((id) => experimentIdOf(id, 'experiment_ids')),
    where: sql`${inView(run_view_type, sql.ref('r.deleted'))} and ${compileRunFilter(parseFilter(filter), workspace)}`,
  }
}

interface Parts {
  db: Db
  runs: RunStore
  writer: RunWriter
  events: Events
  now: () => number
  experimentKeys: ExperimentKeys
  /** Makes what was logged visible to a search by metric. */
  settle: () => Promise<void>
}

export function runService({ db, runs, writer, events, now, experimentKeys, settle }: Parts) {
  async function get(workspace: number, runId: string, on: Db | Tx = db): Promise<RunRow> {
    const row = await runs.find(workspace, runId, on)
    if (!row) throw notFound('Run', runId)
    return row
  }
  async function getActive(workspace: number, runId: string): Promise<RunRow> {
    const row = await get(workspace, runId)
    if (row.deleted) throw deletedRun(runId)
    return row
  }
  /** An active run that stays where it is until the transaction ends. */
  async function hold(tx: Tx, workspace: number, { run_id, experiment_id }: RunInfo): Promise<void> {
    await holdExperiment(tx, experiment_id)
    if ((await get(workspace, run_id, tx)).deleted) throw deletedRun(run_id)
  }
  async function setDeleted(actor: Actor, runId: string, deleted: boolean): Promise<void> {
    const { experiment_id } = await get(actor.workspace, runId)
    await db.transaction().execute(async (tx) => {
      await holdExperiment(tx, experiment_id)
      const row = await runs.lock(tx, actor.workspace, runId)
      if (!row) throw notFound('Run', runId)
      if (row.deleted === deleted) return
      await runs.setDeleted(tx, actor.workspace, row.id, deleted, now())
      await markDeleted(tx, actor.workspace, 'run', [runId], deleted)
      await events.append(tx, {
        ...{ workspace: actor.workspace, accountId: actor.accountId, kind: 'run', id: row.run_id },
        name: deleted ? 'run.deleted' : 'run.restored',
        details: detailsOf(row.name, row.experiment_id),
      })
    })
  }

  return {
    get,
    getActive,
    hold,

    async getWhole(workspace: number, runId: string): Promise<WholeRow> {
      const row = await runs.findWhole(workspace, runId)
      if (!row) throw notFound('Run', runId)
      return row
    },

    async create(actor: Actor, input: Input<typeof contract.create>): Promise<RunRow> {
      checkCount(input.tags?.length ?? 0, LIMITS.batch, 'tags')
      const tags = Object.fromEntries(
        (input.tags ?? []).map(({ key, value = '' }, i) => [
          checkAnyKey(key, `tags[${i}].key`),
          cut(value, LIMITS.tag),
        ]),
      )
      const tagged = tags[NAME_TAG]
      if (input.run_name && tagged && input.run_name !== tagged)
        throw invalid(
          `Parameters 'run_name' ('${input.run_name}') and tag '${NAME_TAG}' ('${tagged}') differ. Send one of them.`,
        )
      const name = cut(input.run_name || tagged || randomName(), LIMITS.tag)
      const runId = randomUUID().replaceAll('-', '')
      const experimentId = experimentIdOf(input.experiment_id || '0')
      const made = await writer.start({
        workspace: actor.workspace,
        accountId: actor.accountId,
        ...{ runId, experimentId, name },
        userId: checkLength(input.user_id ?? '', 'user_id', LIMITS.userId),
        startMs: input.start_time ?? null,
        tags: { ...tags, [NAME_TAG]: name },
        executionId: tags[EXECUTION_TAG] ?? null,
      })
      experimentKeys.remember(actor.workspace, runId, made.experiment_id)
      await experimentKeys.note(actor.workspace, runId, { tags: made.tags })
      return made
    },

    update: ({ workspace, accountId }: Actor, input: Input<typeof contract.update>): Promise<RunInfo> =>
      writer.update({
        ...{ workspace, accountId, runId: runIdOf(input) },
        status: input.status,
        endMs: input.end_time,
        name: input.run_name ? cut(input.run_name, LIMITS.tag) : undefined,
      }),

    delete: (actor: Actor, runId: string) => setDeleted(actor, runId, true),
    restore: (actor: Actor, runId: string) => setDeleted(actor, runId, false),

    async deleteTag({ workspace }: Actor, runId: string, key: string): Promise<void> {
      const row = await getActive(workspace, runId)
      if (!(await runs.deleteTag(workspace, row.id, checkGiven(key, 'key'))))
        throw new Failure('RESOURCE_DOES_NOT_EXIST', `No tag '${key}' in run '${runId}'.`)
    },

    /** The history of models that clients before 3.0 keep in a tag. */
    async logModel({ workspace }: Actor, runId: string, text: string): Promise<void> {
      let model: unknown
      try {
        model = JSON.parse(text)
      } catch {
        throw invalid("Parameter 'model_json' is not valid JSON.")
      }
      const missing = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter(
        (key) => !Object.hasOwn(Object(model), key),
      )
      if (missing.length) throw invalid(`Parameter 'model_json' lacks ${missing.join(', ')}.`)
      const row = await getActive(workspace, runId)
      await runs.appendToTag(workspace, row.id, 'mlflow.log-model.history', model)
    },

    /** `beyond` is what our own route asks more than MLflow's: rows to pass over, which keys to bring, how many there are. */
    async search(
      workspace: number,
      input: SearchInput,
      beyond: Pick<Page, 'offset' | 'keys' | 'isWhole'> & { isCounted?: boolean } = {},
    ) {
      const { isCounted, ...more } = beyond
      const filter = parseFilter(input.filter ?? '')
      const limit = checkResults(input.max_results, 1_000, LIMITS.results)
      const order = compileRunOrder(parseOrderBy(input.order_by ?? []), workspace)
      const after = toCursor(input.page_token)
      const { experiments: ids, where } = selection(workspace, input)
      await settle()
      const page = {
        experiments: ids,
        where: after ? sql`${where} and ${order.after(after)}` : where,
        order,
        walk: isBroad(filter) ? order.walk(after) : undefined,
        limit: limit + 1,
        ...more,
      }
      const rows = await explained(isCounted ? runs.searchAndCount(workspace, page) : runs.search(workspace, page))
      const shown = rows.slice(0, limit)
      const total = isCounted ? ((rows[0] as { total?: number } | undefined)?.total ?? 0) : undefined
      return { rows: shown, total, token: rows.length > limit ? toToken(shown.at(-1)!.cursor) : undefined }
    },

    /** How many runs a search finds on all its pages. */
    async count(workspace: number, input: SearchInput): Promise<number> {
      await settle()
      return explained(runs.count(workspace, selection(workspace, input)))
    },
  }
}

export type RunService = ReturnType<typeof runService>
