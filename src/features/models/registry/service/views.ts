/** What pages and commands see of the registry. */
import { sql } from 'kysely'
import type { Input, Reply } from '../../../../lib/contract.ts'
import { Failure } from '../../../../lib/failure.ts'
import { type OrderColumn, toOrder } from '../../../../platform/search/order.ts'
import { toCursor, toToken } from '../../../../platform/search/pages.ts'
import type { measured } from '../../contract/measured.ts'
import type { registered as contract } from '../../contract/own.ts'
import type { TrackPort } from '../../service.ts'
import { versionRef } from '../graph.ts'
import { checkName, versionOf } from '../limits.ts'
import { isPrompt, modelIsPrompt } from '../prompts.ts'
import type { Measured, ReadModel, ReadVersion, RegistryReads, WholeVersion } from '../reads.ts'
import { type ReadContents, unknownContents } from './contents.ts'
import { missingModel } from './models.ts'
import type { VersionService } from './versions.ts'

type ModelView = Reply<typeof contract.model>['model']
type VersionView = Reply<typeof contract.versions>['versions'][number]
type Evaluation = Reply<typeof contract.version>['evaluations'][number]

const MODELS_SHOWN = 100
const VERSIONS_SHOWN = 100
const USERS_SHOWN = 20

export const toVersion = (row: ReadVersion): VersionView => ({
  version: row.version,
  id: versionRef(row.model, row.version).id,
  stage: row.stage,
  aliases: row.aliases,
  description: row.description || null,
  tags: row.tags,
  source: row.source,
  run_id: row.run_id,
  logged_model_id: row.model_id,
  external: row.is_external ? { source: row.source, licence: row.licence, sha256: row.sha256 } : null,
  registered_by: row.registered_by,
  registered_at: row.created_ms,
  changed_at: row.updated_ms,
})

const toModel = (row: ReadModel): ModelView => ({
  name: row.name,
  id: String(row.id),
  description: row.description || null,
  tags: row.tags,
  aliases: row.aliases,
  versions: row.versions,
  latest: row.latest && toVersion(row.latest),
  is_prompt: isPrompt(row.tags),
  created_at: row.created_ms,
  changed_at: row.updated_ms,
})

/** Documents of the database forget their order. */
const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)

/** Measurements of one run on one dataset belong together. */
function toEvaluations(points: Measured[]): Evaluation[] {
  const groups = Map.groupBy(points, (p) => JSON.stringify([p.run_id, p.dataset_name, p.dataset_digest]))
  return [...groups.values()].map((group) => {
    const [first] = group as [Measured, ...Measured[]]
    return {
      ...{ run_id: first.run_id, run_name: first.run_name, experiment_id: first.experiment_id },
      dataset: first.dataset_name ? { name: first.dataset_name, digest: first.dataset_digest || null } : null,
      at: first.ts,
      metrics: group.map(({ key, value, step, ts }) => ({ key, value, step, timestamp: ts })),
    }
  })
}

/** Of a run that has no more to say than its last values and its data. */
function toEvaluation({ run, datasets }: Awaited<ReturnType<TrackPort['runs']['detail']>>): Evaluation {
  const [first] = datasets
  return {
    ...{ run_id: run.run_id, run_name: run.name, experiment_id: run.experiment_id },
    dataset: first ? { name: first.name, digest: first.digest } : null,
    at: run.started_at ?? 0,
    metrics: Object.entries(run.metrics).map(([key, point]) => ({ key, ...point })),
  }
}

const nameColumn: OrderColumn = { id: 'name', field: sql`m.name`, type: 'text', descending: false }
const changedColumn: OrderColumn = { id: 'changed', field: sql`m.updated_ms`, type: 'bigint', descending: true }

