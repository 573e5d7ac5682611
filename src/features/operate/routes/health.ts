/** How the server is, over HTTP. */
import type { Check } from '../../../lib/check.ts'
import type { Reply } from '../../../lib/contract.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { operate as contract } from '../contract.ts'

type DiskUse = Reply<typeof contract.disk>

export function healthRoutes(http: Http, health: () => Promise<Check[]>, disk: () => Promise<DiskUse>): void {
  mount(http, contract.health, async () => ({ checks: await health() }))
  mount(http, contract.disk, disk)
}
