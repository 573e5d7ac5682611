/** Tracking's own routes, one line each. */

import type { Reply } from '../../../lib/contract.ts'
import type { Int64 } from '../../../lib/json.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { datasets } from '../contract/datasets.ts'
import { extremes } from '../contract/extremes.ts'
import { own } from '../contract/own.ts'
import { storage } from '../contract/storage.ts'
import { table } from '../contract/table.ts'
import type { DatasetService } from '../service/datasets.ts'
import type { ExecutionService } from '../service/executions.ts'
import type { TableService } from '../service/table.ts'
import { linkOf, type ViewService } from '../service/views.ts'

interface Services {
  views: ViewService
  executions: ExecutionService
  datasets: DatasetService
  storage(): Promise<Reply<typeof storage.points>>
  /** When a run was last heard of, where it ran before. */
  setLastSeen(workspace: number, runId: string, at: Int64): Promise<void>
}

export function ownRoutes(
  http: Http,
  { views, executions, datasets: data, storage: stored, setLastSeen }: Services,
): void {
  mount(http, storage.points, stored)
  mount(http, own.experiments, (input, { workspace }) => views.experiments(workspace, input))
  mount(http, own.experiment, ({ experiment_id }, { workspace }) => views.experiment(workspace, experiment_id))
  mount(http, own.searchRuns, (input, { workspace }) => views.search(workspace, input))
  mount(http, own.run, ({ run_id }, { workspace }) => views.detail(workspace, run_id))
  mount(http, own.setLastSeen, async ({ run_id, last_seen_at }, { workspace }) => {
    await setLastSeen(workspace, run_id, last_seen_at)
    return { state: (await views.detail(workspace, run_id)).run.state }
  })
  mount(http, own.points, (input, { workspace }) => views.points(workspace, input))
  mount(http, datasets.version, (input, { workspace }) => data.version(workspace, input))
  mount(http, extremes.ofRun, (input, { workspace }) => views.extremes(workspace, input))
  mount(http, own.diff, ({ a, b }, { workspace }) => views.diff(workspace, a, b))
  mount(http, own.startExecution, async (input, actor) => ({ execution_id: await executions.start(actor, input) }))
  mount(http, own.finishExecution, async (input, actor) => ({
    runs: (await executions.finish(actor, input)).map(linkOf),
  }))
}

export function tableRoutes(http: Http, service: TableService): void {
  mount(http, table.keys, ({ experiment_id }, { workspace }) => service.keys(workspace, experiment_id))
  mount(http, table.values, (input, { workspace }) => service.values(workspace, input))
  mount(http, table.groups, (input, { workspace }) => service.groups(workspace, input))
}
