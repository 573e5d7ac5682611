/** The whole story as a plan: the same for one day 0, byte for byte. */
import { clockOf } from './clock.ts'
import { type Piece, piecesOf, runsOf } from './older/runs.ts'
import { SERIES, type Series } from './older/series.ts'
import type { ExperimentPlan, Story } from './plan.ts'
import { rankerWork } from './ranker/all.ts'
import { registryOf } from './registry.ts'

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
  const all = SERIES.flatMap((series) => {
    const pieces = piecesOf(series, given).toSorted((a, b) => b.day - a.day)
    given += pieces.length
    return pieces.map((piece) => ({ series, piece, isLandmark: isLandmark(series, pieces, piece) }))
  }).toSorted((a, b) => b.piece.day - a.piece.day)
  const workOf = (landmarks: boolean) =>
    all
      .filter((each) => each.isLandmark === landmarks)
      .map(
        ({ series, piece }) =>
          () =>
            runsOf(clock, series, piece),
      )
  const [dayZero, landmarks] = [rankerWork(clock, 0), workOf(true)]
  const registry = () =>
    registryOf(
      clock,
      [...dayZero, ...landmarks].flatMap((work) => work()),
    )
  return { experiments: EXPERIMENTS, dayZero, landmarks, older: workOf(false), registry }
}

/** A run that became a version; where there is none, one of the last runs. */
const isLandmark = ({ versions }: Series, newestFirst: Piece[], piece: Piece): boolean =>
  versions.length > 0
    ? piece.version !== undefined
    : newestFirst
        .filter(({ trials }) => trials === 0)
        .slice(0, 3)
        .includes(piece)
