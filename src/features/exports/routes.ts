/** An export over HTTP: a refusal comes before the first byte, later the reply breaks off. */
import { PassThrough } from 'node:stream'
import type { Logger } from 'pino'
import { mountRaw } from '../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../platform/http/server.ts'
import { exports as contract } from './contract.ts'
import type { ExportService } from './service.ts'

export function exportRoutes(http: Http, service: ExportService, log: Logger): void {
  mountRaw(http, contract.stream, async ({ artifacts = true }, { request, reply, workspace, accountId }) => {
    const workspaceName = workspaceNameOf(request)
    const stream = new PassThrough({ highWaterMark: 1 << 20 })
    let begun = false
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        begun = true
        reply
          .headers({
            'content-type': 'application/x-tar',
            'content-disposition': `attachment; filename="${workspaceName}-export.tar"`,
          })
          .send(stream)
        resolve()
      }
      service.send(stream, { workspace, workspaceName, accountId, artifacts }, begin).catch((error: unknown) => {
        stream.destroy()
        if (begun) log.warn({ err: error }, 'an export broke off')
        reject(error)
      })
    })
  })
}
