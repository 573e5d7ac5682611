/** Where a version comes from: its source as it is asked for, checked, and where its files are. */
import { Failure, notFound } from '../../../../lib/failure.ts'
import type { Db } from '../../../../platform/db.ts'
import { findNode, type Ref } from '../../../../platform/graph.ts'
import type { ArtifactPort } from '../../routes.ts'
import type { TrackPort } from '../../service.ts'
import type { ModelRow as LoggedRow, ModelStore } from '../../store.ts'
import { versionRef } from '../graph.ts'
import { checkAlias, checkName, isLatest, stageOf, versionOf } from '../limits.ts'
import { isPrompt } from '../prompts.ts'
import {
  checkPromptSource,
  checkSource,
  checkWhole,
  isLocal,
  isLocallyWithin,
  isOurs,
  isWithin,
  parseModelUri,
  parseRunUri,
  schemeOf,
  wrongSource,
} from '../source.ts'
import type { RegistryStore } from '../store/models.ts'
import type { NamedVersion, VersionStore } from '../store/versions.ts'

export interface Asked {
  source: string
  run_id?: string
  model_id?: string
  tags: Record<string, string>
}

export interface Origin {
  source: string
  /** Where clients find the files. */
  location: string
  /** Their folder, if this server keeps them. */
  root: string | null
  runId: string | null
  modelId: string | null
  from: Ref[]
}

interface Parts {
  db: Db
  logged: ModelStore
  models: RegistryStore
  versions: VersionStore
  track: TrackPort
  artifacts: ArtifactPort
}

