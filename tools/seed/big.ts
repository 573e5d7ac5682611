/** Scenarios for speed: ten thousand runs, and one metric of a million points. */

import type { Client } from '../../src/cli/client.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { random } from '../../src/lib/random.ts'

const LANES = 16
const MINUTE = 60_000

type Say = (text: string) => void

/** A new experiment; its number in the name keeps earlier ones apart. */
async function create(client: Client, name: string, now: number): Promise<string> {
  const { experiment_id } = await client.call(experiments.create, { name: `${name} ${new Date(now).toISOString()}` })
  return experiment_id
}

/** Calls `work` for 0 … n-1 on several connections. */
async function times(n: number, work: (i: number) => Promise<void>, say: Say): Promise<void> {
  let next = 0
  const tenth = Math.ceil(n / 10)
  const lane = async (): Promise<void> => {
    while (next < n) {
      const i = next++
      await work(i)
      if ((i + 1) % tenth === 0) say(`${(i + 1).toLocaleString('en')} of ${n.toLocaleString('en')}`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

export async function runs10k(client: Client, now: number, say: Say): Promise<void> {
  const n = 10_000
  const experiment_id = await create(client, 'runs-10k', now)
  const one = async (i: number): Promise<void> => {
    const r = random(`runs-10k ${i}`)
    const start_time = now - (n - i) * MINUTE
    const tags = [{ key: 'group', value: `g${i % 50}` }]
    const { run } = await client.call(runs.create, { experiment_id, run_name: `run-${i}`, start_time, tags })
    const { run_id } = run.info
    const params = Array.from({ length: 20 }, (_, k) => ({
      key: `p${k}`,
      value: String(r.integer(0, 10 ** (1 + (k % 4)))),
    }))
    const points = Array.from({ length: 20 }, (_, k) => ({
      key: k === 0 ? 'loss' : k === 1 ? 'accuracy' : `m${k}`,
      value: k === 1 ? r.next() : Math.exp(r.normal()),
      step: 1,
      timestamp: start_time + 1_000,
    }))
    await client.call(metrics.logBatch, { run_id, params, metrics: points })
    const status = i % 17 === 0 ? 'FAILED' : 'FINISHED'
    await client.call(runs.update, { run_id, status, end_time: start_time + r.integer(1, 600) * 1_000 })
  }
  await times(n, one, say)
  say(`10,000 runs with 20 metrics and 20 params each, in experiment ${experiment_id}.`)
}

/** Returns the id of the run. */
export async function points1m(client: Client, now: number, say: Say): Promise<string> {
  const n = 1_000_000
  const batch = 1_000
  const spike = 503_217
  const experiment_id = await create(client, 'points-1m', now)
  const start_time = now - n * 100
  const { run } = await client.call(runs.create, { experiment_id, run_name: 'a-million-points', start_time })
  const { run_id } = run.info
  const one = async (b: number): Promise<void> => {
    const r = random(`points-1m ${b}`)
    const points = Array.from({ length: batch }, (_, k) => {
      const step = b * batch + k
      const value = step === spike ? 100 : 1 + Math.sin(step / 40_000) / 4 + r.normal(0, 0.02)
      return { key: 'loss', value, step, timestamp: start_time + step * 100 }
    })
    await client.call(metrics.logBatch, { run_id, metrics: points })
  }
  await times(n / batch, one, say)
  await client.call(runs.update, { run_id, status: 'FINISHED', end_time: now })
  say(
    `Run ${run_id} with 1,000,000 points of 'loss' and one spike of 100 at step ${spike}, in experiment ${experiment_id}.`,
  )
  return run_id
}
