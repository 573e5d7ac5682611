/** Rules of registered models: a name, what is said of it, and the versions below it. */
import type { Input } from '../../../../lib/contract.ts'
import { Failure } from '../../../../lib/failure.ts'
import { parseOrderBy } from '../../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../../lib/filter/parse.ts'
import { type Db, sqlState, type Tx } from '../../../../platform/db.ts'
import { markDeleted, putNode, putNodes } from '../../../../platform/graph.ts'
import { checkResults } from '../../../../platform/search/pages.ts'
import type { registry as contract } from '../../contract/registry.ts'
import type { Actor } from '../../service.ts'
import { labelOf, modelRef, type RegistryEvents, toldTags, versionRef } from '../graph.ts'
import { checkDescription, checkName, checkTag, LIMITS, readTags, stageOf } from '../limits.ts'
import { isPrompt } from '../prompts.ts'
import { compileModelFilter, compileModelOrder, pageOf } from '../search.ts'
import type { ModelRow, RegistryStore, WholeModel } from '../store/models.ts'
import type { VersionStore } from '../store/versions.ts'

export const missingModel = (name: string): Failure =>
  new Failure('RESOURCE_DOES_NOT_EXIST', `Registered model with name '${name}' does not exist. Create it first.`)

export const taken = (name: string, before: ModelRow | undefined): Failure =>
  new Failure(
    'RESOURCE_ALREADY_EXISTS',
    `${before && isPrompt(before.tags) ? 'A prompt' : 'A registered model'} with the name '${name}' already exists. Choose another name, or use the one that is there.`,
  )

export interface Parts {
  db: Db
  models: RegistryStore
  versions: VersionStore
  said: RegistryEvents
  now: () => number
}

export function registeredService({ db, models, versions, said, now }: Parts) {
  async function getWhole(workspace: number, name: string): Promise<WholeModel> {
    const row = await models.findWhole(workspace, checkName(name))
    if (!row) throw missingModel(name)
    return row
  }

  /** Changes a model, alone among its writers. */
  const change = <T>({ workspace }: Actor, name: string, work: (row: ModelRow, tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (tx) => {
      const row = await models.lock(tx, workspace, checkName(name))
      if (!row) throw missingModel(name)
      return work(row, tx)
    })

  /** Makes a model in the caller's transaction; nothing when the name is taken. */
  async function make(
    tx: Tx,
    actor: Actor,
    name: string,
    tags: Record<string, string>,
    description: string | null,
  ): Promise<ModelRow | undefined> {
    const row = await models.insert(tx, actor.workspace, { name, tags, description, now: now() })
    if (!row) return undefined
    await putNode(tx, actor.workspace, modelRef(row.id), name)
    await said.model(tx, actor, 'model.created', row, { description, tags: toldTags(tags) })
    return row
  }

  return {
    getWhole,
    make,

    async create(actor: Actor, input: Input<typeof contract.create>): Promise<WholeModel> {
      const name = checkName(input.name)
      const tags = readTags(input.tags)
      const description = checkDescription(input.description)
      const row = await db.transaction().execute((tx) => make(tx, actor, name, tags, description))
      if (!row) throw taken(name, await models.find(actor.workspace, name))
      return { ...row, aliases: [], latest: [] }
    },

    async rename(actor: Actor, name: string, newName: string): Promise<WholeModel> {
      const { workspace } = actor
      checkName(newName, 'new_name')
      try {
        await change(actor, name, async (row, tx) => {
          await models.update(tx, workspace, row.id, { name: newName }, now())
          const numbers = await versions.touchAll(tx, workspace, row.id, now())
          const nodes = numbers.map((n) => ({ workspace, ...versionRef(row.id, n), label: labelOf(newName, n) }))
          await putNodes(tx, [{ workspace, ...modelRef(row.id), label: newName }, ...nodes])
          if (newName !== name) await said.model(tx, actor, 'model.renamed', row, { from: name, to: newName })
        })
      } catch (error) {
        if (sqlState(error) !== '23505') throw error
        throw taken(newName, await models.find(workspace, newName))
      }
      return getWhole(workspace, newName)
    },

    async describe(actor: Actor, name: string, text: string | undefined): Promise<WholeModel> {
      const description = checkDescription(text) ?? ''
      await change(actor, name, async (row, tx) => {
        await models.update(tx, actor.workspace, row.id, { description }, now())
        if (description !== (row.description ?? ''))
          await said.model(tx, actor, 'model.changed', row, { changed: ['description'] })
      })
      return getWhole(actor.workspace, name)
    },

    delete: (actor: Actor, name: string): Promise<void> =>
      change(actor, name, async (row, tx) => {
        const { workspace } = actor
        const numbers = await versions.numbers(tx, workspace, row.id)
        await models.delete(tx, workspace, row.id)
        await markDeleted(tx, workspace, 'model', [modelRef(row.id).id], true)
        const below = numbers.map((n) => versionRef(row.id, n).id)
        await markDeleted(tx, workspace, 'version', below, true)
        await said.model(tx, actor, 'model.deleted', row, { versions: numbers.length })
      }),

    async setTag(actor: Actor, name: string, key: string, value?: string): Promise<void> {
      const [checked, text] = checkTag(key, value)
      await change(actor, name, async (row, tx) => {
        await models.update(tx, actor.workspace, row.id, { tags: { ...row.tags, [checked]: text } })
        if (row.tags[checked] !== text)
          await said.model(tx, actor, 'model.changed', row, {
            changed: [`tags.${checked}`],
            tags: toldTags({ [checked]: text }),
          })
      })
    },

    /** Removing what is not there changes nothing. */
    async deleteTag(actor: Actor, name: string, key: string): Promise<void> {
      const [checked] = checkTag(key)
      await change(actor, name, async (row, tx) => {
        if (!Object.hasOwn(row.tags, checked)) return
        const { [checked]: _gone, ...tags } = row.tags
        await models.update(tx, actor.workspace, row.id, { tags })
        await said.model(tx, actor, 'model.changed', row, { changed: [`tags.${checked}`], tags: { [checked]: null } })
      })
    },

    /** The newest version in each of some stages; in all of them if none are named. */
    async latest(workspace: number, name: string, stages: string[] = []) {
      const wanted = new Set(stages.map(stageOf))
      const { latest } = await getWhole(workspace, name)
      return latest.filter(({ stage }) => wanted.size === 0 || wanted.has(stage)).map((row) => ({ ...row, name }))
    },

    async search(workspace: number, input: Input<typeof contract.search>) {
      const limit = checkResults(input.max_results, 100, LIMITS.models)
      const order = compileModelOrder(parseOrderBy(input.order_by ?? []))
      const where = compileModelFilter(parseFilter(input.filter ?? ''))
      return pageOf({ where, order, limit, token: input.page_token }, (found) =>
        models.search(workspace, found, order, limit + 1),
      )
    },
  }
}

export type RegisteredService = ReturnType<typeof registeredService>