export function originService({ db, logged, models, versions, track, artifacts }: Parts) {
  async function findLogged(workspace: number, modelId: string): Promise<LoggedRow | undefined> {
    const row = await logged.find(workspace, modelId)
    return row?.deleted ? undefined : row
  }
  async function getLogged(workspace: number, modelId: string, source: string): Promise<LoggedRow> {
    const row = await findLogged(workspace, modelId)
    if (row) return row
    throw wrongSource(source, `there is no logged model '${modelId}' here. Name one in 'model_id', or leave it out.`)
  }

  const uriOfRun = (workspace: number, runId: string, source: string): Promise<string> =>
    track.runs.artifactUri(workspace, runId).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error
      throw wrongSource(source, `there is no run '${runId}' here. Name the run that the source belongs to in 'run_id'.`)
    })

  const ofLogged = (row: LoggedRow, source: string, location: string, asked: Asked): Origin => ({
    ...{ source, location },
    root: schemeOf(location) === 'mlflow-artifacts' ? location : null,
    runId: asked.run_id || row.source_run_id,
    modelId: row.model_id,
    from: [{ kind: 'model-version', id: row.model_id }],
  })

  async function ofRun(workspace: number, source: string, root: string | null, runId: string): Promise<Origin> {
    const ref = { kind: 'run', id: runId } as const
    const from = runId && (await findNode(db, workspace, ref)) ? [ref] : []
    return { source, location: source, root, runId: runId || null, modelId: null, from }
  }

  async function getVersion(workspace: number, source: string): Promise<NamedVersion> {
    const uri = parseModelUri(source)
    if (uri.kind === 'logged') throw new Error('a logged model is no version')
    const name = checkName(uri.name)
    const found =
      uri.kind === 'version'
        ? await versions.find(workspace, name, versionOf(uri.version))
        : uri.kind === 'stage'
          ? await versions.newest(workspace, name, stageOf(uri.stage))
          : uri.kind === 'latest' || isLatest(uri.alias)
            ? await versions.newest(workspace, name)
            : await versions.findByAlias(workspace, name, checkAlias(uri.alias))
    if (found) return found
    if (uri.kind === 'alias' && (await models.find(workspace, name)))
      throw wrongSource(source, 'there is no version with that alias. Set it, or name a version.')
    throw new Failure(
      'RESOURCE_DOES_NOT_EXIST',
      `Parameter 'source' names a version that does not exist: '${source}'. Register it first, or name another.`,
    )
  }

  /** What a version was made from is said by that one: a request may repeat it, and not contradict it. */
  async function ofVersion(workspace: number, asked: Asked): Promise<Origin> {
    const row = await getVersion(workspace, asked.source)
    const model = await models.find(workspace, row.name)
    if (model && isPrompt(model.tags)) throw wrongSource(asked.source, 'prompts cannot become versions of a model.')
    for (const [field, given, is] of [
      ['run_id', asked.run_id, row.run_id],
      ['model_id', asked.model_id, row.model_id],
    ] as const)
      if (given !== undefined && given !== (is ?? ''))
        throw wrongSource(asked.source, `that version has another '${field}'. Leave it out.`)
    return {
      source: `models:/${row.name}/${row.version}`,
      ...{ location: row.location, root: row.root, runId: row.run_id, modelId: row.model_id },
      from: [versionRef(row.model, row.version)],
    }
  }

  /** Whoever logged it by name in a run meant a model; whoever kept files in a run, those. */
  async function ofRunUri(workspace: number, asked: Asked): Promise<Origin> {
    const { runId, path } = parseRunUri(asked.source)
    if (asked.model_id || asked.run_id !== runId)
      throw wrongSource(asked.source, `'run_id' must be the run that it names, '${runId}', without a 'model_id'.`)
    const uri = await uriOfRun(workspace, runId, asked.source)
    const root = path ? `${uri}/${path}` : uri
    const isKept = schemeOf(root) === 'mlflow-artifacts' && (await artifacts.list(workspace, root)).length > 0
    if (isKept) return ofRun(workspace, asked.source, root, runId)
    const row = await logged.findOfRun(workspace, runId, path)
    const origin = await ofRun(workspace, asked.source, row?.artifact_uri ?? null, runId)
    return row ? { ...origin, modelId: row.model_id, from: [{ kind: 'model-version', id: row.model_id }] } : origin
  }

  async function ofFiles(workspace: number, asked: Asked): Promise<Origin> {
    const { source, run_id: runId = '', model_id: modelId } = asked
    const isInside = isLocal(source) ? isLocallyWithin : isWithin
    const isBound = isLocal(source) || isOurs(source)
    if (modelId) {
      const row = isBound ? await getLogged(workspace, modelId, source) : await findLogged(workspace, modelId)
      if (!row)
        throw notFound('Logged model', modelId, "so that no version can be one of it. Name another in 'model_id'.")
      if (isBound && !isInside(source, row.artifact_uri))
        throw wrongSource(source, `it must lie in the files of the logged model '${modelId}', at ${row.artifact_uri}.`)
      return ofLogged(row, source, source, asked)
    }
    if (isBound) {
      if (!runId) throw wrongSource(source, "name the run that it belongs to in 'run_id', or the model in 'model_id'.")
      const uri = await uriOfRun(workspace, runId, source)
      if (!isInside(source, uri))
        throw wrongSource(source, `it must lie in the files of the run '${runId}', at ${uri}.`)
    }
    return ofRun(workspace, source, schemeOf(source) === 'mlflow-artifacts' ? source : null, runId)
  }

  return async (workspace: number, asked: Asked): Promise<Origin> => {
    const source = checkSource(asked.source)
    if (isPrompt(asked.tags)) {
      const prompt = { source: checkPromptSource(source), location: source, root: null, from: [] }
      return { ...prompt, runId: asked.run_id || null, modelId: asked.model_id || null }
    }
    if (!isLocal(source)) checkWhole(source)
    if (schemeOf(source) === 'runs') return ofRunUri(workspace, asked)
    if (schemeOf(source) !== 'models') return ofFiles(workspace, asked)
    const uri = parseModelUri(source)
    if (uri.kind !== 'logged') return ofVersion(workspace, asked)
    if (asked.model_id !== uri.modelId)
      throw wrongSource(source, `'model_id' must be the logged model that it names, '${uri.modelId}'.`)
    const row = await getLogged(workspace, uri.modelId, source)
    return ofLogged(row, source, row.artifact_uri, asked)
  }
}

export type ResolveOrigin = ReturnType<typeof originService>
