/** Scenario `small`: three experiments with forty runs that show what pages and commands must cope with. */

import type { Client } from '../../src/cli/client.ts'
import { files } from '../../src/features/artifacts/contract/files.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { type Random, random } from '../../src/lib/random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NAMES = ['heron', 'otter', 'finch', 'tapir', 'ibis', 'lynx', 'wren', 'mole', 'crane', 'hare']
const MOODS = ['brave', 'calm', 'quick', 'wise', 'shy', 'bold', 'keen', 'odd']

type Tags = Record<string, string>
const listOf = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }))

interface RunPlan {
  experiment_id: string
  name: string
  start: number
  tags?: Tags
  params: Tags
  /** Points of each metric; the step is the place in the list. */
  curves: Record<string, number[]>
  /** Left out for a run that is still open. */
  end?: { status: 'FINISHED' | 'FAILED' | 'KILLED'; after: number }
}

async function make(client: Client, plan: RunPlan): Promise<string> {
  const { experiment_id, name, start, tags = {}, params, curves, end } = plan
  const { run } = await client.call(runs.create, {
    experiment_id,
    run_name: name,
    start_time: start,
    tags: listOf({ 'mlflow.user': 'seed', ...tags }),
  })
  const { run_id } = run.info
  const longest = Math.max(1, ...Object.values(curves).map((values) => values.length))
  const stepMs = Math.floor((end?.after ?? HOUR) / longest)
  const points = Object.entries(curves).flatMap(([key, values]) =>
    values.map((value, step) => ({ key, value, step, timestamp: start + (step + 1) * stepMs })),
  )
  await client.call(metrics.logBatch, { run_id, params: listOf(params), metrics: points.slice(0, 800) })
  for (let at = 800; at < points.length; at += 1_000)
    await client.call(metrics.logBatch, { run_id, metrics: points.slice(at, at + 1_000) })
  if (end) await client.call(runs.update, { run_id, status: end.status, end_time: start + end.after })
  return run_id
}

/** A loss that falls towards a floor, with noise. */
const falling = (r: Random, n: number, from: number, to: number, noise: number): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp((-5 * i) / n) + Math.abs(r.normal(0, noise)))

const rising = (r: Random, n: number, to: number, noise: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.min(0.999, to * (1 - Math.exp((-4 * (i + 1)) / n)) + r.normal(0, noise)))

const create = async (client: Client, name: string, tags: Tags): Promise<string> =>
  (await client.call(experiments.create, { name, tags: listOf(tags) })).experiment_id

async function upload(client: Client, run_id: string, path: string, text: string): Promise<void> {
  await client.send(files.uploadRun, { run_id, path }, { body: new Blob([text]).stream() })
}

/** Twenty-four image models: a search over learning rate and width, with datasets and a few artifacts. */
async function vision(client: Client, now: number, suffix: string): Promise<number> {
  const experiment_id = await create(client, `vision${suffix}`, {
    team: 'perception',
    'mlflow.note.content': 'Find the width.',
  })
  for (let i = 0; i < 24; i++) {
    const r = random(`vision ${i}`)
    const lr = r.pick([0.3, 0.1, 0.03, 0.01, 0.003])
    const width = r.pick([32, 64, 128, 256])
    const best = 0.7 + 0.05 * Math.log2(width / 32) - 0.08 * Math.abs(Math.log10(lr / 0.03)) + r.normal(0, 0.01)
    const steps = r.integer(80, 240)
    const failed = i % 8 === 5
    const run_id = await make(client, {
      experiment_id,
      name: `${r.pick(MOODS)}-${r.pick(NAMES)}-${i}`,
      start: now - (24 - i) * 5 * HOUR,
      tags: { model: 'convnet', ...(i === 0 && { baseline: 'true' }) },
      params: {
        lr: String(lr),
        width: String(width),
        optimizer: r.pick(['adamw', 'sgd']),
        seed: String(i),
        epochs: '30',
      },
      curves: {
        'train/loss': falling(r, steps, 2.3, 0.2 + (1 - best) / 2, 0.03),
        'val/loss': falling(r, steps, 2.4, 0.3 + (1 - best) / 2, 0.05),
        'val/accuracy': rising(r, failed ? Math.floor(steps / 3) : steps, best, 0.006),
        'system/cpu_utilization_percentage': Array.from({ length: 20 }, () => 60 + 30 * r.next()),
      },
      end: { status: failed ? 'FAILED' : 'FINISHED', after: r.integer(20, 170) * MINUTE },
    })
    const dataset = {
      name: 'street-signs',
      digest: i < 12 ? 'a1b2c3d4' : 'e5f60718',
      source_type: 'local',
      source: '/data/signs',
    }
    await client.call(inputs.log, {
      run_id,
      datasets: [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'training' }] }],
    })
    if (i % 6 === 0) {
      await upload(client, run_id, 'config.yaml', `lr: ${lr}\nwidth: ${width}\n`)
      await upload(client, run_id, 'plots/confusion.csv', 'truth,guess,n\nstop,stop,412\nstop,yield,9\n')
      await upload(client, run_id, 'notes/Größe & Maß.txt', 'A name with umlauts, a space and an ampersand.\n')
    }
  }
  return 24
}

