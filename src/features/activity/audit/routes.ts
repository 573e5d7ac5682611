/** The audit over HTTP: the head as JSON, the log as a stream of lines. */
import { Readable } from 'node:stream'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import { type Http, workspaceNameOf } from '../../../platform/http/server.ts'
import { audit as contract } from '../contract/audit.ts'
import type { FindingService } from '../finding/service.ts'
import type { AuditService } from './service.ts'

export function auditRoutes(http: Http, audit: AuditService, finding: FindingService): void {
  mount(http, contract.list, (input, { workspace }) => finding.list(workspace, input))
  mount(http, contract.days, (input, { workspace }) => finding.days(workspace, input))
  mount(http, contract.head, () => audit.head())
  mount(http, contract.status, () => audit.status())
  mount(http, contract.accept, async ({ reason }, { accountId }) => {
    await audit.accept(accountId, reason)
    return {}
  })

  mountRaw(http, contract.export, async (input, { request, reply, workspace, accountId, may }) => {
    reply.header('content-type', 'application/x-ndjson; charset=utf-8').header('cache-control', 'no-store')
    if (request.method === 'HEAD') return reply.send('')
    const workspaceName = workspaceNameOf(request)
    const lines = await audit.export({ workspace, workspaceName, accountId, isForAll: may.install }, input)
    const day = new Date().toISOString().slice(0, 10)
    return reply
      .header('content-disposition', `attachment; filename="audit-${workspaceName}-${day}.jsonl"`)
      .send(Readable.from(lines, { objectMode: false }))
  })
}
