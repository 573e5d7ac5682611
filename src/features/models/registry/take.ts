/** Registered models that come from elsewhere, with the numbers, times, stages, tags and aliases they have there. */
import { sql } from 'kysely'
import { type Int64, toJson } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { linkAll, putNodes, type Ref } from '../../../platform/graph.ts'
import type { Actor } from '../service.ts'
import { labelOf, modelRef, versionRef } from './graph.ts'
import { checkName } from './limits.ts'
import type { ReadContents } from './service/contents.ts'
import type { ResolveOrigin } from './service/origin.ts'
import type { ModelRow, RegistryStore } from './store/models.ts'
import type { VersionStore } from './store/versions.ts'

interface Pair {
  key: string
  value: string
}

export interface TakenModel {
  name: string
  description: string
  creation_time: Int64
  last_update_time: Int64
  tags: Pair[]
  aliases: { alias: string; version: string }[]
}

export interface TakenVersion {
  version: string
  description: string
  stage: string
  source: string
  run_id: string
  run_link: string
  creation_time: Int64
  last_update_time: Int64
  tags: Pair[]
}

interface Where {
  /** The model that this one became before. */
  known: Int64 | undefined
  /** Under which other name it may come where the own one is taken. */
  suffix: string | undefined
}

interface Placed {
  model: Int64
  name: string
  isNew: boolean
  /** Numbers of versions that were not here before. */
  fresh: number[]
  /** Versions whose files are not here. */
  elsewhere: { version: number; why: string }[]
}

interface Parts {
  db: Db
  models: RegistryStore
  versions: VersionStore
  resolve: ResolveOrigin
  readContents: ReadContents
  now: () => number
}

