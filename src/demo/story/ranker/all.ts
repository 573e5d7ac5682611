/** All runs of the ranker that day 0 sees, those that are looked at first in front. */
import type { Clock } from '../clock.ts'
import { nameOf } from '../names.ts'
import type { Work } from '../plan.ts'
import { RUNS } from '../truth.ts'
import { crossEncoder, graphFeatures, int8 } from './bets.ts'
import { alsoRan, best, diverged, live, lost, running, wrongScaling } from './known.ts'
import { sweeps, tries } from './search.ts'

/** `first` is the first name not yet given. */
export function rankerWork(clock: Clock, first: number): Work[] {
  let given = first
  const next = (): string => nameOf(given++)
  const named = [
    ...best(clock),
    running(clock),
    diverged(clock),
    lost(clock),
    ...live(clock),
    wrongScaling(clock),
    ...alsoRan(clock),
  ]
  const bets = [...crossEncoder(clock, next), ...graphFeatures(clock, next), ...int8(clock, next)]
  const nested = sweeps(clock, next)
  const rest = RUNS.ranker - named.length - bets.length - nested.flat().length
  const alone = [...bets, ...tries(clock, next, rest)].toSorted((a, b) => b.startedAt - a.startedAt)
  return [...named.map((run) => [run]), ...nested, ...alone.map((run) => [run])].map((runs) => () => runs)
}
