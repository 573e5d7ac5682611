/** Scenario for the table of runs: many runs with hundreds of keys each, every configuration repeated with other seeds. */

import type { Client } from '../../src/cli/client.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { type Random, random } from '../../src/lib/random.ts'

const LANES = 16
const MINUTE = 60_000
/** Runs of one configuration. */
const SEEDS = 5
/** The server takes at most so many params in one batch. */
const PARAMS_AT_ONCE = 100

export const WIDE = { metrics: 250, params: 200, tags: 50 } as const
const OPTIMIZERS = ['adamw', 'lion', 'sgd', 'adafactor']
const TEAMS = ['search', 'recommendations', 'ads', 'trust']

/** `name(0)`, `name(1)` … until there are as many as wanted, behind those that are named. */
const named = (first: string[], count: number, name: (i: number) => string): string[] => [
  ...first,
  ...Array.from({ length: count - first.length }, (_, i) => name(i)),
]
const two = (i: number): string => String(i).padStart(2, '0')

const METRICS = named(['val/auc', 'val/loss', 'train/loss', 'p99_ms'], WIDE.metrics, (i) =>
  i < 100
    ? `eval/class_${two(i)}/average_precision`
    : i < 200
      ? `layer_${two(i - 100)}/attention/gradient_norm`
      : `val/slice_${two(i - 200)}/recall`,
)
const PARAMS = named(['lr', 'optimizer', 'width', 'layers', 'batch_size', 'seed'], WIDE.params, (i) =>
  i < 100 ? `model.block_${two(i)}.dropout` : `data.source_${two(i - 100)}.weight`,
)
const TAGS = named(['team', 'data.version', 'owner'], WIDE.tags, (i) => `audit.check_${two(i)}`)

/** What the runs of one configuration have in common. */
function configurationOf(c: number) {
  const r = random(`wide ${c}`)
  const lr = r.pick([0.0003, 0.001, 0.003, 0.01, 0.03])
  const width = r.pick([64, 128, 256, 512])
  const layers = r.integer(2, 12)
  const optimizer = r.pick(OPTIMIZERS)
  const auc = 0.84 + 0.012 * Math.log2(width / 64) - 0.02 * Math.abs(Math.log10(lr / 0.003)) + r.normal(0, 0.006)
  const params: Record<string, string> = {
    lr: String(lr),
    optimizer,
    width: String(width),
    layers: String(layers),
    batch_size: String(r.pick([64, 128, 256])),
  }
  for (const name of PARAMS.slice(6)) params[name] = (r.integer(0, 20) / 20).toFixed(2)
  return { auc, params }
}

const pairs = (record: Record<string, string>) => Object.entries(record).map(([key, value]) => ({ key, value }))

function metricOf(name: string, auc: number, r: Random): number {
  if (name === 'val/auc') return auc
  if (name === 'val/loss') return 1.6 - 1.3 * auc + r.normal(0, 0.01)
  if (name === 'train/loss') return 1.5 - 1.3 * auc + r.normal(0, 0.01)
  if (name === 'p99_ms') return 8 + 9 * r.next()
  return name.startsWith('layer_') ? Math.exp(r.normal(0, 0.4)) : Math.min(1, Math.max(0, auc + r.normal(0, 0.05)))
}

async function makeRun(client: Client, experiment_id: string, i: number, start: number): Promise<void> {
  const c = Math.floor(i / SEEDS)
  const seed = i % SEEDS
  const r = random(`wide ${c} ${seed}`)
  const { auc, params } = configurationOf(c)
  const tags: Record<string, string> = {
    'mlflow.user': r.pick(['lin', 'amara', 'jonas', 'mei']),
    team: TEAMS[c % TEAMS.length]!,
    'data.version': `2026-0${1 + (c % 9)}`,
    owner: r.pick(['lin', 'amara', 'jonas', 'mei']),
  }
  for (const name of TAGS.slice(3)) if (r.next() < 0.95) tags[name] = r.pick(['passed', 'passed', 'waived'])
  const { run } = await client.call(runs.create, {
    experiment_id,
    run_name: `config-${c}-seed-${seed}`,
    start_time: start,
    tags: pairs(tags),
  })
  const { run_id } = run.info
  const all = pairs({ ...params, seed: String(seed) })
  const own = auc + r.normal(0, 0.003)
  // Most runs have most keys: what is missing differs from run to run.
  const points = METRICS.filter((_, m) => m < 4 || r.next() < 0.95).map((key) => ({
    key,
    value: metricOf(key, own, r),
    step: 100,
    timestamp: start + MINUTE,
  }))
  await client.call(metrics.logBatch, { run_id, params: all.slice(0, PARAMS_AT_ONCE), metrics: points })
  await client.call(metrics.logBatch, { run_id, params: all.slice(PARAMS_AT_ONCE) })
  const status = i % 97 === 0 ? 'FAILED' : 'FINISHED'
  await client.call(runs.update, { run_id, status, end_time: start + r.integer(60, 3_600) * 1_000 })
}

/** Makes an experiment with `count` runs, the newest a minute old; returns its id. */
export async function wide(client: Client, now: number, say: (text: string) => void, count = 10_000): Promise<string> {
  const name = `runs-${count}-500 ${new Date(now).toISOString()}`
  const { experiment_id } = await client.call(experiments.create, { name })
  let next = 0
  const tenth = Math.ceil(count / 10)
  const lane = async (): Promise<void> => {
    while (next < count) {
      const i = next++
      await makeRun(client, experiment_id, i, now - (count - i) * MINUTE)
      if ((i + 1) % tenth === 0) say(`${(i + 1).toLocaleString('en')} of ${count.toLocaleString('en')}`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const keys = WIDE.metrics + WIDE.params + WIDE.tags
  say(`${count.toLocaleString('en')} runs with ${keys} keys, in experiment ${experiment_id}.`)
  return experiment_id
}
