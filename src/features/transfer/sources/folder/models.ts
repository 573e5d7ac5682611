/** Logged models and the registry of a file store. */
import { join } from 'node:path'
import type { SourceLoggedModel, SourceModel, SourceModelPoint, SourceVersion } from '../../source.ts'
import { findText, intOf, readMeta, textOf } from './meta.ts'
import { readLines } from './points.ts'
import { type Folder, foldersIn, keysBelow, readTags } from './read.ts'

const STATUSES = ['STATUS_UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED']
const PAGE = 100
const toInt = (n: bigint): number | bigint => (Number.isSafeInteger(Number(n)) ? Number(n) : n)

async function readModelPoints(folder: Folder, path: string): Promise<SourceModelPoint[]> {
  const points: SourceModelPoint[] = []
  for await (const key of keysBelow(folder, `${path}/metrics`))
    await readLines(folder, `${path}/metrics/${key}`, ({ value, step, timestamp, rest: [run_id = '', name, digest] }) =>
      points.push({
        ...{ key, value, step: toInt(step), timestamp: toInt(timestamp), run_id },
        ...(name !== undefined && { dataset_name: name }),
        ...(digest !== undefined && { dataset_digest: digest }),
      }),
    )
  return points
}

export async function* readLoggedModels(
  folder: Folder,
  experiment: string,
  experimentId: string,
): AsyncGenerator<SourceLoggedModel[]> {
  let page: SourceLoggedModel[] = []
  for (const id of await foldersIn(folder, `${experiment}/models`)) {
    const path = `${experiment}/models/${id}`
    const meta = await readMeta(folder, path)
    if (!meta) continue
    if (textOf(meta, 'model_id') !== id || textOf(meta, 'experiment_id') !== experimentId) {
      folder.left.note(path, `its meta.yaml says that it is model '${textOf(meta, 'model_id')}' of another place`)
      continue
    }
    page.push({
      model_id: id,
      experiment_id: experimentId,
      name: textOf(meta, 'name'),
      model_type: textOf(meta, 'model_type'),
      source_run_id: textOf(meta, 'source_run_id'),
      status: STATUSES[Number(intOf(meta, 'status'))] ?? STATUSES[0]!,
      artifact_uri: textOf(meta, 'artifact_location') || `file://${join(folder.root, path, 'artifacts')}`,
      deleted: textOf(meta, 'lifecycle_stage') === 'deleted',
      creation_time: intOf(meta, 'creation_timestamp'),
      last_update_time: intOf(meta, 'last_updated_timestamp'),
      params: await readTags(folder, `${path}/params`),
      tags: await readTags(folder, `${path}/tags`),
      points: await readModelPoints(folder, path),
    })
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length) yield page
}

export async function* readModels(folder: Folder): AsyncGenerator<SourceModel[]> {
  let page: SourceModel[] = []
  for (const name of await foldersIn(folder, 'models')) {
    const path = `models/${name}`
    const meta = await readMeta(folder, path)
    if (!meta) continue
    const tags = await readTags(folder, `${path}/tags`)
    const aliases = await readTags(folder, `${path}/aliases`)
    page.push({
      name,
      description: textOf(meta, 'description'),
      creation_time: intOf(meta, 'creation_timestamp'),
      last_update_time: intOf(meta, 'last_updated_timestamp'),
      tags,
      aliases: aliases.map(({ key, value }) => ({ alias: key, version: value.trim() })),
    })
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length) yield page
}

const numberOf = (name: string): number => Number(name.slice('version-'.length))

/** `name` must be the name of a folder of models: it came from there. */
export async function* readVersions(folder: Folder, name: string): AsyncGenerator<SourceVersion[]> {
  const known = await foldersIn(folder, 'models')
  if (!known.includes(name)) return
  const names = (await foldersIn(folder, `models/${name}`)).filter((version) => /^version-\d{1,9}$/.test(version))
  const versions: SourceVersion[] = []
  for (const version of names.sort((a, b) => numberOf(a) - numberOf(b))) {
    const path = `models/${name}/${version}`
    const meta = await readMeta(folder, path)
    if (!meta || textOf(meta, 'current_stage') === 'Deleted_Internal') continue
    versions.push({
      name,
      version: String(numberOf(version)),
      description: textOf(meta, 'description'),
      user_id: textOf(meta, 'user_id'),
      stage: findText(meta, 'current_stage') ?? 'None',
      status: findText(meta, 'status') ?? 'READY',
      status_message: textOf(meta, 'status_message'),
      source: textOf(meta, 'source'),
      run_id: textOf(meta, 'run_id'),
      run_link: textOf(meta, 'run_link'),
      creation_time: intOf(meta, 'creation_timestamp'),
      last_update_time: intOf(meta, 'last_updated_timestamp'),
      tags: await readTags(folder, `${path}/tags`),
    })
  }
  if (versions.length) yield versions
}
