/** How the server is, over HTTP. */
import type { Check } from '../../../lib/check.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { operate as contract } from '../contract.ts'

export function healthRoutes(http: Http, health: () => Promise<Check[]>): void {
  mount(http, contract.health, async () => ({ checks: await health() }))
}
