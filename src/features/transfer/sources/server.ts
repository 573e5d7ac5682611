/** Reads a tracking server by MLflow's protocol: version 2 and 3, and whatever speaks as they do. */
import { Failure } from '../../../lib/failure.ts'
import type { Source, SourceFile, SourcePoints, SourceRun } from '../source.ts'
import type { OpenOptions } from './open.ts'
import { Declined, type Json, type ServerClient, serverClient } from './server/client.ts'
import { columnsOf } from './server/columns.ts'
import * as shapes from './server/shapes.ts'

const API = '/api/2.0/mlflow'
const RUNS = 200
const POINTS = 25_000
const PROMPTS = "tags.`mlflow.prompt.is_prompt` = 'true'"
/** Metrics of a run that are asked for at the same time. */
const TOGETHER = 4

const isMissing = (error: unknown): boolean =>
  error instanceof Declined && (error.was === 404 || error.was === 405 || error.was === 501)

/** Follows `next_page_token` to the end. */
async function* pages(ask: (token: string | undefined) => Promise<Json>): AsyncGenerator<Json> {
  let token: string | undefined
  do {
    const page = await ask(token)
    yield page
    token = shapes.text(page.next_page_token) || undefined
  } while (token)
}

export interface ServerSource extends Source {
  /** Runs of some experiments that say they are running, and the newest others: what changes most. */
  recent(experimentIds: string[]): AsyncIterable<SourceRun[]>
  /** Whether it still knows a run, deleted or not. */
  has(runId: string): Promise<boolean>
  /** Writes to the source: nothing but what `writeBack` may. */
  tell(path: string, body: Json): Promise<void>
}

export function serverSource(uri: string, options: OpenOptions): ServerSource {
  const client = serverClient(uri, options)

  const searchRuns = (body: Json): AsyncIterable<SourceRun[]> => {
    const all = pages((page_token) => client.post(`${API}/runs/search`, { max_results: RUNS, page_token, ...body }))
    return map(all, (page) => shapes.list(page.runs).map(shapes.toRun))
  }

  async function history(run: SourceRun, key: string): Promise<SourcePoints> {
    const ask = (page_token: string | undefined) =>
      client.get(`${API}/metrics/get-history`, { run_id: run.run_id, metric_key: key, max_results: POINTS, page_token })
    const points = []
    for await (const page of pages(ask)) points.push(...shapes.list(page.metrics).map(shapes.toPoint))
    return columnsOf(key, points)
  }

  return {
    kind: 'server',
    place: client.place,

    async check() {
      // It answers without a log-in: what comes after shows whether we may read.
      const version = await client.text('/version').then(
        (said) => (/^\d+\.\d+/.test(said.trim()) ? said.trim() : undefined),
        (error: unknown) => {
          if (error instanceof Declined) return undefined
          throw error
        },
      )
      const found = await client.post(`${API}/experiments/search`, { max_results: 1, view_type: 'ALL' })
      if (found.experiments !== undefined && !Array.isArray(found.experiments))
        throw new Failure('BAD_REQUEST', `${client.place} answers, but not as MLflow does. Check parameter 'uri'.`)
      return {
        ...(version !== undefined && { version }),
        left: [
          { what: 'deleted logged models', why: 'a tracking server does not list them' },
          { what: 'traces', why: 'they are not taken yet' },
        ],
      }
    },

    async *experiments() {
      const ask = (page_token: string | undefined) =>
        client.post(`${API}/experiments/search`, { max_results: 1_000, view_type: 'ALL', page_token })
      for await (const page of pages(ask)) yield* shapes.list(page.experiments).map(shapes.toExperiment)
    },

    // In this order a run that begins meanwhile moves no other over the edge of a page.
    runs: (experimentId) =>
      searchRuns({
        experiment_ids: [experimentId],
        run_view_type: 'ALL',
        order_by: ['attributes.start_time ASC'],
      }),

    async *recent(experimentIds) {
      yield* searchRuns({
        ...{ experiment_ids: experimentIds, run_view_type: 'ALL' },
        filter: "attributes.status = 'RUNNING'",
      })
      const newest = await client.post(`${API}/runs/search`, {
        ...{ experiment_ids: experimentIds, run_view_type: 'ALL', max_results: RUNS },
        order_by: ['attributes.start_time DESC'],
      })
      yield shapes.list(newest.runs).map(shapes.toRun)
    },

    async has(run_id) {
      return client.get(`${API}/runs/get`, { run_id }).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) return false
          throw error
        },
      )
    },

    tell: async (path, body) => void (await client.post(`${API}/${path}`, body)),

    async *points(run, keys) {
      for (let at = 0; at < keys.length; at += TOGETHER)
        yield* await Promise.all(keys.slice(at, at + TOGETHER).map((key) => history(run, key)))
    },

    async *loggedModels(experimentId) {
      const ask = (page_token: string | undefined) =>
        client.post(`${API}/logged-models/search`, { experiment_ids: [experimentId], max_results: 50, page_token })
      try {
        for await (const page of pages(ask)) yield shapes.list(page.models).map(shapes.toLoggedModel)
      } catch (error) {
        // Servers before 3.0 know none.
        if (!isMissing(error)) throw error
      }
    },

    async *models() {
      // Prompts are models that a search hides unless it names their tag.
      for (const filter of [undefined, PROMPTS]) {
        const ask = (page_token: string | undefined) =>
          client.get(`${API}/registered-models/search`, { max_results: 1_000, filter, page_token })
        try {
          for await (const page of pages(ask)) {
            const models = shapes.list(page.registered_models).map(shapes.toModel)
            const isPrompt = ({ tags }: (typeof models)[number]) =>
              tags.some(({ key }) => key === 'mlflow.prompt.is_prompt')
            yield models.filter((model) => isPrompt(model) === (filter !== undefined))
          }
        } catch (error) {
          if (!isMissing(error) && !(filter && error instanceof Declined)) throw error
        }
      }
    },

    async *versions(model) {
      const named = `name='${model.replaceAll("'", "''")}'`
      const seen = new Set<string>()
      // Versions of prompts are hidden as prompts are.
      for (const filter of [named, `${named} AND ${PROMPTS}`]) {
        const ask = (page_token: string | undefined) =>
          client.get(`${API}/model-versions/search`, { filter, max_results: 1_000, page_token })
        try {
          for await (const page of pages(ask)) {
            const all = shapes.list(page.model_versions).map(shapes.toVersion)
            yield all.filter(({ name, version }) => name === model && !seen.has(version) && seen.add(version))
          }
        } catch (error) {
          if (filter === named || !(error instanceof Declined)) throw error
        }
      }
    },

    files: (uri) => filesOf(client, uri),
    open: (uri, path) => openFile(client, uri, path),
    close: async () => undefined,
  }
}

