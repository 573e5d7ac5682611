/** The whole story as a plan: the same for one day 0, byte for byte. */
import { clockOf } from './clock.ts'
import { piecesOf, runsOf } from './older/runs.ts'
import { SERIES } from './older/series.ts'
import type { ExperimentPlan, Story, Work } from './plan.ts'
import { rankerWork } from './ranker/all.ts'

/** Names given to the runs of the ranker come first. */
const RANKER_NAMES = 1_000

const EXPERIMENTS: ExperimentPlan[] = [
  {
    name: 'ranker',
    tags: {
      team: 'search',
      owner: 'ivo',
      'mlflow.note.content': 'Orders search results. Versions 29 to 31; the conversion of the shop hangs on it.',
    },
  },
  ...SERIES.map(({ experiment, team, about, people, to }) => ({
    name: experiment,
    tags: { team, owner: people(to)[0]!, 'mlflow.note.content': about },
  })),
]

/** `now` is the present of the story, in milliseconds since 1970. */
export function storyAt(now: number): Story {
  const clock = clockOf(now)
  let given = RANKER_NAMES
  const older = SERIES.flatMap((series) => {
    const pieces = piecesOf(series, given)
    given += pieces.length
    return pieces.map((piece) => ({ day: piece.day, work: (): ReturnType<Work> => runsOf(clock, series, piece) }))
  })
  return {
    experiments: EXPERIMENTS,
    dayZero: rankerWork(clock, 0),
    older: older.toSorted((a, b) => b.day - a.day).map(({ work }) => work),
  }
}
