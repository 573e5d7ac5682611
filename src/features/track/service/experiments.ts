/** Rules of experiments. */
import { sql } from 'kysely'
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid } from '../../../lib/failure.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../lib/filter/parse.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { markDeleted, putNode } from '../../../platform/graph.ts'
import { explained } from '../../../platform/search/explain.ts'
import { checkResults, toCursor, toToken } from '../../../platform/search/pages.ts'
import type { experiments as contract } from '../contract/experiments.ts'
import {
  checkExperimentName,
  checkGiven,
  checkKey,
  checkLength,
  checkLocation,
  experimentIdOf,
  LIMITS,
} from '../limits.ts'
import { holdExperiment } from '../moving/store.ts'
import { compileExperimentFilter, compileExperimentOrder } from '../search/experiments-filter.ts'
import type { ExperimentRow, ExperimentStore } from '../store/experiments.ts'

export interface Actor {
  workspace: number
  accountId: number | null
}

const taken = (name: string): Failure =>
  new Failure(
    'RESOURCE_ALREADY_EXISTS',
    `Experiment '${name}' already exists. Choose another name, or use the one that is there.`,
  )

/** Tags as a document; their keys and lengths checked. */
function readTags(tags: { key: string; value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(
    tags.map(({ key, value = '' }, i) => [
      checkKey(key, `tags[${i}].key`),
      checkLength(value, `tags[${i}].value`, LIMITS.experimentTag),
    ]),
  )
}

/** Lifecycle stages a view shows. */
export const inView = (view: string | undefined, deleted: ReturnType<typeof sql.ref>) =>
  view === 'ALL' ? sql`true` : view === 'DELETED_ONLY' ? sql`${deleted}` : sql`not ${deleted}`

export function experimentService(db: Db, store: ExperimentStore, events: Events, now: () => number) {
  async function get(workspace: number, id: string, on: Db | Tx = db): Promise<ExperimentRow> {
    const row = await store.find(workspace, experimentIdOf(id), on)
    if (!row)
      throw new Failure('RESOURCE_DOES_NOT_EXIST', `No experiment with id ${id}. List them with experiments/search.`)
    return row
  }
  async function getActive(workspace: number, id: string, on: Db | Tx = db): Promise<ExperimentRow> {
    const row = await get(workspace, id, on)
    if (row.deleted) throw invalid(`Experiment ${id} ('${row.name}') is deleted. Restore it first.`)
    return row
  }
  /** It stays where it is until the transaction ends. */
  async function hold(tx: Tx, workspace: number, id: string): Promise<ExperimentRow> {
    await holdExperiment(tx, experimentIdOf(id))
    return get(workspace, id, tx)
  }
  const event = (
    tx: Tx,
    { workspace, accountId }: Actor,
    name: 'experiment.created' | 'experiment.renamed' | 'experiment.deleted' | 'experiment.restored',
    row: ExperimentRow,
    details: Record<string, unknown>,
  ) => events.append(tx, { workspace, accountId, name, kind: 'experiment', id: String(row.id), details })

  /** Moves an experiment with its runs to the trash or back. */
  async function setDeleted(actor: Actor, id: string, deleted: boolean): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const row = await hold(tx, actor.workspace, id)
      if (row.deleted === deleted)
        throw new Failure('RESOURCE_DOES_NOT_EXIST', `No ${deleted ? 'active' : 'deleted'} experiment with id ${id}.`)
      const runs = await store.setDeleted(tx, actor.workspace, row.id, deleted, now())
      await markDeleted(tx, actor.workspace, 'experiment', [String(row.id)], deleted)
      await markDeleted(tx, actor.workspace, 'run', runs, deleted)
      await event(tx, actor, deleted ? 'experiment.deleted' : 'experiment.restored', row, {
        name: row.name,
        runs: runs.length,
      })
    })
  }

  return {
    get,
    getActive,
    hold,

    async create(actor: Actor, input: Input<typeof contract.create>): Promise<string> {
      const name = checkExperimentName(input.name)
      const tags = readTags(input.tags)
      const artifactLocation = input.artifact_location || undefined
      if (artifactLocation) checkLocation(artifactLocation)
      return db.transaction().execute(async (tx) => {
        const row = await store.insert(tx, { workspace: actor.workspace, name, artifactLocation, tags, now: now() })
        if (!row) throw taken(name)
        await putNode(tx, actor.workspace, { kind: 'experiment', id: String(row.id) }, name)
        await event(tx, actor, 'experiment.created', row, { name })
        return String(row.id)
      })
    },

    async getByName(workspace: number, name: string): Promise<ExperimentRow> {
      const row = await store.findByName(workspace, checkGiven(name, 'experiment_name'))
      if (!row) throw new Failure('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'.`)
      return row
    },

    async rename(actor: Actor, id: string, newName: string): Promise<void> {
      const name = checkExperimentName(newName, 'new_name')
      await db.transaction().execute(async (tx) => {
        await hold(tx, actor.workspace, id)
        const row = await getActive(actor.workspace, id, tx)
        if (!(await store.rename(tx, actor.workspace, row.id, name, now()))) throw taken(name)
        await putNode(tx, actor.workspace, { kind: 'experiment', id: String(row.id) }, name)
        await event(tx, actor, 'experiment.renamed', row, { from: row.name, to: name })
      })
    },

    delete: (actor: Actor, id: string) => setDeleted(actor, id, true),

    /** The name may have been given to another experiment meanwhile: then the restore is refused. */
    async restore(actor: Actor, id: string): Promise<void> {
      try {
        await setDeleted(actor, id, false)
      } catch (error) {
        if ((error as { code?: string }).code !== '23505') throw error
        throw taken((await get(actor.workspace, id)).name)
      }
    },

    async setTag({ workspace }: Actor, id: string, key: string, value: string): Promise<void> {
      checkKey(key, 'key')
      checkLength(value, 'value', LIMITS.experimentTag)
      await store.setTag(workspace, (await getActive(workspace, id)).id, key, value)
    },

    async deleteTag({ workspace }: Actor, id: string, key: string): Promise<void> {
      const row = await getActive(workspace, id)
      if (!(await store.deleteTag(workspace, row.id, key)))
        throw new Failure('RESOURCE_DOES_NOT_EXIST', `No tag '${key}' in experiment ${id}.`)
    },

    async search(workspace: number, input: Input<typeof contract.search>) {
      const limit = checkResults(input.max_results, 1_000, LIMITS.results)
      const order = compileExperimentOrder(parseOrderBy(input.order_by ?? []))
      const after = toCursor(input.page_token)
      const where = sql`${inView(input.view_type, sql.ref('e.deleted'))}
        and ${compileExperimentFilter(parseFilter(input.filter ?? ''))}
        and ${after ? order.after(after) : sql`true`}`
      const rows = await explained(store.search(workspace, where, order, limit + 1))
      const page = rows.slice(0, limit)
      return { rows: page, token: rows.length > limit ? toToken(page.at(-1)!.cursor) : undefined }
    },
  }
}

export type ExperimentService = ReturnType<typeof experimentService>
