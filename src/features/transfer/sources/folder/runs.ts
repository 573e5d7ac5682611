/** Runs of a file store with what they logged. */
import { join } from 'node:path'
import type { SourceDataset, SourceLatest, SourcePoints, SourceRun } from '../../source.ts'
import { PointColumns } from '../point-columns.ts'
import { findInt, findText, intOf, type Meta, readMeta, tagsOf, textOf } from './meta.ts'
import { type Point, readLines } from './points.ts'
import { type Folder, foldersIn, keysBelow, readTags } from './read.ts'

/** Folders of an experiment that are no runs. */
export const RESERVED = new Set(['tags', 'datasets', 'traces', 'models'])
const STATUSES = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']
const PAGE = 100
const ID = /^[a-zA-Z0-9][\w-]{0,255}$/

interface Found {
  path: string
  id: string
  meta: Meta
}

/** Runs whose meta.yaml can be read, the oldest first. */
async function findRuns(folder: Folder, experiment: string, experimentId: string): Promise<Found[]> {
  const found: Found[] = []
  for (const id of await foldersIn(folder, experiment)) {
    if (RESERVED.has(id)) continue
    const path = `${experiment}/${id}`
    const meta = await readMeta(folder, path)
    if (!meta) continue
    const said = findText(meta, 'run_id') ?? findText(meta, 'run_uuid')
    if (!ID.test(id) || said !== id) folder.left.note(path, `its meta.yaml says that it is run '${said ?? ''}'`)
    else if (textOf(meta, 'experiment_id') !== experimentId)
      folder.left.note(path, `its meta.yaml says that it belongs to experiment '${textOf(meta, 'experiment_id')}'`)
    else found.push({ path, id, meta })
  }
  const startOf = ({ meta }: Found): number => Number(intOf(meta, 'start_time'))
  return found.sort((a, b) => startOf(a) - startOf(b))
}

const isNewer = (a: Point, b: Point): boolean =>
  a.step !== b.step
    ? a.step > b.step
    : a.timestamp !== b.timestamp
      ? a.timestamp > b.timestamp
      : a.value > b.value || (Number.isNaN(a.value) && !Number.isNaN(b.value))

const toInt = (n: bigint): number | bigint => (Number.isSafeInteger(Number(n)) ? Number(n) : n)

async function readLatest(folder: Folder, path: string): Promise<SourceLatest[]> {
  const found: SourceLatest[] = []
  for await (const key of keysBelow(folder, `${path}/metrics`)) {
    let latest: Point | undefined
    await readLines(folder, `${path}/metrics/${key}`, (point) => {
      if (!latest || isNewer(point, latest)) latest = point
    })
    if (latest) found.push({ key, value: latest.value, step: toInt(latest.step), timestamp: toInt(latest.timestamp) })
  }
  return found
}

async function readInputs(folder: Folder, experiment: string, path: string) {
  const datasets: SourceDataset[] = []
  const models: string[] = []
  for (const name of await foldersIn(folder, `${path}/inputs`)) {
    const input = await readMeta(folder, `${path}/inputs/${name}`)
    if (!input) continue
    const id = textOf(input, 'source_id')
    if (!ID.test(id)) folder.left.note(`${path}/inputs/${name}`, `its source_id '${id.slice(0, 60)}' is none`)
    else if (findText(input, 'source_type') === 'MODEL') models.push(id)
    else {
      const meta = await readMeta(folder, `${experiment}/datasets/${id}`)
      if (meta) datasets.push(toDataset(meta, input))
    }
  }
  return { datasets, models }
}

function toDataset(meta: Meta, input: Meta): SourceDataset {
  const schema = findText(meta, 'schema')
  const profile = findText(meta, 'profile')
  return {
    name: textOf(meta, 'name'),
    digest: textOf(meta, 'digest'),
    source_type: textOf(meta, 'source_type'),
    source: textOf(meta, 'source'),
    ...(schema !== undefined && { schema }),
    ...(profile !== undefined && { profile }),
    tags: tagsOf(input, 'tags'),
  }
}

async function readOutputs(folder: Folder, path: string): Promise<SourceRun['model_outputs']> {
  const found: SourceRun['model_outputs'] = []
  for (const name of await foldersIn(folder, `${path}/outputs`)) {
    const meta = await readMeta(folder, `${path}/outputs/${name}`)
    if (meta) found.push({ model_id: textOf(meta, 'destination_id') || name, step: intOf(meta, 'step') })
  }
  return found
}

async function readRun(folder: Folder, experiment: string, { path, id, meta }: Found): Promise<SourceRun> {
  const tags = await readTags(folder, `${path}/tags`)
  const { datasets, models } = await readInputs(folder, experiment, path)
  const end = findInt(meta, 'end_time')
  const runName = tags.find(({ key }) => key === 'mlflow.runName')?.value
  return {
    run_id: id,
    experiment_id: textOf(meta, 'experiment_id'),
    name: findText(meta, 'run_name') || runName || textOf(meta, 'name'),
    user_id: textOf(meta, 'user_id'),
    status: STATUSES[Number(findInt(meta, 'status') ?? 1)] || 'RUNNING',
    deleted: textOf(meta, 'lifecycle_stage') === 'deleted',
    start_time: intOf(meta, 'start_time'),
    ...(end !== undefined && { end_time: end }),
    artifact_uri: textOf(meta, 'artifact_uri') || `file://${join(folder.root, path, 'artifacts')}`,
    params: await readTags(folder, `${path}/params`),
    tags,
    latest: await readLatest(folder, path),
    datasets,
    model_inputs: models,
    model_outputs: await readOutputs(folder, path),
  }
}

export async function* readRuns(folder: Folder, experiment: string, id: string): AsyncGenerator<SourceRun[]> {
  const found = await findRuns(folder, experiment, id)
  for (let at = 0; at < found.length; at += PAGE) {
    const page: SourceRun[] = []
    for (const run of found.slice(at, at + PAGE)) page.push(await readRun(folder, experiment, run))
    yield page
  }
}

/** One metric at a time is in memory. Names come from the folder: a key leads nowhere else. */
export async function* readPoints(folder: Folder, run: string, keys: string[]): AsyncGenerator<SourcePoints> {
  const wanted = new Set(keys)
  for await (const key of keysBelow(folder, `${run}/metrics`)) {
    if (!wanted.has(key)) continue
    const columns = new PointColumns(key)
    await readLines(folder, `${run}/metrics/${key}`, ({ value, step, timestamp }) =>
      columns.add(value, step, timestamp),
    )
    yield columns.end()
  }
}
