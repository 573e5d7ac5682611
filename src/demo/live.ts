/** Keeps the one run running that the story leaves running: a step every few seconds, until it is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import { metrics } from '../features/track/contract/metrics.ts'
import { own } from '../features/track/contract/own.ts'
import { runs } from '../features/track/contract/runs.ts'
import type { Api } from './api.ts'
import { pointsAt } from './story/ranker/known.ts'
import { BEST, RUNNING } from './story/truth.ts'

/** A server that is stopping or was taken away is not asked for ever. */
const MOST_FAILURES = 5

interface Options {
  now(): number
  signal: AbortSignal
  everyMs?: number
}

export async function keepRunning(shop: Api, { now, signal, everyMs = RUNNING.everyMs }: Options): Promise<void> {
  let failures = 0
  let run: { run_id: string; step: number } | undefined
  while (!signal.aborted && failures < MOST_FAILURES) {
    try {
      run ??= await find(shop, signal)
      if (!run) return
      const { run_id, step } = run
      if (step >= RUNNING.steps) {
        await shop.call(runs.update, { run_id, status: 'FINISHED', end_time: now() }, signal)
        return
      }
      await shop.call(metrics.logBatch, { run_id, metrics: pointsAt(step, now()) }, signal)
      run.step++
      failures = 0
    } catch {
      // It may be gone with its workspace: look again.
      run = undefined
      failures++
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}

/** The run and its next step; nothing if it has ended or is not there. */
async function find(shop: Api, signal: AbortSignal): Promise<{ run_id: string; step: number } | undefined> {
  const { experiments } = await shop.call(own.experiments, { search: BEST.experiment }, signal)
  const ranker = experiments.find(({ name }) => name === BEST.experiment)
  if (!ranker) return undefined
  const found = await shop.call(
    own.searchRuns,
    {
      experiment_ids: [ranker.experiment_id],
      filter: `run_name = '${RUNNING.name}'`,
      columns: ['metrics.train/loss'],
      limit: 1,
    },
    signal,
  )
  const run = found.runs[0]
  if (!run || (run.state !== 'running' && run.state !== 'lost')) return undefined
  return { run_id: run.run_id, step: Number(run.metrics['train/loss']?.step ?? -1) + 1 }
}