const document = (pairs: Pair[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
const OWN = sql`jsonb_each(m.tags) t(k, v) where k like 'bellwether.%'`

export function registryTaker({ db, models, versions, resolve, readContents, now }: Parts) {
  async function placeModel(tx: Tx, workspace: number, given: TakenModel, { known, suffix }: Where) {
    const tags = JSON.stringify(document(given.tags))
    const times = sql`${given.creation_time}::bigint, ${given.last_update_time}::bigint`
    if (known !== undefined) {
      const { rows } = await sql<ModelRow>`
        update registered_models m set description = ${given.description}, updated_ms = ${given.last_update_time}::bigint,
          tags = ${tags}::jsonb || (select coalesce(jsonb_object_agg(k, v), '{}') from ${OWN})
        where workspace_id = ${workspace} and id = ${known} returning *`.execute(tx)
      if (rows[0]) return { row: rows[0], isNew: false }
    }
    let name = checkName(given.name)
    for (let n = 1; await models.find(workspace, name, tx); n++) {
      if (suffix === undefined) return undefined
      name = `${given.name.slice(0, 150)} (${suffix.replace(/[/:]/g, '-')}${n > 1 ? ` ${n}` : ''})`
    }
    const { rows } = await sql<ModelRow>`
      insert into registered_models (workspace_id, name, description, tags, created_ms, updated_ms)
      values (${workspace}, ${name}, ${given.description}, ${tags}::jsonb, ${times}) returning *`.execute(tx)
    return { row: rows[0]!, isNew: true }
  }

  /** Its source as it is there; its files where they are here, if they are. */
  async function originOf(workspace: number, { source, run_id, tags }: TakenVersion) {
    const [, modelId] = /^models:\/(m-[0-9a-f]{32})$/.exec(source) ?? []
    const [, path] = run_id ? (new RegExp(`/${run_id}/artifacts/(.+)$`).exec(source) ?? []) : []
    const asked = path && !/^(runs|models):/.test(source) ? `runs:/${run_id}/${path}` : source
    try {
      const found = await resolve(workspace, {
        ...{ source: asked, tags: document(tags) },
        ...(run_id && { run_id }),
        ...(modelId && { model_id: modelId }),
      })
      return { ...found, source, why: undefined }
    } catch (error) {
      const from: Ref[] = run_id ? [{ kind: 'run', id: run_id }] : []
      const none = { root: null, runId: run_id || null, modelId: modelId ?? null }
      return { ...none, source, location: source, from, why: (error as Error).message }
    }
  }

  async function addVersions(tx: Tx, actor: Actor, model: ModelRow, given: TakenVersion[]) {
    const { workspace, accountId } = actor
    const numbers = new Set(await versions.numbers(tx, workspace, model.id))
    const origins = await Promise.all(given.map((each) => originOf(workspace, each)))
    const rows = given.map((each, i) => ({
      ...{ version: Number(each.version), description: each.description, stage: each.stage, run_link: each.run_link },
      ...{ source: each.source, location: origins[i]!.location, root: origins[i]!.root, run_id: origins[i]!.runId },
      ...{ model_id: origins[i]!.modelId, tags: document(each.tags) },
      ...{ created: each.creation_time, updated: each.last_update_time },
    }))
    await sql`
      insert into model_versions as m (workspace_id, model, version, source, location, root, run_id, run_link, model_id,
        description, stage, tags, account_id, created_ms, updated_ms)
      select ${workspace}::int, ${model.id}::bigint, i.version, i.source, i.location, i.root, i.run_id, i.run_link, i.model_id,
        i.description, i.stage, i.tags, ${accountId}::int, i.created, i.updated
      from jsonb_to_recordset(${toJson(rows)}::jsonb) as i(version int, source text, location text, root text, run_id text,
        run_link text, model_id text, description text, stage text, tags jsonb, created bigint, updated bigint)
      on conflict (model, version) do update set description = excluded.description, stage = excluded.stage,
        updated_ms = excluded.updated_ms,
        tags = excluded.tags || (select coalesce(jsonb_object_agg(k, v), '{}') from ${OWN})`.execute(tx)
    await sql`update registered_models set last_version = greatest(last_version, ${Math.max(0, ...rows.map((row) => row.version))}::int)
      where workspace_id = ${workspace} and id = ${model.id}`.execute(tx)
    if (rows.length)
      await putNodes(
        tx,
        rows.map(({ version }) => ({
          workspace,
          ...versionRef(model.id, version),
          label: labelOf(model.name, version),
        })),
      )
    await linkAll(
      tx,
      rows.flatMap(({ version, created }, i) => {
        const edge = { workspace, accountId, to: versionRef(model.id, version), atMs: created }
        return [
          { ...edge, from: modelRef(model.id), rel: 'contains' as const },
          ...origins[i]!.from.map((from) => ({ ...edge, from, rel: 'registered-as' as const })),
        ]
      }),
    )
    return {
      fresh: rows.map(({ version }) => version).filter((version) => !numbers.has(version)),
      roots: new Map(rows.map(({ version, root }) => [version, root])),
      elsewhere: rows.flatMap(({ version }, i) => (origins[i]!.why ? [{ version, why: origins[i]!.why }] : [])),
    }
  }

  async function setAliases(tx: Tx, workspace: number, model: Int64, aliases: TakenModel['aliases']): Promise<void> {
    const rows = aliases.map(({ alias, version }) => ({ alias, version: Number(version) }))
    await sql`
      delete from model_aliases where workspace_id = ${workspace} and model = ${model}
        and alias <> all(${rows.map(({ alias }) => alias)}::text[])`.execute(tx)
    await sql`
      insert into model_aliases (workspace_id, model, alias, version)
      select ${workspace}::int, ${model}::bigint, i.alias, i.version
      from jsonb_to_recordset(${toJson(rows)}::jsonb) as i(alias text, version int)
      join model_versions v on v.model = ${model} and v.version = i.version and v.workspace_id = ${workspace}
      on conflict (model, alias) do update set version = excluded.version`.execute(tx)
  }

  /** Nothing where the name belongs to another model, and no suffix is given. `also` joins the transaction. */
  return async (
    actor: Actor,
    given: TakenModel,
    all: TakenVersion[],
    where: Where,
    also: (tx: Tx, model: Int64) => Promise<void>,
  ): Promise<Placed | undefined> => {
    const { workspace } = actor
    const done = await db.transaction().execute(async (tx) => {
      const placed = await placeModel(tx, workspace, given, where)
      if (!placed) return undefined
      const { row, isNew } = placed
      await putNodes(tx, [{ workspace, ...modelRef(row.id), label: row.name }])
      const added = await addVersions(tx, actor, row, all)
      await setAliases(tx, workspace, row.id, given.aliases)
      await also(tx, row.id)
      return { model: row.id, name: row.name, isNew, ...added }
    })
    if (!done) return undefined
    const { roots, ...placed } = done
    for (const version of placed.fresh) {
      const root = roots.get(version)
      const row = root ? await versions.find(workspace, placed.name, version) : undefined
      if (!root || !row) continue
      const contents = await readContents(workspace, root)
      await db.transaction().execute((tx) => versions.keepContents(tx, workspace, row.id, contents, now()))
    }
    return placed
  }
}
