/** MLflow's routes that log points and read them back. */
import type { Points } from '../../../lib/points.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { metrics as m } from '../contract/metrics.ts'
import type { LogService } from '../service/log.ts'
import { plainBatch, plainPoint } from './plain.ts'

/** Points as MLflow's JSON, written directly: a history may have a million of them. */
function toJsonList(key: string, { steps, timestamps, values }: Points, runId?: string): string {
  const head = `{"key":${JSON.stringify(key)},"value":`
  const tail = runId === undefined ? '}' : `,"run_id":${JSON.stringify(runId)}}`
  const parts = new Array<string>(steps.length)
  for (let i = 0; i < steps.length; i++) {
    const v = values[i]!
    parts[i] = `${head}${Number.isFinite(v) ? v : `"${v}"`},"timestamp":${timestamps[i]},"step":${steps[i]}${tail}`
  }
  return parts.join(',')
}

const ofRuns = (key: string, runs: [string, Points][]): string =>
  runs
    .map(([runId, points]) => toJsonList(key, points, runId))
    .filter(Boolean)
    .join(',')

export function metricRoutes(http: Http, log: LogService): void {
  mount(
    http,
    m.log,
    async ({ run_id, run_uuid, ...metric }, actor) =>
      void (await log.logBatch(actor, { run_id, run_uuid, metrics: [metric] })),
    { plain: plainPoint },
  )
  mount(http, m.logBatch, async (input, actor) => void (await log.logBatch(actor, input)), { plain: plainBatch })
  mount(http, m.history, async (input, { workspace }) => {
    const { points, token } = await log.history(workspace, input)
    const list = points.steps.length ? `"metrics":[${toJsonList(input.metric_key, points)}]` : ''
    return `{${list}${token ? `,"next_page_token":"${token}"` : ''}}`
  })
  mount(
    http,
    m.historyBulk,
    async (input, { workspace }) =>
      `{"metrics":[${ofRuns(input.metric_key ?? '', await log.historyBulk(workspace, input))}]}`,
  )
  mount(http, m.historyInterval, async (input, { workspace }) => {
    const list = ofRuns(input.metric_key, await log.historyInterval(workspace, input))
    return list ? `{"metrics":[${list}]}` : '{}'
  })
}
