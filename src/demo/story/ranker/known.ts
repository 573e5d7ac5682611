/** The runs of the ranker that the story names: the best with its repetitions, the live version, those that went wrong. */
import { random } from '../../../lib/random.ts'
import type { Clock } from '../clock.ts'
import { HOUR, MINUTE } from '../clock.ts'
import { sourceTags } from '../code.ts'
import { curve, rounded } from '../curves.ts'
import { bestFiles } from '../files/best.ts'
import type { Point, RunPlan, Words } from '../plan.ts'
import { BEST, DIVERGED, LIVE, LOST, NDCG, RUNNING } from '../truth.ts'
import { around, BASE, datasetsOn, environmentFor, RANKER, rankerRun, type Wanted } from './run.ts'

const HARD_NEGATIVES: Words = { negatives: '256', temperature: '0.07', features: 'base+hard-negatives' }

const DIFF = `diff --git a/train.py b/train.py
index 4f9d2c8..91ab3f0 100644
--- a/train.py
+++ b/train.py
@@ -41,7 +41,9 @@ def batches(config, clicks):
     for queries, products in clicks.shuffled(config.seed):
-        negatives = sample(products, config.negatives)
+        negatives = sample(products, config.negatives // 2)
+        # Products that looked right and were not clicked teach the most.
+        negatives += hardest(queries, products, config.negatives // 2)
         yield queries, products, negatives
`

interface Family {
  values: Readonly<Record<number, number>>
  stem: string
  ndcg: number
  ndcgNewUsers: number
  /** Of the n-th repetition. */
  wanted(n: number): Pick<Wanted, 'startedAt' | 'minutes' | 'params' | 'day'> & Partial<Wanted>
}

/** Repetitions of one run: they differ in their seed alone. The names end in it. */
function family(clock: Clock, { values, stem, ndcg, ndcgNewUsers, wanted }: Family): RunPlan[] {
  const r = random('family', stem)
  const seeds = Object.entries(values)
  const ndcgs = around(r, ndcg, 0.0011, seeds.length)
  const newUsers = around(r, ndcgNewUsers, 0.0042, seeds.length)
  return seeds.map(([seed, auc], n) => {
    const own = wanted(n)
    return rankerRun(clock, {
      person: 'ivo',
      name: `${stem}-${seed}`,
      measured: { auc, ndcg: ndcgs[n]!, ndcgNewUsers: newUsers[n]!, p99Ms: 11 + r.next() },
      ...own,
      params: { ...own.params, seed },
    })
  })
}

/** What the best run shall be compared with is the live version; it is candidate for the next. */
export function best(clock: Clock): RunPlan[] {
  const runs = family(clock, {
    values: BEST.values,
    stem: 'brave-heron',
    ndcg: NDCG.v30 + NDCG.gain,
    ndcgNewUsers: NDCG.v30NewUsers + NDCG.gainNewUsers,
    wanted: (n) => ({
      day: -1,
      startedAt: clock.now - 2 * HOUR - (4 - n) * 65 * MINUTE,
      minutes: 58 + n,
      params: HARD_NEGATIVES,
      branch: 'hard-negatives',
      diff: DIFF,
      tags: { bet: 'hard-negatives' },
    }),
  })
  const first = runs.find(({ name }) => name === BEST.name)!
  first.tags = {
    ...first.tags,
    version: 'ranker v31',
    'mlflow.note.content':
      'Half of the negatives are the hardest of the batch. Best so far; repeated with four more seeds. For new users the gain is small.',
  }
  first.model = { name: 'ranker', type: 'two-tower', params: { dim: '128' }, tags: { version: '31' } }
  first.files = bestFiles()
  return runs
}

export function live(clock: Clock): RunPlan[] {
  const runs = family(clock, {
    values: LIVE.values,
    stem: 'keen-lynx',
    ndcg: NDCG.v30,
    ndcgNewUsers: NDCG.v30NewUsers,
    wanted: (n) => ({
      day: -37,
      startedAt: clock.at(-37, 7.4 + 1.1 * n),
      minutes: 52 + n,
      params: { negatives: '256' },
      tags: { bet: 'more-negatives' },
    }),
  })
  const first = runs.find(({ name }) => name === LIVE.name)!
  first.tags = { ...first.tags, version: 'ranker v30' }
  first.model = { name: 'ranker', type: 'two-tower', params: { dim: '128' }, tags: { version: '30' } }
  return runs
}

