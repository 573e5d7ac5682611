/** Fills a server with runs as a small team would have them, the awkward ones included; the same each time. */
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Route } from '../../src/lib/contract.ts'
import { type Asked, seedApprovals } from './seed-approvals.ts'
import { type Put, seedFiles } from './seed-files.ts'
import { clicks, type Modelled, seedLineage } from './seed-lineage.ts'
import { type Odd, seedParams } from './seed-params.ts'
import { type Repeated, seedRepeats } from './seed-repeats.ts'

export type Call = <I, O>(route: Route<I, O>, input: I) => Promise<O>

export interface Seeded extends Modelled, Repeated, Odd, Asked {
  ranker: string
  wide: string
  /** Finished, with datasets, an environment, a nested run. */
  best: string
  second: string
  running: string
  /** Looks lost once its `lost_ms` is set. */
  silent: string
  diverged: string
  manyMetrics: string
  /** One metric of a million points, where somebody took the time to log them. */
  million?: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const TURNS = 12
const FIRST = ['brave', 'calm', 'keen', 'plain', 'odd', 'late', 'warm', 'tidy', 'swift', 'quiet', 'bold', 'mellow']
const SECOND = ['heron', 'otter', 'lynx', 'wren', 'ibex', 'finch', 'newt', 'crane', 'badger', 'plover', 'marten']

/** Numbers in [0, 1) that are the same each time. (mulberry32) */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

type Point = { key: string; value: number; timestamp: number; step: number }

async function logAll(call: Call, run_id: string, points: Point[]): Promise<void> {
  for (let at = 0; at < points.length; at += 1_000)
    await call(metrics.logBatch, { run_id, metrics: points.slice(at, at + 1_000) })
}

/** Works through a list with a few at a time. */
async function inTurns<T>(turns: number, list: T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...list]
  const turn = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: turns }, turn))
}

const pairs = (record: Record<string, string>) => Object.entries(record).map(([key, value]) => ({ key, value }))

const curve = (
  key: string,
  start: number,
  everyMs: number,
  steps: number,
  at: (x: number) => number,
  noise: () => number,
): Point[] =>
  Array.from({ length: steps }, (_, step) => ({
    key,
    step,
    timestamp: start + step * everyMs,
    value: at(step / steps) + noise(),
  }))

