/** The runs of the older experiments: single ones, sweeps with their trials, and those that became versions. */
import { type Random, random } from '../../../lib/random.ts'
import type { Clock } from '../clock.ts'
import { MINUTE } from '../clock.ts'
import { sourceTags } from '../code.ts'
import { curve, falling, once, overfitting, rising } from '../curves.ts'
import { datasetOn } from '../datasets.ts'
import { nameOf } from '../names.ts'
import type { RunPlan, Words } from '../plan.ts'
import type { Series, Version } from './series.ts'

/** Runs that follow each other: one, or a sweep and its trials. */
export interface Piece {
  day: number
  /** Place of its name among all names. */
  name: number
  trials: number
  version?: Version
}

const LEAST_TRIALS = 8
const MOST_TRIALS = 24

/** Cuts a series into pieces that have exactly its number of runs; `first` is the first name not yet given. */
export function piecesOf(series: Series, first: number): Piece[] {
  const r = random('pieces', series.experiment)
  const pieces: Piece[] = series.versions.map((version, i) => ({
    day: version.day,
    name: first + i,
    trials: 0,
    version,
  }))
  let left = series.runs - pieces.length
  while (left > 0) {
    const trials = r.integer(LEAST_TRIALS, MOST_TRIALS)
    // Sweeps are many runs each, so that few of them make up their share.
    const isSweep = r.next() * 100 < series.nested / ((LEAST_TRIALS + MOST_TRIALS) / 2) && trials < left
    pieces.push({
      day: Math.round(series.from + (series.to - series.from) * r.next()),
      name: first + pieces.length,
      trials: isSweep ? trials : 0,
    })
    left -= 1 + (isSweep ? trials : 0)
  }
  return pieces
}

interface Wanted {
  name: string
  day: number
  startedAt: number
  minutes: number
  value: number
  params: Words
  tags?: Words
  parent?: string
}

const datasetsOf = (clock: Clock, { datasets }: Series, day: number): RunPlan['datasets'] =>
  datasets.map((dataset, i) => ({
    dataset: datasetOn(clock, dataset, day),
    context: i === 0 ? 'training' : 'validation',
  }))

function runOf(clock: Clock, series: Series, r: Random, wanted: Wanted): RunPlan {
  const { name, day, startedAt, minutes, value, params, tags, parent } = wanted
  const { experiment, repository, metric, team } = series
  const person = r.pick(series.people(day))
  const fate = tags?.version ? 1 : r.next()
  const status = fate < 0.06 ? 'FAILED' : fate < 0.09 ? 'KILLED' : 'FINISHED'
  const when = { from: startedAt, to: startedAt + minutes * MINUTE }
  const share = status === 'FINISHED' ? 1 : 0.2 + 0.6 * r.next()
  const endedAt = Math.min(Math.round(startedAt + share * minutes * MINUTE), clock.now)
  const points = [
    ...curve(metric, when, 20, rising(r, value, 0.2)),
    ...curve('val/loss', when, 12, overfitting(r, 1 - 0.8 * value, 0.4)),
    ...curve('train/loss', when, 24, falling(r, 0.9 - 0.75 * value, 0.5), 400),
    once('p99_ms', 9 + 8 * r.next(), when.to, 19),
  ]
  return {
    experiment,
    name,
    person,
    startedAt,
    status,
    endedAt,
    ...(parent !== undefined && { parent }),
    tags: { team, ...sourceTags(repository, day, person), ...tags },
    params,
    points: points.filter(({ timestamp }) => timestamp <= endedAt),
    // A trial reads what its sweep has said.
    datasets: parent === undefined ? datasetsOf(clock, series, day) : [],
  }
}

/** Prompts of the assistant changed about every 25 days, up to version 6. */
const promptOn = (day: number): string => `v${Math.max(1, Math.min(6, 7 - Math.ceil(-day / 25)))}`

function paramsOf(series: Series, day: number, r: Random): Words {
  const params = series.params(r)
  return series.experiment === 'support-assistant' ? { ...params, prompt: promptOn(day) } : params
}

/** Most runs are worse than the best of their day; a version is among the best. */
const valueOn = (series: Series, day: number, r: Random, isVersion: boolean): number =>
  Math.min(0.995, series.quality(day) - Math.abs(r.normal(0, isVersion ? series.spread / 8 : series.spread)))

export function runsOf(clock: Clock, series: Series, { day, name: at, trials, version }: Piece): RunPlan[] {
  const name = nameOf(at)
  const r = random('older', name)
  const startedAt = clock.workTime(r, day)
  if (trials > 0) return sweepOf(clock, series, r, { name, day, startedAt, trials })
  const run = runOf(clock, series, r, {
    name,
    day,
    startedAt,
    minutes: 8 + 70 * r.next(),
    value: version?.value ?? valueOn(series, day, r, version !== undefined),
    params: { ...paramsOf(series, day, r), ...version?.params },
    ...(version && {
      tags: {
        version: `${version.model} v${version.version}`,
        ...(version.note !== undefined && { 'mlflow.note.content': version.note }),
      },
    }),
  })
  if (version)
    run.model = { name: version.model, type: series.team, params: {}, tags: { version: String(version.version) } }
  return [run]
}

function sweepOf(
  clock: Clock,
  series: Series,
  r: Random,
  { name, day, startedAt, trials }: { name: string; day: number; startedAt: number; trials: number },
): RunPlan[] {
  const minutes = 4 + 10 * r.next()
  const children = Array.from({ length: trials }, (_, i) =>
    runOf(clock, series, r, {
      name: `${name}/trial-${i + 1}`,
      parent: name,
      day,
      startedAt: Math.min(Math.round(startedAt + i * minutes * MINUTE), clock.now),
      minutes: minutes * 0.95,
      value: valueOn(series, day, r, false),
      params: paramsOf(series, day, r),
    }),
  )
  const values = children.map((child) => child.points.findLast(({ key }) => key === series.metric)?.value ?? 0)
  const endedAt = Math.min(Math.round(startedAt + trials * minutes * MINUTE), clock.now)
  const person = children[0]!.person
  const parent: RunPlan = {
    experiment: series.experiment,
    name,
    person,
    startedAt,
    endedAt,
    status: 'FINISHED',
    tags: { team: series.team, ...sourceTags(series.repository, day, person) },
    params: { method: 'tpe', trials: String(trials), goal: series.metric },
    points: children.map((child, i) =>
      once(`best/${series.metric.split('/').at(-1)}`, Math.max(...values.slice(0, i + 1)), child.endedAt!, i),
    ),
    datasets: datasetsOf(clock, series, day),
  }
  return [parent, ...children]
}
