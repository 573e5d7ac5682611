/** Four settings of a retriever, each run with three seeds: what a comparison can tell apart, and what not. */
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { hex, random } from '../../src/lib/random.ts'
import type { Call } from './seed.ts'

const HOUR = 3_600_000
const STEPS = 60

interface Setting {
  name: string
  lr: string
  layers: string
  heads: string
  /** Where val/ndcg ends, on average. */
  ends: number
  commit: string
  torch: string
}

const SETTINGS: Setting[] = [
  { name: 'small', lr: '0.001', layers: '4', heads: '4', ends: 0.781, commit: hex(40, 'older'), torch: '2.8.0' },
  { name: 'deeper', lr: '0.001', layers: '8', heads: '4', ends: 0.8, commit: hex(40, 'older'), torch: '2.8.0' },
  { name: 'wider', lr: '0.003', layers: '8', heads: '8', ends: 0.802, commit: hex(40, 'newer'), torch: '2.9.1' },
  { name: 'hasty', lr: '0.03', layers: '8', heads: '8', ends: 0.769, commit: hex(40, 'newer'), torch: '2.9.1' },
]

const DIFF = `diff --git a/encoder.py b/encoder.py
index 1..2 100644
--- a/encoder.py
+++ b/encoder.py
@@ -4,3 +4,4 @@ class Encoder:
-        self.norm = LayerNorm(dim)
+        self.norm = RMSNorm(dim)
+        self.drop = Dropout(0.1)
`

export interface Repeated {
  /** Four settings, three seeds of each, in this order. */
  repeats: string[]
  /** The experiment that they belong to. */
  retriever: string
}

export async function seedRepeats(call: Call, now: number): Promise<Repeated> {
  const { experiment_id } = await call(experiments.create, { name: 'retriever' })
  const ids: string[] = []
  for (const [s, { name, lr, layers, heads, ends, commit, torch }] of SETTINGS.entries()) {
    const { execution_id } = await call(own.startExecution, {
      command: 'python retrieve.py --config config.yaml',
      directory: '/srv/retriever',
      commit,
      branch: 'main',
      remote: 'git@github.com:example/retriever.git',
      dirty: name === 'wider',
      diff: name === 'wider' ? DIFF : '',
      python: '3.12.8',
      packages: { torch, numpy: '2.3.4', faiss: '1.12.0', tokenizers: '0.22.1' },
      device: { gpu: s < 2 ? 'NVIDIA A100 80GB' : 'NVIDIA H100 80GB HBM3', cuda: '12.8' },
    })
    for (const seed of [1, 2, 3]) {
      const start_time = now - (30 - s * 3 - seed) * HOUR
      const { run } = await call(runs.create, {
        experiment_id,
        run_name: `${name}-seed-${seed}`,
        start_time,
        user_id: 'amara',
        tags: [{ key: 'bellwether.execution', value: execution_id }],
      })
      const { run_id } = run.info
      const params = {
        'model.encoder.layers': layers,
        'model.encoder.heads': heads,
        'model.encoder.dim': '384',
        'model.pooling': 'mean',
        'optim.lr': lr,
        'optim.schedule': 'cosine',
        seed: String(seed),
      }
      const dice = random('repeats', s, seed)
      const level = dice.normal(ends, 0.0025)
      const points = Array.from({ length: STEPS }, (_, step) => {
        const x = step / STEPS
        const timestamp = start_time + step * (20_000 + 4_000 * s)
        const rise = level - 0.3 * Math.exp(-6 * x)
        const fall = 0.9 - level + 0.8 * Math.exp(-5 * x)
        return [
          { key: 'val/ndcg', value: dice.normal(rise, 0.001), step, timestamp },
          { key: 'val/loss', value: dice.normal(fall, 0.006), step, timestamp },
          { key: 'train/loss', value: dice.normal(fall - 0.05 * x, 0.012), step, timestamp },
        ]
      }).flat()
      points.push({ key: 'p99_ms', value: dice.normal(6 + Number(layers), 0.3), step: 0, timestamp: start_time + HOUR })
      await call(metrics.logBatch, {
        run_id,
        metrics: points,
        params: Object.entries(params).map(([key, value]) => ({ key, value })),
      })
      await call(runs.update, { run_id, status: 'FINISHED', end_time: start_time + HOUR })
      ids.push(run_id)
    }
  }
  return { repeats: ids, retriever: experiment_id }
}
