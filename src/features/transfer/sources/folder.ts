/** A source that is a folder of MLflow's file store, also an old one, a copied one, or one that is being written to. */
import { lstat, realpath } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { invalid } from '../../../lib/failure.ts'
import type { Source, SourceCheck, SourceExperiment } from '../source.ts'
import { createLeft } from './folder/left.ts'
import { findText, intOf, readMeta, textOf } from './folder/meta.ts'
import { readLoggedModels, readModels, readVersions } from './folder/models.ts'
import { type Folder, foldersIn, readTags } from './folder/read.ts'
import { RESERVED, readPoints, readRuns } from './folder/runs.ts'
import { artifactStores, type StoreOptions } from './stores.ts'

const TRASH = '.trash'

/** `file:///data/mlruns` or a path. */
function pathOf(uri: string): string {
  const path = /^file:/i.test(uri) ? fileURLToPath(uri.replace(/^file:(?=\/[^/])/i, 'file://')) : uri
  if (resolve(path) !== path.replace(/(?<=.)\/+$/, ''))
    throw invalid(`Parameter 'uri' is '${uri}'. Give the whole path of the folder, as in /data/mlruns.`)
  return resolve(path)
}

async function realRoot(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined)
  if (found === undefined || !(await lstat(found)).isDirectory())
    throw invalid(`Parameter 'uri' names '${path}', where there is no folder. Name the one of --backend-store-uri.`)
  return found
}

/** Experiments by their ids: where they lie, and what they are. */
async function findExperiments(folder: Folder): Promise<Map<string, { path: string; experiment: SourceExperiment }>> {
  const found = new Map<string, { path: string; experiment: SourceExperiment }>()
  const active = (await foldersIn(folder, '.')).filter((name) => name !== TRASH && name !== 'models')
  const deleted = (await foldersIn(folder, TRASH)).map((name) => `${TRASH}/${name}`)
  for (const path of [...active, ...deleted]) {
    const id = path.split('/').at(-1)!
    const meta = await readMeta(folder, path)
    if (!meta) continue
    if (textOf(meta, 'experiment_id') !== id) {
      folder.left.note(path, `its meta.yaml says that it is experiment '${textOf(meta, 'experiment_id')}'`)
      continue
    }
    if (found.has(id)) {
      folder.left.note(path, 'an experiment with this id is there already, outside of the trash')
      continue
    }
    const experiment = {
      experiment_id: id,
      name: textOf(meta, 'name'),
      artifact_location: textOf(meta, 'artifact_location'),
      deleted: path.startsWith(TRASH) || findText(meta, 'lifecycle_stage') === 'deleted',
      creation_time: intOf(meta, 'creation_time'),
      last_update_time: intOf(meta, 'last_update_time'),
      tags: await readTags(folder, `${path}/tags`),
    }
    found.set(id, { path, experiment })
  }
  return found
}

async function countAll(folder: Folder): Promise<NonNullable<SourceCheck['counts']>> {
  const experiments = await findExperiments(folder)
  let [runs, traces, models, versions] = [0, 0, 0, 0]
  for (const { path } of experiments.values()) {
    runs += (await foldersIn(folder, path)).filter((name) => !RESERVED.has(name)).length
    traces += (await foldersIn(folder, `${path}/traces`)).length
  }
  for (const name of await foldersIn(folder, 'models')) {
    models++
    versions += (await foldersIn(folder, `models/${name}`)).filter((version) => /^version-\d+$/.test(version)).length
  }
  if (traces) folder.left.note('traces', 'traces of generative work are not kept here yet', traces)
  return { experiments: experiments.size, runs, models, versions }
}

/** What cannot be read is added to what `check` said was left, as it is met. */
export async function openFolder(uri: string, options: StoreOptions = {}): Promise<Source> {
  const path = pathOf(uri)
  const root = await realRoot(path)
  const folder: Folder = { root, left: createLeft() }
  let known: ReturnType<typeof findExperiments> | undefined
  const experiments = (): ReturnType<typeof findExperiments> => (known ??= findExperiments(folder))
  const pathOfExperiment = async (id: string): Promise<string | undefined> => (await experiments()).get(id)?.path
  const files = artifactStores({
    ...options,
    beside: root,
    // A store that was copied elsewhere still names its old place, and so does an experiment in the trash.
    moved(location) {
      const parts = location.split(sep)
      const below = join(...parts.slice(parts.at(-3) === 'models' ? -4 : -3))
      return parts.at(-1) === 'artifacts' ? [join(root, below), join(root, TRASH, below)] : []
    },
  })
  return {
    kind: 'folder',
    place: path,
    async check() {
      const counts = await countAll(folder)
      if (!counts.experiments && !counts.models)
        throw invalid(
          `Parameter 'uri' names '${path}', which is no file store of MLflow: no folder in it has a meta.yaml of an experiment. Name the folder that holds them, often called mlruns.`,
        )
      return { counts, left: folder.left.list }
    },
    async *experiments() {
      known = undefined
      for (const { experiment } of (await experiments()).values()) yield experiment
    },
    async *runs(experimentId) {
      const at = await pathOfExperiment(experimentId)
      if (at !== undefined) yield* readRuns(folder, at, experimentId)
    },
    async *points(run, keys) {
      const at = await pathOfExperiment(run.experiment_id)
      if (at !== undefined && !/[/\\]|^\.+$/.test(run.run_id)) yield* readPoints(folder, `${at}/${run.run_id}`, keys)
    },
    async *loggedModels(experimentId) {
      const at = await pathOfExperiment(experimentId)
      if (at !== undefined) yield* readLoggedModels(folder, at, experimentId)
    },
    models: () => readModels(folder),
    versions: (model) => readVersions(folder, model),
    files: files.list,
    open: files.open,
    close: async () => undefined,
  }
}
