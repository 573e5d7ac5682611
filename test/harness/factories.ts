/** Things that tests need, with sensible defaults: a test states only what matters to it. */
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { TestServer } from './server.ts'

type Call = TestServer['call']

let made = 0

/** A new experiment's id. */
export const anExperiment = async (call: Call, name = `experiment ${++made}`): Promise<string> =>
  (await call(experiments.create, { name })).experiment_id

/** A new run's id, in the default experiment unless said otherwise. */
export async function aRun(call: Call, input: Parameters<typeof createRun>[1] = {}): Promise<string> {
  return (await createRun(call, input)).info.run_id
}

const createRun = async (call: Call, input: Partial<Parameters<typeof call<RunInput, unknown>>[1]>) =>
  (await call(runs.create, { experiment_id: '0', start_time: 1_700_000_000_000, ...input })).run

type RunInput = NonNullable<NonNullable<(typeof runs.create)['types']>['input']>

/** Logs values of one metric at steps 0, 1, 2, … */
export const logValues = (call: Call, run_id: string, key: string, values: number[]): Promise<unknown> =>
  call(metrics.logBatch, {
    run_id,
    metrics: values.map((value, step) => ({ key, value, step, timestamp: 1_700_000_000_000 + step })),
  })
