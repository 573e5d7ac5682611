/** Routes of artifact files, one line each. */
import { invalid } from '../../../lib/failure.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { withBody } from '../body.ts'
import { files as f } from '../contract/files.ts'
import { sendFile } from '../download.ts'
import { baseName } from '../path.ts'
import type { Entry, FileService } from '../service/files.ts'
import type { RunArtifacts } from '../service/runs.ts'

const toInfo = ({ path, file }: Entry) => ({ path, is_dir: !file, file_size: file?.size || undefined })

const toOwn = ({ path, file }: Entry) => ({
  path,
  is_dir: !file,
  ...(file && { size: file.size, digest: file.digest, created_at: new Date(file.created_ms).toISOString() }),
})

const orAbsent = <T>(list: T[]): T[] | undefined => (list.length ? list : undefined)

/** A cursor is the path at which the next page begins. */
const toCursor = (path: string): string => Buffer.from(path).toString('base64url')
function fromCursor(cursor: string): string {
  const path = Buffer.from(cursor, 'base64url').toString()
  if (!path || path.includes('\0') || toCursor(path) !== cursor)
    throw invalid('The cursor is not one that this route returned. Begin without one.')
  return path
}

export function fileRoutes(http: Http, files: FileService): void {
  mountRaw(http, f.upload, async ({ '*': path }, { workspace, request, reply }) => {
    await withBody(request, (body) => files.upload(workspace, path, body))
    return reply.send()
  })
  mountRaw(http, f.download, ({ '*': path }, context) => sendFile(files, path, context))
  mount(http, f.delete, async ({ '*': path }, { workspace }) => void (await files.delete(workspace, path)))
  mount(http, f.list, async ({ path }, { workspace }) => {
    const entries = await files.list(workspace, path)
    return { files: orAbsent(entries.map((entry) => toInfo({ ...entry, path: baseName(entry.path) }))) }
  })
}

export function runRoutes(http: Http, files: FileService, runs: RunArtifacts): void {
  mount(http, f.listRun, async ({ path, ...run }, { workspace }) => {
    const { uri, entries } = await runs.list(workspace, run, path)
    return { root_uri: uri, files: orAbsent(entries.map(toInfo)) }
  })
  mountRaw(http, f.downloadRun, async ({ path, ...run }, context) =>
    sendFile(files, await runs.pathOf(context.workspace, run, path), context),
  )
  mountRaw(http, f.uploadRun, async ({ path, ...run }, { workspace, request, reply }) => {
    await withBody(request, async (body) => files.upload(workspace, await runs.pathOf(workspace, run, path), body))
    return reply.header('content-type', 'application/json').send('{}')
  })
  mount(http, f.ofRun, async ({ path, recursive = false, limit = 1000, cursor, ...run }, { workspace }) => {
    const from = cursor === undefined ? '' : fromCursor(cursor)
    const { uri, entries, next } = await runs.page(workspace, run, path, from, limit, recursive)
    return { root_uri: uri, files: entries.map(toOwn), next_cursor: next && toCursor(next) }
  })
}