async function* map<A, B>(from: AsyncIterable<A>, to: (one: A) => B): AsyncGenerator<B> {
  for await (const one of from) yield to(one)
}

/** Where the server lets files be read: through its proxy, else by the run or the model that they belong to. */
function placeOf(uri: string) {
  const [, proxied] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(uri) ?? []
  if (proxied !== undefined) return { proxied: proxied.replace(/\/+$/, '') }
  const [, model] = /\/models\/(m-[0-9a-f]{32})\/artifacts\/*$/.exec(uri) ?? []
  if (model) return { model }
  const [, run] = /\/([0-9a-f]{32})\/artifacts\/*$/.exec(uri) ?? []
  if (run) return { run }
  throw new Failure('NOT_IMPLEMENTED', `The files at '${uri}' belong to no run that the server serves.`)
}

const under = (folder: string, path: string): string => (folder && path ? `${folder}/${path}` : folder || path)
const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

async function listFolder(client: ServerClient, uri: string, folder: string): Promise<Json[]> {
  const { proxied, model, run } = placeOf(uri)
  if (proxied !== undefined) {
    const { files } = await client.get('/api/2.0/mlflow-artifacts/artifacts', { path: under(proxied, folder) })
    // By their base names.
    return shapes.list(files).map((file) => ({ ...file, path: under(folder, shapes.text(file.path)) }))
  }
  const { files } = model
    ? await client.get(`${API}/logged-models/${model}/artifacts/directories`, {
        artifact_directory_path: folder || undefined,
      })
    : await client.get(`${API}/artifacts/list`, { run_id: run, path: folder || undefined })
  return shapes.list(files)
}

async function* filesOf(client: ServerClient, uri: string): AsyncGenerator<SourceFile> {
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const { path, is_dir, file_size } of await listFolder(client, uri, folder)) {
      // A server that names a folder inside itself would be walked for ever.
      if (is_dir && shapes.text(path).length > folder.length) folders.push(shapes.text(path))
      else if (!is_dir) yield { path: shapes.text(path), size: Number(shapes.int(file_size)) }
    }
}

function openFile(client: ServerClient, uri: string, path: string): Promise<AsyncIterable<Uint8Array>> {
  const { proxied, model, run } = placeOf(uri)
  if (proxied !== undefined) return client.stream(`/api/2.0/mlflow-artifacts/artifacts/${encode(under(proxied, path))}`)
  if (model)
    return client.stream(`/ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files`, { artifact_file_path: path })
  return client.stream('/get-artifact', { run_uuid: run, run_id: run, path })
}
