/** Routes of uploads in parts, one line each. */

import { Failure } from '../../../lib/failure.ts'
import type { Config } from '../../../platform/config.ts'
import { baseOf } from '../../../platform/http/base.ts'
import { type Context, mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { withBody } from '../body.ts'
import { uploads as u } from '../contract/uploads.ts'
import type { UploadService } from '../service/uploads.ts'

const first = (header: string | string[] | undefined): string | undefined =>
  (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim()

/** The server's address as the client sees it. What a proxy says counts only for known accounts. */
function addressOf({ request, accountId }: Context, basePath: string): string {
  const { 'x-forwarded-proto': proto, 'x-forwarded-host': host } = accountId === null ? {} : request.headers
  return `${first(proto) ?? request.protocol}://${first(host) ?? request.host}${accountId === null ? basePath : baseOf(request, basePath)}`
}

/** MLflow's own words: its client recognises them and goes on without. */
const unsupported = (what: string) => () => {
  throw new Failure('NOT_IMPLEMENTED', `${what} is not supported for the current artifact repository`)
}

export function uploadRoutes(http: Http, { basePath }: Config, uploads: UploadService): void {
  mount(http, u.create, async ({ '*': folder, path, num_parts }, context) => {
    const { id, signatures } = await uploads.create(context.workspace, folder, path, num_parts)
    const base = `${addressOf(context, basePath)}/api/2.0/mlflow-artifacts/mpu/part/${id}`
    return {
      upload_id: id,
      credentials: signatures.map((sig, i) => ({ url: `${base}/${i + 1}?sig=${sig}`, part_number: i + 1 })),
    }
  })
  mountRaw(http, u.part, async ({ upload_id, part_number, sig }, { request, reply }) => {
    const { digest } = await withBody(request, (body) => uploads.putPart(upload_id, part_number, sig, body))
    return reply.header('etag', `"${digest}"`).header('content-type', 'application/json').send('{}')
  })
  mount(
    http,
    u.complete,
    async ({ '*': folder, path, upload_id, parts }, { workspace }) =>
      void (await uploads.complete(workspace, upload_id, folder, path, parts)),
  )
  mount(http, u.abort, async ({ upload_id }, { workspace }) => void (await uploads.abort(workspace, upload_id)))
  mount(http, u.presigned, unsupported('Multipart download'))
  mount(http, u.presignedUpload, unsupported('Presigned upload'))
  mount(http, u.presignedDownload, unsupported('Presigned download'))
}
