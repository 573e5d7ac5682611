/** Who is compared: each run by itself, or those that differ in nothing but their seed as one. */

import { isSeed } from '../../../../../src/lib/seeds.ts'
import { type Interval, meanInterval, type Summary, summaryOf } from '../../../../../src/lib/stats/student.ts'
import { numberOf } from '../../../format/numbers.ts'
import { styleOf } from '../../../parts/chart/line.ts'
import type { Subject } from '../../../parts/compare/subject.ts'
import type { Comparison, Run } from './queries.ts'

export interface Party extends Subject {
  /** One, or the repetitions of one. */
  runs: Run[]
}

/** Seen as one when every run is repeated and there is more than one of such groups. */
export const areTogether = ({ groups }: Comparison, seeds: 'together' | 'apart' | undefined): boolean =>
  seeds === 'together' || (seeds === undefined && groups.length > 1 && groups.every((group) => group.length > 1))

export const canBeTogether = ({ groups }: Comparison): boolean => groups.some((group) => group.length > 1)

export function partiesOf(found: Comparison, together: boolean, hidden: readonly string[]): Party[] {
  const byId = new Map(found.runs.map((run) => [run.run_id, run]))
  const groups = together ? found.groups : found.runs.map((run) => [run.run_id])
  const telling = together ? tellingOf(found) : []
  return groups.map((group, n) => {
    const runs = group.map((id) => byId.get(id)!)
    const first = runs[0]!
    return {
      id: first.run_id,
      label: runs.length > 1 ? nameOf(runs, telling) : first.name,
      ...(runs.length === 1 && { to: `/runs/${first.run_id}` }),
      style: styleOf(n),
      isHidden: hidden.includes(first.run_id),
      runs,
    }
  })
}

/** More words than these are no name. */
const MOST_PARAMS = 3

/** Those params that together tell the groups apart, the most telling first. */
function tellingOf({ params, groups, runs }: Comparison): string[] {
  const firsts = groups.map((group) => runs.findIndex(({ run_id }) => run_id === group[0]))
  const kinds = (names: string[]): number =>
    new Set(firsts.map((i) => JSON.stringify(names.map((name) => runs[i]!.params[name])))).size
  const left = params.map(({ name }) => name).filter((name) => !isSeed(name) && kinds([name]) > 1)
  const chosen: string[] = []
  while (left.length && chosen.length < MOST_PARAMS && kinds(chosen) < groups.length) {
    left.sort((a, b) => kinds([...chosen, b]) - kinds([...chosen, a]))
    chosen.push(left.shift()!)
  }
  return chosen
}

/** "lr 0.003, layers 8 ×3"; the first run's name where params tell nothing. */
function nameOf(runs: Run[], telling: string[]): string {
  const { params, name } = runs[0]!
  const parts = telling.map((key) => `${key.split('.').at(-1)} ${params[key] ?? 'none'}`)
  return `${parts.join(', ') || name} ×${runs.length}`
}

export interface Standing extends Summary {
  /** Of the mean, at 95 %; undefined for one value. */
  interval: Interval | undefined
  /** Runs without a finite value of it. */
  missing: number
  /** The one value as it was logged, when there is one. */
  logged: number | string | undefined
}

/** How a party stands in a metric; undefined when none of its runs has it. */
export function standingOf({ runs }: Party, metric: string): Standing | undefined {
  const all = runs.flatMap((run) => (Object.hasOwn(run.metrics, metric) ? [run.metrics[metric]!.value] : []))
  if (!all.length) return undefined
  const finite = all.map(numberOf).filter(Number.isFinite)
  const summary = summaryOf(finite)
  return {
    ...summary,
    interval: meanInterval(summary),
    missing: runs.length - finite.length,
    logged: all.length === 1 ? all[0] : undefined,
  }
}
