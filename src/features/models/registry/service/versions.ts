/** Rules of versions: each model numbers its own, no number is given twice, and what was registered never changes. */
import type { Input } from '../../../../lib/contract.ts'
import { Failure, invalid } from '../../../../lib/failure.ts'
import { parseOrderBy } from '../../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../../lib/filter/parse.ts'
import { checkLength } from '../../../../lib/keys.ts'
import type { Tx } from '../../../../platform/db.ts'
import { markDeleted } from '../../../../platform/graph.ts'
import { checkResults } from '../../../../platform/search/pages.ts'
import type { versions as contract } from '../../contract/versions.ts'
import type { Actor } from '../../service.ts'
import { toldTags, versionRef } from '../graph.ts'
import { checkAlias, checkDescription, checkName, checkTag, isLatest, LIMITS, readTags, versionOf } from '../limits.ts'
import { isPrompt } from '../prompts.ts'
import { compileVersionFilter, compileVersionOrder, pageOf } from '../search.ts'
import type { NamedVersion, NewVersion, VersionStore } from '../store/versions.ts'
import type { ReadContents } from './contents.ts'
import { missingModel, type Parts } from './models.ts'
import type { Origin, ResolveOrigin } from './origin.ts'

const missingVersion = (name: string, version: number | string): Failure =>
  new Failure('RESOURCE_DOES_NOT_EXIST', `Model Version (name=${name}, version=${version}) not found.`)

/** A version, alone among its writers. */
export async function lockVersion(
  versions: VersionStore,
  tx: Tx,
  workspace: number,
  name: string,
  version: number,
): Promise<NamedVersion> {
  const row = await versions.lock(tx, workspace, checkName(name), version)
  if (!row) throw missingVersion(name, version)
  return row
}

interface Ports {
  readContents: ReadContents
  resolve: ResolveOrigin
  /** Writes at a logged model as which versions it was registered. */
  note(tx: Tx, workspace: number, modelId: string, name: string, version: number): Promise<void>
}

