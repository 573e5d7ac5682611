/** Routes that log points and read them back, as MLflow's clients call them. */
import { Double, Empty, Int64, route, Type } from '../../../lib/contract.ts'
import { Metric, MetricInput, Param, read, runId, Tag, write } from './shapes.ts'

const base = '/api/2.0/mlflow'

const MetricOfRun = Type.Object({
  key: Type.String(),
  value: Double(),
  timestamp: Int64(),
  step: Int64(),
  run_id: Type.String(),
})

export const metrics = {
  log: route(
    'metrics.log',
    'POST',
    `${base}/runs/log-metric`,
    write('Log one point of a metric.'),
    Type.Object({ ...runId, ...MetricInput.properties }),
    Empty,
  ),
  logBatch: route(
    'metrics.logBatch',
    'POST',
    `${base}/runs/log-batch`,
    write('Log up to 1,000 points, 100 params and 100 tags; all or nothing.'),
    Type.Object({
      ...runId,
      metrics: Type.Optional(Type.Array(MetricInput)),
      params: Type.Optional(Type.Array(Param)),
      tags: Type.Optional(Type.Array(Tag)),
    }),
    Empty,
  ),
  history: route(
    'metrics.history',
    'GET',
    `${base}/metrics/get-history`,
    read('Every point of one metric of a run, by time.'),
    Type.Object({
      ...runId,
      metric_key: Type.String(),
      max_results: Type.Optional(Int64()),
      page_token: Type.Optional(Type.String()),
    }),
    Type.Object({ metrics: Type.Optional(Type.Array(Metric)), next_page_token: Type.Optional(Type.String()) }),
  ),
  historyBulk: route(
    'metrics.historyBulk',
    'GET',
    '/ajax-api/2.0/mlflow/metrics/get-history-bulk',
    read('Points of one metric of up to 100 runs.'),
    Type.Object({
      run_id: Type.Optional(Type.Array(Type.String())),
      metric_key: Type.Optional(Type.String()),
      max_results: Type.Optional(Int64()),
    }),
    Type.Object({ metrics: Type.Array(MetricOfRun) }),
  ),
  historyInterval: route(
    'metrics.historyInterval',
    'GET',
    `${base}/metrics/get-history-bulk-interval`,
    read('A drawable sample of one metric of up to 100 runs, extremes kept.'),
    Type.Object({
      run_ids: Type.Array(Type.String()),
      metric_key: Type.String(),
      start_step: Type.Optional(Int64()),
      end_step: Type.Optional(Int64()),
      max_results: Type.Optional(Int64()),
    }),
    Type.Object({ metrics: Type.Optional(Type.Array(MetricOfRun)) }),
  ),
}
