/** Runs of the ranker that looked for better params: three sweeps, and many tries by hand. */
import { type Random, random } from '../../../lib/random.ts'
import type { Clock } from '../clock.ts'
import { MINUTE } from '../clock.ts'
import { sourceTags } from '../code.ts'
import type { Person, RunPlan, Words } from '../plan.ts'
import { BASE, datasetsOn, environmentFor, RANKER, rankerRun } from './run.ts'

interface Sweep {
  name: string
  person: Person
  day: number
  trials: number
  about: string
  draw(r: Random): Words
}

const SWEEPS: Omit<Sweep, 'name'>[] = [
  {
    person: 'teo',
    day: -26,
    trials: 24,
    about: 'Learning rate and batch size.',
    draw: (r) => ({
      lr: (10 ** (-3.5 + 2 * r.next())).toPrecision(2),
      batch_size: r.pick(['64', '128', '256', '512']),
    }),
  },
  {
    person: 'ivo',
    day: -19,
    trials: 30,
    about: 'Negatives and temperature.',
    draw: (r) => ({
      negatives: r.pick(['32', '64', '128', '256', '512']),
      temperature: (0.02 + 0.1 * r.next()).toFixed(3),
    }),
  },
  {
    person: 'teo',
    day: -8,
    trials: 16,
    about: 'Width of the towers.',
    draw: (r) => ({ dim: r.pick(['32', '64', '96', '128', '192']), lr: r.pick(['0.001', '0.003', '0.006']) }),
  },
]

/** A run and its trials, which stand behind it. The run itself only says how good the best trial was so far. */
function sweep(clock: Clock, { name, person, day, trials, about, draw }: Sweep): RunPlan[] {
  const r = random('sweep', name)
  const startedAt = clock.at(day, 6.5)
  const everyMs = 24 * MINUTE
  const children = Array.from({ length: trials }, (_, i) =>
    rankerRun(clock, {
      name: `${name}/trial-${i + 1}`,
      parent: name,
      isSeen: false,
      person,
      day,
      startedAt: startedAt + i * everyMs,
      minutes: 22,
      params: { ...draw(r), seed: '1' },
      ...(i % 13 === 7 && { status: 'FAILED' as const }),
    }),
  )
  const endedAt = startedAt + trials * everyMs
  const params: Words = { method: 'tpe', trials: String(trials), goal: 'val/auc' }
  let most = Number.NEGATIVE_INFINITY
  const points = children.map((child, step) => {
    const auc = child.status === 'FINISHED' ? child.points.findLast(({ key }) => key === 'val/auc')!.value : most
    most = Math.max(most, auc)
    return { key: 'best/auc', value: most, step, timestamp: startedAt + (step + 1) * everyMs }
  })
  const parent: RunPlan = {
    experiment: RANKER,
    name,
    person,
    startedAt,
    endedAt,
    status: 'FINISHED',
    tags: { team: 'search', ...sourceTags('ranking', day, person), 'mlflow.note.content': about },
    params,
    points,
    datasets: datasetsOn(clock, day),
    environment: environmentFor({ name, person, day, startedAt }, BASE),
  }
  return [parent, ...children]
}

export const sweeps = (clock: Clock, next: () => string): RunPlan[][] =>
  SWEEPS.map((plan) => sweep(clock, { ...plan, name: next() }))

/** Tries by hand over sixty days, by those who work on ranking. */
export function tries(clock: Clock, next: () => string, n: number): RunPlan[] {
  return Array.from({ length: n }, (_, i) => {
    const name = next()
    const r = random('try', name)
    const day = Math.round(-60 + (58 * i) / n)
    const fate = r.next()
    return rankerRun(clock, {
      name,
      person: r.pick(['ivo', 'ivo', 'ivo', 'teo', 'teo', 'noor']),
      day,
      startedAt: clock.workTime(r, day),
      params: {
        lr: r.pick(['0.001', '0.003', '0.003', '0.005', '0.01']),
        batch_size: r.pick(['128', '256', '512']),
        dim: r.pick(['64', '128', '128', '192']),
        negatives: r.pick(['32', '64', '128', '256']),
        optimizer: r.pick(['adamw', 'adamw', 'lion', 'sgd']),
      },
      isSeen: i % 4 === 0,
      status: fate < 0.06 ? 'FAILED' : fate < 0.09 ? 'KILLED' : 'FINISHED',
      tags: r.next() < 0.4 ? { bet: r.pick(['retrieval', 'more-negatives', 'price-features']) } : {},
    })
  })
}
