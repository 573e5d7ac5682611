/** Runs whose page must stay readable: a thousand nested params, and one in the trash. */
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Call } from './seed.ts'

export interface Odd {
  /** A thousand nested params and as many metrics, with nested runs. */
  manyParams: string
  deleted: string
}

const BLOCKS = ['encoder', 'decoder', 'head', 'tokenizer', 'sampler']

export async function seedParams(call: Call, experiment_id: string, now: number): Promise<Odd> {
  const make = async (run_name: string, agoMs: number, tags: { key: string; value: string }[] = []) =>
    (await call(runs.create, { experiment_id, run_name, start_time: now - agoMs, user_id: 'amara', tags })).run.info
      .run_id
  const manyParams = await make('sweep-of-everything', 26 * 3_600_000)
  const params = Array.from({ length: 1_000 }, (_, i) => ({
    key: `model.${BLOCKS[i % BLOCKS.length]}.layer_${Math.floor(i / 50)}.${i % 2 ? 'dropout' : 'width'}_${i}`,
    value: i % 2 ? '0.1' : String(64 * (1 + (i % 8))),
  }))
  for (let at = 0; at < params.length; at += 100)
    await call(metrics.logBatch, { run_id: manyParams, params: params.slice(at, at + 100) })
  await call(metrics.logBatch, {
    run_id: manyParams,
    params: [
      { key: 'seed', value: '7' },
      { key: 'prompt', value: 'Describe the picture in one sentence. '.repeat(20).trim() },
      { key: 'optimizer.name', value: 'adamw' },
      { key: 'optimizer.lr', value: '0.0003' },
    ],
    metrics: Array.from({ length: 900 }, (_, i) => ({
      key: `layer_${i}/gradient_norm`,
      value: 1 / (1 + i),
      step: 3,
      timestamp: now - 25 * 3_600_000,
    })),
  })
  for (let i = 0; i < 3; i++) {
    const child = await make(`sweep-of-everything/trial-${i}`, (25 - i) * 3_600_000, [
      { key: 'mlflow.parentRunId', value: manyParams },
    ])
    await call(metrics.log, { run_id: child, key: 'val/accuracy', value: 0.71 + i / 50, step: 1, timestamp: now })
    if (i < 2)
      await call(runs.update, {
        run_id: child,
        status: i ? 'FAILED' : 'FINISHED',
        end_time: now - (24 - i) * 3_600_000,
      })
  }
  await call(runs.update, { run_id: manyParams, status: 'FINISHED', end_time: now - 22 * 3_600_000 })
  const deleted = await make('never-mind', 30 * 3_600_000)
  await call(runs.update, { run_id: deleted, status: 'FINISHED', end_time: now - 29 * 3_600_000 })
  await call(runs.delete, { run_id: deleted })
  return { manyParams, deleted }
}