export function versionService({ db, models, versions, said, now, resolve, note, readContents }: Parts & Ports) {
  async function get(workspace: number, name: string, version: string): Promise<NamedVersion> {
    const row = await versions.find(workspace, checkName(name), versionOf(version))
    if (!row) throw missingVersion(name, version)
    return row
  }

  const change = <T>(
    { workspace }: Actor,
    name: string,
    version: string,
    work: (row: NamedVersion, tx: Tx) => Promise<T>,
  ): Promise<T> =>
    db
      .transaction()
      .execute(async (tx) => work(await lockVersion(versions, tx, workspace, name, versionOf(version)), tx))

  /** Adds a version in the caller's transaction: the next number of its model. */
  async function add(
    tx: Tx,
    actor: Actor,
    name: string,
    origin: Origin,
    made: Omit<NewVersion, keyof Origin | 'accountId'>,
  ) {
    const { workspace, accountId } = actor
    const model = await models.nextVersion(tx, workspace, name, now())
    if (!model) throw missingModel(name)
    const { from, ...where } = origin
    const row = await versions.insert(
      tx,
      workspace,
      model.id,
      model.last_version,
      { ...made, ...where, accountId },
      now(),
    )
    const named = { ...row, name }
    const { source, runId, modelId } = origin
    const eventId = await said.version(tx, actor, 'version.registered', named, {
      ...{ source, run_id: runId, model_id: modelId, description: row.description, tags: toldTags(row.tags) },
      ...(made.external && { licence: made.external.licence, sha256: made.external.sha256 }),
    })
    await said.place(tx, actor, model, row.version, from, eventId)
    return named
  }

  return {
    get,
    add,

    async create(actor: Actor, input: Input<typeof contract.create>): Promise<NamedVersion> {
      const name = checkName(input.name)
      const tags = readTags(input.tags)
      const made = {
        tags,
        description: checkDescription(input.description ?? ''),
        runLink: checkLength(input.run_link ?? '', 'run_link', LIMITS.link),
      }
      const origin = await resolve(actor.workspace, { ...input, tags })
      const contents = origin.root === null ? undefined : await readContents(actor.workspace, origin.root)
      return db.transaction().execute(async (tx) => {
        const row = await add(tx, actor, name, origin, made)
        if (contents) await versions.keepContents(tx, actor.workspace, row.id, contents, now())
        if (input.model_id && !isPrompt(tags)) await note(tx, actor.workspace, input.model_id, name, row.version)
        return row
      })
    },

    async byAlias(workspace: number, name: string, alias: string): Promise<NamedVersion> {
      checkName(name)
      checkAlias(alias)
      const row = isLatest(alias)
        ? await versions.newest(workspace, name)
        : await versions.findByAlias(workspace, name, alias)
      if (row) return row
      if (!(await models.find(workspace, name))) throw missingModel(name)
      if (isLatest(alias))
        throw new Failure('RESOURCE_DOES_NOT_EXIST', `Registered model '${name}' has no version yet.`)
      throw invalid(`Registered model alias ${alias} not found. Set it first, or name a version of '${name}'.`)
    },

    async describe(actor: Actor, name: string, version: string, text: string | undefined): Promise<NamedVersion> {
      const description = checkDescription(text)
      await change(actor, name, version, async (row, tx) => {
        await versions.update(tx, actor.workspace, row.id, { description }, now())
        if ((description ?? '') !== (row.description ?? ''))
          await said.version(tx, actor, 'version.changed', row, { changed: ['description'] })
      })
      return get(actor.workspace, name, version)
    },

    /** Its aliases fall with it; its number is never given again. */
    delete: (actor: Actor, name: string, version: string): Promise<void> =>
      change(actor, name, version, async (row, tx) => {
        const { workspace } = actor
        await versions.delete(tx, workspace, row.id)
        await models.update(tx, workspace, row.model, {}, now())
        await markDeleted(tx, workspace, 'version', [versionRef(row.model, row.version).id], true)
        await said.version(tx, actor, 'version.deleted', row, { stage: row.stage })
        for (const alias of row.aliases)
          await said.model(tx, actor, 'alias.removed', { ...row, id: row.model, name }, { alias, from: row.version })
      }),

    async setTag(actor: Actor, name: string, version: string, key: string, value?: string): Promise<void> {
      const [checked, text] = checkTag(key, value)
      await change(actor, name, version, async (row, tx) => {
        await versions.update(tx, actor.workspace, row.id, { tags: { ...row.tags, [checked]: text } })
        if (row.tags[checked] !== text)
          await said.version(tx, actor, 'version.changed', row, {
            changed: [`tags.${checked}`],
            tags: toldTags({ [checked]: text }),
          })
      })
    },

    /** Removing what is not there changes nothing. */
    async deleteTag(actor: Actor, name: string, version: string, key: string): Promise<void> {
      const [checked] = checkTag(key)
      await change(actor, name, version, async (row, tx) => {
        if (!Object.hasOwn(row.tags, checked)) return
        const { [checked]: _gone, ...tags } = row.tags
        await versions.update(tx, actor.workspace, row.id, { tags })
        await said.version(tx, actor, 'version.changed', row, {
          changed: [`tags.${checked}`],
          tags: { [checked]: null },
        })
      })
    },

    /** Removing what is not there changes nothing. */
    async deleteAlias(actor: Actor, name: string, alias: string): Promise<void> {
      checkAlias(alias)
      await db.transaction().execute(async (tx) => {
        const model = await models.lock(tx, actor.workspace, checkName(name))
        if (!model) throw missingModel(name)
        const from = await models.deleteAlias(tx, actor.workspace, model.id, alias)
        if (from !== undefined) await said.model(tx, actor, 'alias.removed', model, { alias, from })
      })
    },

    async search(workspace: number, input: Input<typeof contract.search>) {
      const limit = checkResults(input.max_results, LIMITS.versions, LIMITS.versions)
      const order = compileVersionOrder(parseOrderBy(input.order_by ?? []))
      const where = compileVersionFilter(parseFilter(input.filter ?? ''))
      return pageOf({ where, order, limit, token: input.page_token }, (found) =>
        versions.search(workspace, found, order, limit + 1),
      )
    },
  }
}

export type VersionService = ReturnType<typeof versionService>
