/** One training run of the ranker: what its params are worth, the curves they give, and all that is written down of it. */
import { type Random, random } from '../../../lib/random.ts'
import type { Clock } from '../clock.ts'
import { HOUR, MINUTE } from '../clock.ts'
import { environmentOf, sourceTags } from '../code.ts'
import { cosine, curve, falling, once, overfitting, rising, rounded } from '../curves.ts'
import { datasetOn } from '../datasets.ts'
import type { EnvironmentPlan, Person, Point, RunPlan, Words } from '../plan.ts'
import { NDCG, RUNNING } from '../truth.ts'

export const RANKER = 'ranker'
/** What an hour of the machine costs. */
const EUROS_AN_HOUR = 2.9
const EPOCHS = 40
/** All count steps alike, so that their curves can lie on each other. */
const { steps: STEPS } = RUNNING

export const BASE: Words = {
  arch: 'two-tower',
  lr: '0.003',
  batch_size: '256',
  dim: '128',
  negatives: '64',
  temperature: '0.05',
  optimizer: 'adamw',
  epochs: String(EPOCHS),
  features: 'base',
}

/** How well a configuration does on held-out clicks, as far as its params tell. */
export function aucOf(params: Words, r: Random): number {
  const lr = Math.abs(Math.log10(Number(params.lr) / 0.003))
  const dim = Math.min(1, Math.log2(Number(params.dim) / 128))
  const negatives = Math.min(2, Math.log2(Number(params.negatives) / 64))
  const optimizer = params.optimizer === 'sgd' ? -0.012 : 0
  const auc = 0.898 - 0.014 * lr + 0.002 * dim + 0.0015 * negatives + optimizer + r.normal(0, 0.0025)
  return Math.min(auc, 0.906 - 0.003 * r.next())
}

export interface Measured {
  /** Absent where it was not measured. */
  auc?: number
  ndcg: number
  ndcgNewUsers: number
  p99Ms: number
  euros?: number
}

/** What a run of that AUC measures besides. */
export const measuredOf = (auc: number, r: Random): Measured => ({
  auc,
  ndcg: NDCG.v30 + 1.6 * (auc - 0.909) + r.normal(0, 0.0012),
  ndcgNewUsers: NDCG.v30NewUsers + 1.2 * (auc - 0.909) + r.normal(0, 0.003),
  p99Ms: 10.5 + 5 * r.next(),
})

interface When {
  from: number
  to: number
}

function pointsOf(r: Random, params: Words, m: Measured, when: When): Point[] {
  const { from, to } = when
  const euros = m.euros ?? ((to - from) / HOUR) * EUROS_AN_HOUR
  return [
    ...(m.auc === undefined ? [] : curve('val/auc', when, EPOCHS, rising(r, m.auc, 0.22, 0.003), STEPS)),
    ...curve(NDCG.metric, when, EPOCHS, rising(r, m.ndcg, 0.16), STEPS),
    ...curve(NDCG.newUsers, when, EPOCHS, rising(r, m.ndcgNewUsers, 0.14, 0.008), STEPS),
    ...curve('val/loss', when, EPOCHS, overfitting(r, 0.9 - 0.65 * (m.auc ?? 0.9), 0.4), STEPS),
    ...curve('train/loss', when, 120, falling(r, 0.24, 0.5), STEPS),
    ...curve('train/grad_norm', when, EPOCHS, falling(r, 0.4, 2, 0.25), STEPS),
    ...curve('lr', when, EPOCHS, cosine(Number(params.lr)), STEPS),
    ...curve('system/gpu_0_utilization_percentage', when, 20, () => 92 + 6 * r.next() - 5 * r.next()),
    once('p99_ms', m.p99Ms, to, STEPS - 1),
    once('cost_eur', euros, to, STEPS - 1),
  ]
}

export interface Wanted {
  name: string
  person: Person
  /** The day whose code and data it uses. */
  day: number
  startedAt: number
  minutes?: number
  params?: Words
  tags?: Words
  /** From the params, if absent. */
  measured?: Measured
  status?: 'FINISHED' | 'FAILED' | 'KILLED'
  parent?: string
  /** Started by `bw exec`, which saw the process; otherwise the client tells of the commit alone. */
  isSeen?: boolean
  branch?: string
  diff?: string
  note?: string
}

/** Command-line arguments for what differs from the usual. */
const argsOf = (params: Words): string =>
  Object.entries(params)
    .filter(([key, value]) => BASE[key] !== value)
    .map(([key, value]) => `--${key.replaceAll('_', '-')} ${value}`)
    .join(' ')

export function environmentFor({ name, person, day, branch, diff, status }: Wanted, params: Words): EnvironmentPlan {
  return environmentOf(name, {
    repository: 'ranking',
    day,
    person,
    args: argsOf(params),
    ...(branch && { branch }),
    ...(diff && { diff }),
    exitCode: status === 'FAILED' ? 1 : 0,
  })
}

export const datasetsOn = (clock: Clock, day: number): RunPlan['datasets'] => [
  { dataset: datasetOn(clock, 'clicks', day), context: 'training' },
  { dataset: datasetOn(clock, 'products', day), context: 'training' },
  { dataset: datasetOn(clock, 'clicks-holdout', day), context: 'validation' },
]

export function rankerRun(clock: Clock, wanted: Wanted): RunPlan {
  const { name, person, day, startedAt, status = 'FINISHED', parent, note } = wanted
  const r = random('ranker', name)
  const params: Words = { ...BASE, seed: String(r.integer(1, 99)), ...wanted.params }
  const measured = wanted.measured ?? measuredOf(aucOf(params, r), r)
  const planned = (wanted.minutes ?? 25 + 90 * r.next()) * MINUTE
  // What failed or was stopped got through a part of its curves, and never told its cost.
  const share = status === 'FINISHED' ? 1 : 0.2 + 0.6 * r.next()
  const when = { from: startedAt, to: startedAt + planned }
  const endedAt = Math.min(Math.round(startedAt + share * planned), clock.now)
  return {
    experiment: RANKER,
    name,
    person,
    startedAt,
    status,
    endedAt,
    ...(parent !== undefined && { parent }),
    tags: {
      team: 'search',
      ...sourceTags('ranking', day, person),
      ...(note && { 'mlflow.note.content': note }),
      ...wanted.tags,
    },
    params,
    points: pointsOf(r, params, measured, when).filter(({ timestamp }) => timestamp <= endedAt),
    datasets: datasetsOn(clock, day),
    ...(wanted.isSeen !== false && { environment: environmentFor(wanted, params) }),
  }
}

/** Values around a mean that is exactly theirs: what repetitions of one run measure. */
export function around(r: Random, mean: number, sd: number, n: number): number[] {
  const raw = Array.from({ length: n }, () => r.normal(0, sd))
  const drift = raw.reduce((sum, v) => sum + v, 0) / n
  return raw.map((v) => rounded(mean + v - drift))
}