export async function seed(call: Call, now: number, count: number, put: Put): Promise<Seeded> {
  const dice = random(7)
  const noise = (size: number) => () => (dice() - 0.5) * size
  const { experiment_id: ranker } = await call(experiments.create, { name: 'ranker' })

  async function makeRun(
    name: string,
    start: number,
    options: {
      experiment?: string
      tags?: Record<string, string>
      params?: Record<string, string>
      user?: string
    } = {},
  ) {
    const { run } = await call(runs.create, {
      experiment_id: options.experiment ?? ranker,
      run_name: name,
      start_time: start,
      user_id: options.user ?? 'lin',
      tags: pairs(options.tags ?? {}),
    })
    if (options.params) await call(metrics.logBatch, { run_id: run.info.run_id, params: pairs(options.params) })
    return run.info.run_id
  }

  async function rankerRun(
    i: number,
    auc: number,
    ended: 'FINISHED' | 'FAILED' | 'KILLED' | undefined,
    agoMs?: number,
  ) {
    const dice = random(i)
    const noise = (size: number) => () => (dice() - 0.5) * size
    const name = `${FIRST[(i * 7) % FIRST.length]}-${SECOND[(i * 5) % SECOND.length]}-${i}`
    const start = now - (agoMs ?? (count - i + 3) * 1.7 * HOUR)
    const run_id = await makeRun(name, start, {
      tags: { team: i % 3 ? 'search' : 'recommendations' },
      user: ['lin', 'amara', 'jonas'][i % 3]!,
      params: {
        lr: [0.001, 0.003, 0.005, 0.01][i % 4]!.toString(),
        batch_size: String(2 ** (5 + (i % 4))),
        optimizer: ['adamw', 'lion', 'sgd'][i % 3]!,
        layers: String(2 + (i % 5)),
        seed: String(i),
      },
    })
    const steps = 40
    await logAll(call, run_id, [
      ...curve('val/auc', start, 9_000, steps, (x) => auc - 0.22 * Math.exp(-5 * x), noise(0.0002)),
      ...curve('train/loss', start, 9_000, steps, (x) => 0.2 + 0.5 * Math.exp(-4 * x), noise(0.02)),
      { key: 'p99_ms', value: 8 + dice() * 9, timestamp: start + 360_000, step: 0 },
    ])
    if (ended)
      await call(runs.update, { run_id, status: ended, end_time: start + Math.round((4 + dice() * 9) * MINUTE) })
    return run_id
  }

  // Dice are thrown before anything waits, so that the numbers do not depend on the order of replies.
  const plans = Array.from({ length: count - 5 }, (_, at) => ({ i: at + 1, auc: 0.84 + 0.06 * dice() }))
  const close = plans[Math.floor(plans.length * 0.6)]!
  close.auc = 0.9108
  let second = ''
  await inTurns(TURNS, plans, async (plan) => {
    const { i, auc } = plan
    const run = await rankerRun(i, auc, i % 23 === 0 ? 'FAILED' : i % 41 === 0 ? 'KILLED' : 'FINISHED')
    if (plan === close) second = run
  })

  const bestStart = now - 2 * HOUR
  const { execution_id } = await call(own.startExecution, {
    command: 'python train.py --lr 0.003 --epochs 40',
    directory: '/home/lin/ranker',
    commit: '4f9d2c81b7a05e63c1d28f94ab7730e5d6c1f0aa',
    branch: 'two-tower',
    remote: 'git@git.example.org:search/ranker.git',
    dirty: true,
    diff: `diff --git a/train.py b/train.py
index 4f9d2c8..91ab3f0 100644
--- a/train.py
+++ b/train.py
@@ -18,7 +18,8 @@ def fit(config):
     model = TwoTower(config.layers)
-    optimizer = AdamW(model.parameters(), lr=1e-3)
+    optimizer = AdamW(model.parameters(), lr=config.lr)
+    schedule = cosine(optimizer, warmup=200)
     for step in range(config.steps):
`,
    python: '3.12.8',
    packages: {
      torch: '2.9.1',
      numpy: '2.3.4',
      pandas: '2.3.3',
      mlflow: '3.17.2',
      scikit_learn: '1.7.2',
      lightgbm: '4.6.0',
    },
    device: { hostname: 'gpu-04', cpu: 'AMD EPYC 9354', gpu: 'NVIDIA H100 80GB HBM3', cuda: '12.8', memory: '503 GB' },
  })
  const best = await makeRun('brave-heron-12', bestStart, {
    tags: {
      team: 'search',
      'bellwether.execution': execution_id,
      'mlflow.note.content': 'Two towers, cosine schedule.',
    },
    params: { lr: '0.003', batch_size: '256', optimizer: 'adamw', layers: '4', seed: '12' },
  })
  await logAll(call, best, [
    ...curve(
      'val/auc',
      bestStart,
      6_300,
      40,
      (x) => 0.913 - 0.24 * Math.exp(-6 * x),
      () => 0,
    ),
    ...curve('val/loss', bestStart, 6_300, 40, (x) => 0.31 + 0.4 * Math.exp(-5 * x) + 0.03 * x * x, noise(0.006)),
    ...curve('train/loss', bestStart, 63, 4_000, (x) => 0.24 + 0.5 * Math.exp(-7 * x), noise(0.05)),
    ...curve('train/grad_norm', bestStart, 63, 4_000, (x) => 2.4 * Math.exp(-2 * x) + 0.4, noise(0.5)),
    ...curve(
      'lr',
      bestStart,
      6_300,
      40,
      (x) => 0.003 * 0.5 * (1 + Math.cos(Math.PI * x)),
      () => 0,
    ),
    { key: 'p99_ms', value: 11.2, timestamp: bestStart + 250_000, step: 0 },
  ])
  await call(inputs.log, {
    run_id: best,
    datasets: [
      clicks('8c1f02ab', '2026-11-20', 48_210_331),
      {
        tags: [{ key: 'mlflow.data.context', value: 'validation' }],
        dataset: {
          name: 'clicks-holdout',
          digest: '11d97e04',
          source_type: 's3',
          source: '{"uri": "s3://data/clicks/holdout"}',
        },
      },
    ],
  })
  await call(runs.update, { run_id: best, status: 'FINISHED', end_time: bestStart + 252_000 })
  await call(own.finishExecution, { execution_id, exit_code: 0 })
  await put(`${ranker}/${best}/artifacts/model/weights.txt`, '0.1 0.2 0.3\n'.repeat(4_000))
  await put(`${ranker}/${best}/artifacts/confusion matrix.csv`, 'a,b\n1,2\n')
  await seedFiles(put, `${ranker}/${best}/artifacts`)
  const child = await makeRun('brave-heron-12/fold-1', bestStart + 1_000, { tags: { 'mlflow.parentRunId': best } })
  await call(runs.update, { run_id: child, status: 'FINISHED', end_time: bestStart + 91_000 })

  const running = await rankerRun(count + 17, 0.872, undefined, 6 * MINUTE)
  const silent = await rankerRun(count - 3, 0.859, undefined, 3.2 * HOUR)
  const diverged = await makeRun('late-finch-5', now - 5 * HOUR, {
    params: { lr: '0.3', batch_size: '32', optimizer: 'sgd', layers: '6', seed: '5' },
  })
  await logAll(
    call,
    diverged,
    curve(
      'train/loss',
      now - 5 * HOUR,
      4_000,
      60,
      (x) => (x < 0.6 ? 0.5 + x * x : x < 0.7 ? Number.POSITIVE_INFINITY : Number.NaN),
      noise(0.02),
    ),
  )
  await logAll(call, diverged, [{ key: 'val/auc', value: Number.NaN, timestamp: now - 5 * HOUR, step: 59 }])
  await call(runs.update, { run_id: diverged, status: 'FAILED', end_time: now - 5 * HOUR + 240_000 })

  const { experiment_id: wide } = await call(experiments.create, {
    name: 'diffusion-ablation/мультиязычный-поиск/διαφορετική-γλώσσα-và-tiếng-Việt-and-then-some-more-words-so-that-it-wraps',
  })
  const manyMetrics = await makeRun(
    'überlanger-laufname-mit-umlauten-und-ß-und-Ελληνικά-der-in-keine-spalte-passt-2026-11-28',
    now - 30 * HOUR,
    {
      experiment: wide,
      params: {
        'model.text_encoder.cross_attention.number_of_heads': '16',
        prompt: 'a very long parameter value '.repeat(8).trim(),
      },
    },
  )
  const long = 20_000
  await logAll(
    call,
    manyMetrics,
    curve('train/loss', now - 30 * HOUR, 4_000, long, (x) => 0.1 + Math.exp(-8 * x), noise(0.06)),
  )
  await logAll(
    call,
    manyMetrics,
    Array.from({ length: 60 }, (_, m) =>
      curve(
        m < 20
          ? `eval/class_${m}/average_precision_at_iou_0.50_0.95`
          : m < 50
            ? `layer_${m - 20}/attention/gradient_norm`
            : `system/gpu_${m - 50}_utilization_percentage`,
        now - 30 * HOUR,
        60_000,
        16,
        (x) => (m < 20 ? 0.4 + 0.5 * x : m < 50 ? 3 - 2 * x : 80 + 10 * Math.sin(9 * x)),
        noise(0.2),
      ),
    ).flat(),
  )
  await call(runs.update, { run_id: manyMetrics, status: 'FINISHED', end_time: now - 7 * HOUR })
  const { experiment_id: idle } = await call(experiments.create, { name: 'not-begun' })
  const lineage = await seedLineage(call, put, { experiment_id: ranker, best, second })
  const odd = {
    ...(await seedRepeats(call, now)),
    ...(await seedParams(call, wide, now)),
    ...(await seedApprovals(call, idle)),
  }
  return { ranker, wide, best, second, running, silent, diverged, manyMetrics, ...odd, ...lineage }
}
