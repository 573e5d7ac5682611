/**
 * The typed client for programs: every route with its input and its reply, int64-safe, with failures that say what to
 * do. `import { api, connect } from 'bellwether'`.
 */

import { access } from '../features/access/contract/accounts.ts'
import { device } from '../features/access/contract/device.ts'
import { erasing } from '../features/access/contract/erasing.ts'
import { identities } from '../features/access/contract/identities.ts'
import { members } from '../features/access/contract/members.ts'
import { mlflowWorkspaces } from '../features/access/contract/mlflow-workspaces.ts'
import { passwords } from '../features/access/contract/passwords.ts'
import { tokens } from '../features/access/contract/tokens.ts'
import { workspaces } from '../features/access/contract/workspaces.ts'
import { audit } from '../features/activity/contract/audit.ts'
import { activity } from '../features/activity/contract.ts'
import { approvals } from '../features/approvals/contract.ts'
import { browse } from '../features/artifacts/contract/browse.ts'
import { files } from '../features/artifacts/contract/files.ts'
import { uploads } from '../features/artifacts/contract/uploads.ts'
import { exports } from '../features/exports/contract.ts'
import { figures } from '../features/handbook/contract/figures.ts'
import { roles } from '../features/handbook/contract/roles.ts'
import { specialisations } from '../features/handbook/contract/specialisations.ts'
import { team } from '../features/handbook/contract/team.ts'
import { handbook } from '../features/handbook/contract.ts'
import { home } from '../features/home/contract.ts'
import { measured } from '../features/models/contract/measured.ts'
import { registered } from '../features/models/contract/own.ts'
import { registry } from '../features/models/contract/registry.ts'
import { versions } from '../features/models/contract/versions.ts'
import { models } from '../features/models/contract.ts'
import { operate } from '../features/operate/contract.ts'
import { compare } from '../features/track/contract/compare.ts'
import { datasets } from '../features/track/contract/datasets.ts'
import { experiments } from '../features/track/contract/experiments.ts'
import { extremes } from '../features/track/contract/extremes.ts'
import { inputs } from '../features/track/contract/inputs.ts'
import { metrics } from '../features/track/contract/metrics.ts'
import { moving } from '../features/track/contract/moving.ts'
import { own } from '../features/track/contract/own.ts'
import { personal } from '../features/track/contract/personal.ts'
import { runs } from '../features/track/contract/runs.ts'
import { storage } from '../features/track/contract/storage.ts'
import { table } from '../features/track/contract/table.ts'
import { follows } from '../features/transfer/contract/follows.ts'
import { imports } from '../features/transfer/contract/imports.ts'
import { trash } from '../features/trash/contract.ts'
import { mlflowWebhooks } from '../features/webhooks/contract/mlflow.ts'
import { webhooks } from '../features/webhooks/contract.ts'
import { type Client, createClient } from './client.ts'
import { findServer } from './find-server.ts'

export type { Input, Reply, Route } from '../lib/contract.ts'
export type { Int64 } from '../lib/json.ts'
export type { Client, SendOptions } from './client.ts'
export { Refused, Unreachable } from './output.ts'

/** All routes, as the OpenAPI document has them. */
export const api = {
  access,
  activity,
  approvals,
  audit,
  browse,
  compare,
  datasets,
  device,
  erasing,
  experiments,
  exports,
  extremes,
  figures,
  files,
  follows,
  handbook,
  home,
  identities,
  imports,
  inputs,
  measured,
  members,
  metrics,
  mlflowWebhooks,
  mlflowWorkspaces,
  models,
  moving,
  operate,
  own,
  passwords,
  personal,
  registered,
  registry,
  roles,
  runs,
  specialisations,
  storage,
  table,
  team,
  tokens,
  trash,
  uploads,
  versions,
  webhooks,
  workspaces,
}

export interface ConnectOptions {
  /** Without it: BELLWETHER_URL, MLFLOW_TRACKING_URI, the server of this machine. */
  url?: string
  /** Without it: BELLWETHER_TOKEN or MLFLOW_TRACKING_TOKEN. */
  token?: string
  workspace?: string
}

/** Throws a failure when the address is none; no request is sent before the first call. */
export function connect({ url, token, workspace }: ConnectOptions = {}): Client {
  const place = findServer(url === undefined ? {} : { url })
  return createClient({
    ...place,
    ...(workspace !== undefined && { url: `${place.url}/w/${encodeURIComponent(workspace)}` }),
    ...(token !== undefined && { token }),
  })
}
