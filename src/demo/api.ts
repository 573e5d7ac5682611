/** What the demo needs of a client: typed calls to one workspace, and files. */
import type { Route } from '../lib/contract.ts'

export interface Api {
  call<I, O>(route: Route<I, O>, input: I, signal?: AbortSignal): Promise<O>
  upload(runId: string, path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>
}

/** The server's first workspace, in which workspaces are made, and the demo's own. */
export interface Apis {
  root: Pick<Api, 'call'>
  shop: Api
}
