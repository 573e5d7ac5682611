/** What is at the target already, by the ids that things have here: they are kept there as tags. */
import type { Json, TargetClient } from './client.ts'

export const API = '/api/2.0/mlflow'
export const EXPERIMENT_TAG = 'bellwether.experiment_id'
export const RUN_TAG = 'bellwether.run_id'
export const MODEL_TAG = 'bellwether.model_id'
/** The last thing written: of a run that has it, with this value, everything is there. */
export const DONE_TAG = 'bellwether.exported'

export const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const object = (value: unknown): Json => Object(value) as Json
const tagsOf = (value: unknown): Map<string, string> =>
  new Map(list(value).map((tag) => [text(tag.key), text(tag.value)]))

export async function* pagesOf(ask: (token: string | undefined) => Promise<Json>): AsyncGenerator<Json> {
  let token: string | undefined
  do {
    const page = await ask(token)
    yield page
    token = text(page.next_page_token) || undefined
  } while (token)
}

export interface ThereExperiment {
  id: string
  deleted: boolean
  tags: Map<string, string>
}

/** Deleted ones too: their names stay taken. */
export async function readExperiments(target: TargetClient): Promise<Map<string, ThereExperiment>> {
  const found = new Map<string, ThereExperiment>()
  const ask = (page_token: string | undefined) =>
    target.send('POST', `${API}/experiments/search`, { max_results: 1_000, view_type: 'ALL', page_token })
  for await (const { experiments } of pagesOf(ask))
    for (const each of list(experiments))
      found.set(text(each.name), {
        id: text(each.experiment_id),
        deleted: each.lifecycle_stage === 'deleted',
        tags: tagsOf(each.tags),
      })
  return found
}

export interface ThereRun {
  id: string
  uri: string
  deleted: boolean
  done: string | undefined
  outputs: Set<string>
}

/** Runs that came from here, by their ids here. */
export async function readRuns(target: TargetClient, experiment_id: string): Promise<Map<string, ThereRun>> {
  const found = new Map<string, ThereRun>()
  const ask = (page_token: string | undefined) =>
    target.send('POST', `${API}/runs/search`, {
      ...{ experiment_ids: [experiment_id], run_view_type: 'ALL', max_results: 1_000, page_token },
      filter: `tags.\`${RUN_TAG}\` != ''`,
    })
  for await (const { runs } of pagesOf(ask))
    for (const run of list(runs)) {
      const info = object(run.info)
      const tags = tagsOf(object(run.data).tags)
      found.set(tags.get(RUN_TAG)!, {
        id: text(info.run_id),
        uri: text(info.artifact_uri),
        deleted: info.lifecycle_stage === 'deleted',
        done: tags.get(DONE_TAG),
        outputs: new Set(list(object(run.outputs).model_outputs).map(({ model_id }) => text(model_id))),
      })
    }
  return found
}

export interface ThereModel {
  id: string
  uri: string
  status: string
}

/** Logged models that came from here; a server before 3.0 knows none. */
export async function readModels(target: TargetClient, experiment_id: string): Promise<Map<string, ThereModel>> {
  const found = new Map<string, ThereModel>()
  const ask = (page_token: string | undefined) =>
    target.send('POST', `${API}/logged-models/search`, { experiment_ids: [experiment_id], max_results: 50, page_token })
  for await (const { models } of pagesOf(ask))
    for (const model of list(models)) {
      const info = object(model.info)
      const id = tagsOf(info.tags).get(MODEL_TAG)
      if (id !== undefined)
        found.set(id, { id: text(info.model_id), uri: text(info.artifact_uri), status: text(info.status) })
    }
  return found
}

/** Sizes by path of the files below a location. */
export async function readFiles(target: TargetClient, folder: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const folders = ['']
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    const path = at ? `${folder}/${at}` : folder
    const { files } = await target.get('/api/2.0/mlflow-artifacts/artifacts', { path })
    for (const file of list(files)) {
      const name = at ? `${at}/${text(file.path)}` : text(file.path)
      if (file.is_dir) folders.push(name)
      else found.set(name, Number(file.file_size ?? 0))
    }
  }
  return found
}