/** Looked fine offline; its canary took it back. */
export const wrongScaling = (clock: Clock): RunPlan => ({
  ...rankerRun(clock, {
    name: 'plain-wren-8',
    person: 'ivo',
    day: -46,
    startedAt: clock.at(-46, 9.2),
    measured: { auc: 0.9021, ndcg: 0.4049, ndcgNewUsers: 0.3318, p99Ms: 11.9 },
    tags: { version: 'ranker v29', bet: 'price-features' },
    params: { features: 'base+price' },
    note: `Prices were scaled with the mean of another table, which offline data do not show. Rolled back by its canary on ${clock.dateOf(-44)} after 1,900 requests.`,
  }),
  model: { name: 'ranker', type: 'two-tower', params: { dim: '128' }, tags: { version: '29' } },
})

/** Lost its numbers: the learning rate was a hundred times too high. */
export function diverged(clock: Clock): RunPlan {
  const startedAt = clock.now - 5 * HOUR
  const wanted: Wanted = { name: DIVERGED, person: 'teo', day: -1, startedAt, status: 'FAILED' }
  const run = rankerRun(clock, {
    ...wanted,
    minutes: 24,
    params: { lr: '0.3', batch_size: '32', optimizer: 'sgd', seed: '5' },
    note: 'Learning rate 0.3 instead of 0.03.',
  })
  const when = { from: startedAt, to: startedAt + 24 * MINUTE }
  run.endedAt = when.to
  run.points = [
    ...curve('train/loss', when, 120, (x) =>
      x < 0.55
        ? 0.6 + 0.3 * x * x
        : x < 0.62
          ? 3 ** (90 * (x - 0.55))
          : x < 0.66
            ? Number.POSITIVE_INFINITY
            : Number.NaN,
    ),
    ...curve('val/auc', when, 12, (x) => (x < 0.6 ? 0.71 + 0.1 * x : Number.NaN)),
  ]
  return run
}

/** Reported for half an hour, then fell silent: nobody can say what became of it. */
export function lost(clock: Clock): RunPlan {
  const lastSeenAt = clock.now - LOST.silentMs
  const startedAt = lastSeenAt - 31 * MINUTE
  const { endedAt: _never, ...run } = rankerRun(clock, {
    name: LOST.name,
    person: 'noor',
    day: -1,
    startedAt,
    minutes: 90,
    measured: { auc: 0.893, ndcg: 0.386, ndcgNewUsers: 0.317, p99Ms: 12 },
    params: { batch_size: '1024', seed: '2' },
  })
  return {
    ...run,
    status: 'RUNNING',
    lastSeenAt,
    points: run.points.filter(({ timestamp }) => timestamp <= lastSeenAt),
  }
}

/** What the running run logs at a step: the loss each time, its quality every tenth. */
export function pointsAt(step: number, timestamp: number): Point[] {
  const r = random('otter', step)
  const loss = { key: 'train/loss', value: rounded(0.24 + 0.5 * Math.exp(-step / 180) + r.normal(0, 0.012)) }
  const auc = RUNNING.auc + 0.2 * (Math.exp(-RUNNING.done / 147.6) - Math.exp(-step / 147.6))
  return [loss, ...(step % 10 === 9 ? [{ key: 'val/auc', value: rounded(auc) }] : [])].map((point) => ({
    ...point,
    step,
    timestamp,
  }))
}

export function running(clock: Clock): RunPlan {
  const startedAt = clock.now - RUNNING.done * RUNNING.everyMs
  // It counts steps, not epochs.
  const { epochs: _, ...base } = BASE
  const params = { ...base, ...HARD_NEGATIVES, distil: 'cross-encoder', steps: String(RUNNING.steps), seed: '3' }
  return {
    experiment: RANKER,
    name: RUNNING.name,
    person: 'ivo',
    startedAt,
    status: 'RUNNING',
    tags: { team: 'search', bet: 'distil', ...sourceTags('ranking', -1, 'ivo') },
    params,
    points: Array.from({ length: RUNNING.done }, (_, step) =>
      pointsAt(step, startedAt + (step + 1) * RUNNING.everyMs),
    ).flat(),
    datasets: datasetsOn(clock, -1),
    environment: environmentFor({ name: RUNNING.name, person: 'ivo', day: -1, startedAt, branch: 'distil' }, params),
  }
}

/** Two that are only there to be compared. */
export const alsoRan = (clock: Clock): RunPlan[] => [
  rankerRun(clock, {
    name: 'odd-ibex-21',
    person: 'teo',
    day: -9,
    startedAt: clock.at(-9, 13.1),
    params: { lr: '0.01', dim: '64', seed: '21' },
    measured: { auc: 0.897, ndcg: 0.3921, ndcgNewUsers: 0.3236, p99Ms: 9.4 },
  }),
  rankerRun(clock, {
    name: 'warm-newt-17',
    person: 'teo',
    day: -12,
    startedAt: clock.at(-12, 10.6),
    params: { optimizer: 'sgd', seed: '17' },
    measured: { auc: 0.861, ndcg: 0.3402, ndcgNewUsers: 0.2811, p99Ms: 11.3 },
  }),
]
