/** Artifacts by the run, or by the artifact URI, that they belong to. */
import { invalid } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import { join, toFolder, toPath, toPlain, toRoot } from '../path.ts'
import { type Entry, type FileService, relativeTo } from './files.ts'

/** What artifacts needs to know of runs; `track` provides it. */
export interface RunPort {
  /** Throws RESOURCE_DOES_NOT_EXIST for an unknown run. */
  artifactUri(workspace: number, runId: string): Promise<string>
  /** Throws where a path belongs to another workspace; holds it until the transaction ends. */
  holdFolder(tx: Tx, workspace: number, path: string): Promise<void>
}

export interface RunId {
  run_id?: string
  run_uuid?: string
}

export function runArtifacts(files: FileService, runs: RunPort) {
  const uriOf = (workspace: number, { run_id, run_uuid }: RunId): Promise<string> => {
    const id = run_id || run_uuid
    if (!id) throw invalid("Missing value for required parameter 'run_id'. Send it in the request.")
    return runs.artifactUri(workspace, id)
  }
  /** What lies in a folder below an artifact URI, by paths from there. */
  async function listUri(workspace: number, uri: string, path?: string): Promise<Entry[]> {
    const root = toRoot(uri)
    const entries = await files.list(workspace, join(root, toFolder(toPlain(path))))
    return entries.map((entry) => relativeTo(root, entry))
  }

  return {
    listUri,
    async list(workspace: number, run: RunId, path?: string) {
      const uri = await uriOf(workspace, run)
      return { uri, entries: await listUri(workspace, uri, path) }
    },
    async page(
      workspace: number,
      run: RunId,
      path: string | undefined,
      from: string,
      limit: number,
      recursive: boolean,
    ) {
      const uri = await uriOf(workspace, run)
      const root = toRoot(uri)
      const folder = join(root, toFolder(path))
      const page = await files.page(workspace, folder, from, limit, recursive)
      return { uri, next: page.next, entries: page.entries.map((entry) => relativeTo(root, entry)) }
    },
    /** The proxy's path of a run's artifact. */
    pathOf: async (workspace: number, run: RunId, path: string) =>
      join(toRoot(await uriOf(workspace, run)), toPath(path)),
  }
}

export type RunArtifacts = ReturnType<typeof runArtifacts>
