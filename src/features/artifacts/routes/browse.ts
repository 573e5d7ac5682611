/** Routes by which people look through artifacts, one line each. */
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { browse as b } from '../contract/browse.ts'
import { sendFile } from '../download.ts'
import { join, toPath, toRoot } from '../path.ts'
import type { BrowseService } from '../service/browse.ts'
import type { FileService } from '../service/files.ts'

export function browseRoutes(http: Http, files: FileService, browse: BrowseService): void {
  mount(http, b.folder, (input, { workspace }) => browse.folder(workspace, input))
  mount(http, b.file, (input, { workspace }) => browse.file(workspace, input))
  mountRaw(http, b.content, ({ root, path, scripts = false }, context) =>
    sendFile(files, join(toRoot(root), toPath(path)), context, { scripts }),
  )
}