export function viewService(
  reads: RegistryReads,
  versions: VersionService,
  readContents: ReadContents,
  runs: TrackPort['runs'],
) {
  async function getModel(workspace: number, name: string): Promise<ReadModel> {
    const row = await reads.model(workspace, checkName(name))
    if (!row) throw missingModel(name)
    return row
  }

  /** A number, `latest`, or an alias behind @. */
  async function numberOf(workspace: number, name: string, version: string): Promise<number> {
    const alias = version.startsWith('@') ? version.slice(1) : version
    const isNumber = alias === version && version.toLowerCase() !== 'latest'
    return isNumber ? versionOf(version) : (await versions.byAlias(workspace, name, alias)).version
  }

  /** Files may have come after the version: what was not there then may be there now. */
  async function contentsOf(workspace: number, row: WholeVersion) {
    if (row.contents && !row.contents.problem) return row.contents
    if (row.root) return readContents(workspace, row.root)
    return unknownContents(
      isPrompt(row.tags)
        ? null
        : `Its files are at ${row.location}, which this server does not keep: nothing is known of them.`,
    )
  }

  /** Runs that evaluated it without saying so with each value: their last values are those of the evaluation. */
  async function usesOf(workspace: number, modelId: string, known: Evaluation[]): Promise<Evaluation[]> {
    const measured = new Set(known.map(({ run_id }) => run_id))
    const users = (await reads.users(workspace, modelId, USERS_SHOWN)).filter((runId) => !measured.has(runId))
    const found = await Promise.all(users.map((runId) => runs.detail(workspace, runId)))
    return found.map(toEvaluation).filter(({ metrics }) => metrics.length > 0)
  }

  return {
    async models(workspace: number, input: Input<typeof contract.models>): Promise<Reply<typeof contract.models>> {
      const { search, alias, stage, prompts = false, order: by = 'name', limit = MODELS_SHOWN, cursor } = input
      const order = toOrder(sql``, by === 'name' ? [nameColumn] : [changedColumn, nameColumn])
      const after = toCursor(cursor)
      const where = sql`${prompts ? sql`` : sql`not`} ${modelIsPrompt}
        and ${search ? sql`position(lower(${search}) in lower(m.name)) > 0` : sql`true`}
        and ${alias ? sql`exists (select from model_aliases x where x.model = m.id and x.alias = ${alias})` : sql`true`}
        and ${stage ? sql`exists (select from model_versions x where x.model = m.id and x.stage = ${stage})` : sql`true`}
        and ${after ? order.after(after) : sql`true`}`
      const rows = await reads.models(workspace, where, order, limit + 1)
      const page = rows.slice(0, limit)
      return { models: page.map(toModel), next_cursor: rows.length > limit ? toToken(page.at(-1)!.cursor) : null }
    },

    async model(workspace: number, name: string): Promise<Reply<typeof contract.model>> {
      return { model: toModel(await getModel(workspace, name)) }
    },

    async versions(
      workspace: number,
      { name, before, limit = VERSIONS_SHOWN }: Input<typeof contract.versions>,
    ): Promise<Reply<typeof contract.versions>> {
      const model = await getModel(workspace, name)
      const rows = await reads.versions(workspace, model.id, before, limit + 1)
      const page = rows.slice(0, limit)
      return { versions: page.map(toVersion), next: rows.length > limit ? page.at(-1)!.version : null }
    },

    async measured(workspace: number, name: string): Promise<Reply<typeof measured.versions>> {
      const model = await getModel(workspace, name)
      return { series: await reads.series(workspace, model.id) }
    },

    async version(
      workspace: number,
      { name, version }: Input<typeof contract.version>,
    ): Promise<Reply<typeof contract.version>> {
      const number = await numberOf(workspace, checkName(name), version)
      const row = await reads.version(workspace, name, number)
      if (!row) throw new Failure('RESOURCE_DOES_NOT_EXIST', `Model '${name}' has no version ${number}.`)
      const { logged, contents: _stored, ...rest } = row
      const [contents, measured] = await Promise.all([
        contentsOf(workspace, row),
        logged ? reads.measured(workspace, logged.id) : [],
      ])
      const evaluations = toEvaluations(measured)
      if (logged) evaluations.push(...(await usesOf(workspace, logged.model_id, evaluations)))
      return {
        model: { name, id: String(row.model), description: row.about || null },
        version: toVersion(rest),
        files: { uri: row.location, root: row.root, count: contents.files, bytes: contents.bytes },
        flavours: Object.entries(contents.flavors)
          .sort(byName)
          .map(([flavour, facts]) => ({ name: flavour, facts })),
        signature: contents.signature,
        requirements: contents.requirements,
        facts: contents.facts,
        card: contents.card,
        problem: contents.problem,
        origin: {
          run: row.run,
          logged_model: logged && { model_id: logged.model_id, name: logged.name, params: logged.params },
          copied_from: row.copied_from,
        },
        evaluations,
      }
    },
  }
}

export type ViewService = ReturnType<typeof viewService>
