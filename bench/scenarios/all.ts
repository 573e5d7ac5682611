/** The comparisons with MLflow's server, in the order of their run; the levels are those of the design. */
import { artifact } from './artifacts.ts'
import { batch, lifecycle, single } from './ingest.ts'
import { chart, getRun, history, search } from './reads.ts'
import type { Scenario } from './scenario.ts'

export const SCENARIOS: Record<string, Scenario> = {
  // While the disk is rested.
  upload: artifact('up', [1.5, undefined]),
  download: artifact('down', [3, undefined]),
  single: single(16, [15, 30]),
  single64: single(64, [15, 50]),
  batch: batch(10, [15, 40]),
  wide: batch(1000, [9, 9]),
  lifecycle,
  search,
  getrun: getRun,
  history,
  chart,
}
