/** Runs of the ranker that belong to a bet with a known end: too slow, nothing learnt, cheaper at the same quality. */
import { random } from '../../../lib/random.ts'
import type { Clock } from '../clock.ts'
import type { RunPlan } from '../plan.ts'
import { CROSS_ENCODER, GRAPH_FEATURES, INT8, NDCG } from '../truth.ts'
import { rankerRun } from './run.ts'

type NextName = () => string

/** Better by two in a hundred, and five times too slow: stopped on day -1. */
export function crossEncoder(clock: Clock, next: NextName): RunPlan[] {
  const r = random('cross-encoder')
  const { runs: n, euros, p99Ms, gain } = CROSS_ENCODER
  const best = NDCG.v30 * (1 + gain)
  const weights = Array.from({ length: n }, () => 0.6 + r.next())
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const cents = weights.map((weight) => Math.round((weight / sum) * euros * 100))
  cents[0]! += euros * 100 - cents.reduce((total, part) => total + part, 0)
  return cents.map((part, i) => {
    const isBest = i === n - 3
    const isLast = i === n - 1
    const day = Math.round(-14 + (13 * i) / (n - 1))
    return rankerRun(clock, {
      name: next(),
      person: 'ivo',
      day,
      startedAt: clock.at(day, 8 + r.next() * 2),
      minutes: 210 + r.integer(0, 60),
      params: {
        arch: 'cross-encoder',
        lr: r.pick(['0.00003', '0.00005', '0.0001']),
        batch_size: '64',
        layers: r.pick(['4', '6']),
        candidates: '50',
      },
      measured: {
        ndcg: isBest ? best : best - 0.001 - 0.004 * r.next(),
        ndcgNewUsers: NDCG.v30NewUsers + 0.004 + r.normal(0, 0.003),
        p99Ms: isBest ? p99Ms : p99Ms + r.normal(2, 6),
        euros: part / 100,
      },
      tags: { bet: 'cross-encoder' },
      branch: 'cross-encoder',
      ...(isLast && {
        note: `Stopped: the gain is there, but ${p99Ms} ms are far above the budget of ${CROSS_ENCODER.budgetMs} ms.`,
      }),
    })
  })
}

/** Twelve days of runs that told nothing. */
export function graphFeatures(clock: Clock, next: NextName): RunPlan[] {
  const r = random('graph-features')
  const { runs: n, days } = GRAPH_FEATURES
  return Array.from({ length: n }, (_, i) => {
    const day = Math.round(-1 - days + ((days - 1) * i) / (n - 1))
    return rankerRun(clock, {
      name: next(),
      person: 'teo',
      day,
      startedAt: clock.workTime(r, day),
      params: { features: 'base+graph', negatives: '256', hops: r.pick(['1', '2']), walk_length: r.pick(['4', '8']) },
      measured: {
        auc: 0.9025 + r.normal(0, 0.0012),
        ndcg: NDCG.v30 - 0.004 + r.normal(0, 0.0012),
        ndcgNewUsers: NDCG.v30NewUsers - 0.002 + r.normal(0, 0.003),
        p99Ms: 14 + 2 * r.next(),
      },
      tags: { bet: 'graph-features' },
      branch: 'graph-features',
    })
  })
}

/** Version 30 with its numbers in eight bits, beside itself in full precision, on two days. */
export function int8(clock: Clock, next: NextName): RunPlan[] {
  const r = random('int8')
  return [-6, -4].flatMap((day, pair) =>
    (['fp32', 'int8'] as const).map((precision, i) =>
      rankerRun(clock, {
        name: next(),
        person: 'noor',
        day,
        startedAt: clock.at(day, 9 + i + pair / 3),
        minutes: 22,
        params: { negatives: '256', precision, base: 'ranker v30', seed: '40' },
        measured: {
          auc: 0.9062 - 0.0006 * i,
          ndcg: NDCG.v30 - (INT8.ndcgWithin / 4) * i + r.normal(0, 0.0002),
          ndcgNewUsers: NDCG.v30NewUsers - 0.0005 * i,
          p99Ms: precision === 'fp32' ? 11.68 : 11.68 / INT8.speedup,
        },
        tags: { bet: 'int8' },
      }),
    ),
  )
}
