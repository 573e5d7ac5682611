/** MLflow's routes of the registry, one line each. */
import { mount, mountRaw } from '../../../../platform/http/mount.ts'
import type { Http } from '../../../../platform/http/server.ts'
import { registry as r } from '../../contract/registry.ts'
import { versions as v } from '../../contract/versions.ts'
import { pairs, some } from '../../replies.ts'
import type { ArtifactPort } from '../../routes.ts'
import { checkNewAlias, stageOf, versionOf } from '../limits.ts'
import type { AssignService } from '../service/assign.ts'
import type { RegisteredService } from '../service/models.ts'
import type { VersionService } from '../service/versions.ts'
import type { WholeModel } from '../store/models.ts'
import type { NamedVersion } from '../store/versions.ts'

export interface RegistryServices {
  models: RegisteredService
  versions: VersionService
  assign: AssignService['assign']
}

const toVersion = (row: NamedVersion) => ({
  name: row.name,
  version: String(row.version),
  creation_timestamp: row.created_ms,
  last_updated_timestamp: row.updated_ms,
  current_stage: row.stage,
  description: row.description ?? undefined,
  source: row.source,
  run_id: row.run_id ?? '',
  run_link: row.run_link ?? '',
  status: 'READY' as const,
  model_id: row.model_id ?? undefined,
  tags: some(pairs(row.tags)),
  aliases: some(row.aliases),
})

const toModel = (row: WholeModel) => ({
  name: row.name,
  creation_timestamp: row.created_ms,
  last_updated_timestamp: row.updated_ms,
  description: row.description || undefined,
  latest_versions: some(row.latest.map((version) => toVersion({ ...version, name: row.name }))),
  tags: some(pairs(row.tags)),
  aliases: some(row.aliases.map(({ alias, version }) => ({ alias, version: String(version) }))),
})

export function modelRoutes(http: Http, { models, versions, assign }: RegistryServices): void {
  mount(http, r.create, async (input, actor) => ({ registered_model: toModel(await models.create(actor, input)) }))
  mount(http, r.get, async ({ name }, { workspace }) => ({
    registered_model: toModel(await models.getWhole(workspace, name)),
  }))
  mount(http, r.search, async (input, { workspace }) => {
    const { rows, token } = await models.search(workspace, input)
    return { registered_models: some(rows.map(toModel)), next_page_token: token }
  })
  mount(http, r.rename, async ({ name, new_name }, actor) => ({
    registered_model: toModel(await models.rename(actor, name, new_name)),
  }))
  mount(http, r.update, async ({ name, description }, actor) => ({
    registered_model: toModel(await models.describe(actor, name, description)),
  }))
  mount(http, r.delete, async ({ name }, actor) => void (await models.delete(actor, name)))
  mount(http, r.setTag, async ({ name, key, value }, actor) => void (await models.setTag(actor, name, key, value)))
  mount(http, r.deleteTag, async ({ name, key }, actor) => void (await models.deleteTag(actor, name, key)))
  for (const latest of [r.latest, r.latestGet])
    mount(http, latest, async ({ name, stages }, { workspace }) => ({
      model_versions: some((await models.latest(workspace, name, stages)).map(toVersion)),
    }))
  mount(
    http,
    r.setAlias,
    async ({ name, alias, version }, actor) =>
      void (await assign(actor, name, versionOf(version), { alias: checkNewAlias(alias) })),
  )
  mount(http, r.deleteAlias, async ({ name, alias }, actor) => void (await versions.deleteAlias(actor, name, alias)))
  mount(http, r.byAlias, async ({ name, alias }, { workspace }) => ({
    model_version: toVersion(await versions.byAlias(workspace, name, alias)),
  }))
}

export function versionRoutes(http: Http, { versions, assign }: RegistryServices, artifacts: ArtifactPort): void {
  mount(http, v.create, async (input, actor) => ({ model_version: toVersion(await versions.create(actor, input)) }))
  mount(http, v.get, async ({ name, version }, { workspace }) => ({
    model_version: toVersion(await versions.get(workspace, name, version)),
  }))
  mount(http, v.downloadUri, async ({ name, version }, { workspace }) => ({
    artifact_uri: (await versions.get(workspace, name, version)).location,
  }))
  mount(http, v.search, async (input, { workspace }) => {
    const { rows, token } = await versions.search(workspace, input)
    return { model_versions: some(rows.map(toVersion)), next_page_token: token }
  })
  mount(http, v.update, async ({ name, version, description }, actor) => ({
    model_version: toVersion(await versions.describe(actor, name, version, description)),
  }))
  mount(http, v.transition, async ({ name, version, stage, archive_existing_versions }, actor) => {
    const given = { stage: stageOf(stage), archiveOthers: archive_existing_versions ?? false }
    await assign(actor, name, versionOf(version), given)
    return { model_version: toVersion(await versions.get(actor.workspace, name, version)) }
  })
  mount(http, v.delete, async ({ name, version }, actor) => void (await versions.delete(actor, name, version)))
  mount(
    http,
    v.setTag,
    async ({ name, version, key, value }, actor) => void (await versions.setTag(actor, name, version, key, value)),
  )
  mount(
    http,
    v.deleteTag,
    async ({ name, version, key }, actor) => void (await versions.deleteTag(actor, name, version, key)),
  )
  mountRaw(http, v.download, async ({ name, version, path }, context) => {
    const { root, location } = await versions.get(context.workspace, name, version)
    await artifacts.send(root ?? location, path, context)
  })
}