/** One parent with nested trials; the last of them still runs. */
async function sweep(client: Client, now: number, suffix: string): Promise<number> {
  const experiment_id = await create(client, `ranking-sweep${suffix}`, { team: 'search' })
  const r = random('sweep')
  const base = { experiment_id, start: now - 3 * HOUR, params: { method: 'tpe', trials: '9' } }
  const parent = await make(client, { ...base, name: 'sweep-1', curves: { 'best/ndcg': rising(r, 9, 0.81, 0) } })
  for (let i = 0; i < 9; i++) {
    const isLast = i === 8
    await make(client, {
      experiment_id,
      name: `trial-${i}`,
      start: now - 3 * HOUR + i * 20 * MINUTE,
      tags: { 'mlflow.parentRunId': parent },
      params: { depth: String(r.integer(3, 12)), eta: r.next().toPrecision(3) },
      curves: { ndcg: rising(r, isLast ? 12 : 40, 0.6 + 0.25 * r.next(), 0.004) },
      ...(!isLast && { end: { status: i === 4 ? ('KILLED' as const) : ('FINISHED' as const), after: 18 * MINUTE } }),
    })
  }
  return 10
}

/** What goes wrong, and what is written in other alphabets. */
async function odd(client: Client, now: number, suffix: string): Promise<number> {
  const experiment_id = await create(client, `Übersetzung 翻訳 ✈${suffix}`, { équipe: 'réseau' })
  const r = random('odd')
  const plans: Omit<RunPlan, 'experiment_id' | 'start'>[] = [
    {
      name: 'went-nan',
      params: { lr: '10' },
      curves: { loss: [2.1, 4.8, 90.2, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN] },
      end: { status: 'FAILED', after: 5 * MINUTE },
    },
    {
      name: '日本語の実行',
      params: { 言語: 'ja→en' },
      curves: { 損失: falling(r, 50, 5, 1, 0.1) },
      end: { status: 'FINISHED', after: HOUR },
    },
    {
      name: 'عربي',
      params: { note: '🚀 "quoted", back\\slash' },
      curves: { bleu: rising(r, 50, 0.4, 0.01) },
      end: { status: 'FINISHED', after: HOUR },
    },
    { name: 'one-point', params: {}, curves: { accuracy: [0.5] }, end: { status: 'FINISHED', after: MINUTE } },
    { name: 'nothing-logged', params: {}, curves: {}, end: { status: 'FINISHED', after: MINUTE } },
    // Its system metrics stop: the server takes it for lost after ten minutes of silence.
    {
      name: 'lost-contact',
      params: { lr: '0.1' },
      curves: { loss: falling(r, 30, 3, 1, 0.1), 'system/gpu_0_utilization_percentage': [97, 98, 96] },
    },
  ]
  for (const [i, plan] of plans.entries())
    await make(client, { ...plan, experiment_id, start: now - (2 + i) * 24 * HOUR })
  return plans.length
}

export async function small(client: Client, now: number, say: (text: string) => void): Promise<void> {
  const taken = await client.call(own.experiments, { search: 'vision', view: 'ALL' })
  // Seeding twice makes a second set beside the first.
  const n = taken.experiments.filter(({ name }) => /^vision( \d+)?$/.test(name)).length
  const suffix = n === 0 ? '' : ` ${n + 1}`
  const made =
    (await vision(client, now, suffix)) + (await sweep(client, now, suffix)) + (await odd(client, now, suffix))
  say(`3 experiments, ${made} runs: vision${suffix}, ranking-sweep${suffix}, Übersetzung 翻訳 ✈${suffix}.`)
}
