/** What the page of the trash says. */
import type { Trashed } from '../../../../src/features/trash/contract.ts'
import { counted, formatBytes, formatCount } from '../../format/numbers.ts'
import type { Item, Listed, Plan, Sweep } from './asks.ts'
import type { Age } from './routes.ts'

export const TITLE = 'Trash'

export const KINDS: Record<Trashed, { title: string; one: string }> = {
  experiment: { title: 'Experiments', one: 'experiment' },
  run: { title: 'Runs', one: 'run' },
  model: { title: 'Logged models', one: 'logged model' },
}

export const AGE_NAMES: Record<Age, string> = {
  0: 'everything',
  7: 'what came here a week ago or earlier',
  30: 'what came here 30 days ago or earlier',
  90: 'what came here 90 days ago or earlier',
}

const some = (n: number, one: string): string[] => (n ? [counted(n, one)] : [])

const listOf = (parts: string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

export function answer({ items, totals }: Listed): string {
  const { experiment, run, model } = totals
  const n = experiment + run + model
  if (n === 0) return 'Nothing is in the trash.'
  const what = listOf([...some(experiment, 'experiment'), ...some(run, 'run'), ...some(model, 'logged model')])
  const size = items.reduce((sum, { bytes }) => sum + Number(bytes), 0)
  const files = size ? `, with ${formatBytes(size)} of files${items.length < n ? ' in those shown' : ''}` : ''
  return `${what} ${n === 1 ? 'is' : 'are'} in the trash${files}. All of it can come back.`
}

export const WHAT_IT_IS =
  'Lists and searches leave out what is deleted. It comes back with all it had, until somebody empties the trash.'

type Freed = Pick<Plan, 'experiments' | 'runs' | 'models' | 'points' | 'files' | 'bytes'>

/** Nothing, where nothing is freed. */
export function freedOf({ experiments, runs, models, points, files, bytes }: Freed): string {
  const things = [
    ...some(experiments, 'experiment'),
    ...some(runs, 'run'),
    ...some(models, 'logged model'),
    ...some(Number(points), 'point'),
  ]
  const of = files ? [`${counted(files, 'file')} of ${formatBytes(Number(bytes))}`] : []
  return listOf([...things, ...of])
}

export const planOf = (plan: Plan): string => {
  const freed = freedOf(plan)
  return freed ? `This frees ${freed}. It does not come back.` : 'Of that, nothing can be freed.'
}

export const keptOf = ({ kept_total }: Plan): string =>
  `${counted(kept_total, 'thing')} ${kept_total === 1 ? 'stays' : 'stay'}, because something needs ${kept_total === 1 ? 'it' : 'them'}:`

export function progressOf({ experiments, runs, models, total, bytes }: Sweep): string {
  return `${formatCount(experiments + runs + models)} of ${counted(total, 'thing')} freed, ${formatBytes(Number(bytes))} of files.`
}

export function outcomeOf(sweep: Sweep): string {
  const freed = freedOf(sweep) || 'nothing'
  if (sweep.error !== null) return `It was not emptied to the end: ${sweep.error} Until then it freed ${freed}.`
  return `Emptied last: it freed ${freed}${sweep.kept ? `, and left ${counted(sweep.kept, 'thing')} that something needs` : ''}.`
}

export function factsOf({ kind, runs, files, bytes, experiment }: Item): string {
  return [
    ...(kind === 'experiment' ? [counted(Number(runs ?? 0), 'run')] : [`of ${experiment}`]),
    files ? `${counted(files, 'file')}, ${formatBytes(Number(bytes))}` : 'no files',
  ].join(', ')
}
