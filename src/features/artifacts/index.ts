/** Files of runs and models: MLflow's artifact proxy, on content-addressed blobs. */
import type { Deps } from '../../platform/deps.ts'
import type { Context } from '../../platform/http/mount.ts'
import { sendFile } from './download.ts'
import { type Elsewhere, NOWHERE } from './elsewhere.ts'
import { artifactJobs, SWEEP_BLOBS } from './jobs.ts'
import { join, toPath, toRoot } from './path.ts'
import { browseRoutes } from './routes/browse.ts'
import { fileRoutes, runRoutes } from './routes/files.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { browseService } from './service/browse.ts'
import { fileService } from './service/files.ts'
import { moveFiles } from './service/move.ts'
import { type RunPort, runArtifacts } from './service/runs.ts'
import { sweepService } from './service/sweep.ts'
import { uploadService } from './service/uploads.ts'
import { browseStore } from './store/browse.ts'
import { fileStore } from './store/files.ts'
import { purgeFiles } from './store/purge.ts'
import { trashStore } from './store/trash.ts'
import { uploadStore } from './store/uploads.ts'
import './tables.ts'

export type { RunPort } from './service/runs.ts'

/** Where the blobs of files and of parts are named, so that backups take them along. */
export const BLOB_COLUMNS = [
  { table: 'artifact_files', digest: 'digest', size: 'size' },
  { table: 'artifact_parts', digest: 'digest', size: 'size' },
]

export function artifacts({ http, config, log, db, blobs, jobs, now, runs }: Deps & { runs: RunPort }) {
  let elsewhere = NOWHERE
  const store = fileStore(db)
  const files = fileService({ db, store, blobs, now, holdFolder: runs.holdFolder, elsewhere: () => elsewhere })
  const ofRuns = runArtifacts(files, runs)
  fileRoutes(http, files)
  runRoutes(http, files, ofRuns)
  const browse = browseStore(db)
  browseRoutes(http, files, browseService(files, browse))
  uploadRoutes(http, config, uploadService(db, uploadStore(db), files, blobs, now))
  artifactJobs(jobs, sweepService(store, uploadStore(db), blobs, now), log)
  return {
    purge: purgeFiles,
    move: moveFiles,
    trash: trashStore(db),
    sweepBlobs: SWEEP_BLOBS,
    take: {
      /** Files that are left where they are come through here. */
      onElsewhere: (port: Elsewhere): void => {
        elsewhere = port
      },
      /** Keeps the bytes of a file below an artifact URI. */
      file: (workspace: number, uri: string, path: string, bytes: AsyncIterable<Uint8Array>) =>
        files.upload(workspace, join(toRoot(uri), toPath(path)), bytes),
      /** What is kept there already. */
      find: (workspace: number, uri: string, path: string) => store.find(workspace, join(toRoot(uri), toPath(path))),
    },
    artifacts: {
      /** What lies in a folder below an artifact URI, by paths from there. */
      list: ofRuns.listUri,
      /** How much there is below an artifact URI. */
      count: async (workspace: number, uri: string) => {
        const { files, bytes } = await browse.page(workspace, toRoot(uri), undefined, undefined, 1)
        return { files, bytes }
      },
      /** The text of a small file below an artifact URI. */
      read: (workspace: number, uri: string, path: string, maxBytes: number) =>
        files.readText(workspace, join(toRoot(uri), toPath(path)), maxBytes),
      /** Answers a raw route with the file at `path` below an artifact URI. */
      send: (uri: string, path: string, context: Context) => sendFile(files, join(toRoot(uri), toPath(path)), context),
    },
  }
}
