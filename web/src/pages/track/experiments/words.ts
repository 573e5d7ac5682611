/** What the page of experiments says. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { counted } from '../../../format/numbers.ts'

export type Experiment = Reply<typeof own.experiments>['experiments'][number]

export const TITLE = 'Experiments'

const sum = (experiments: Experiment[], of: 'total' | 'running' | 'lost'): number =>
  experiments.reduce((total, { runs }) => total + runs[of], 0)

/** "3 experiments hold 214 runs; 2 are running, 1 is lost." */
export function answer(experiments: Experiment[], isWhole: boolean): string {
  const running = sum(experiments, 'running')
  const lost = sum(experiments, 'lost')
  const parts = [
    running ? `${running} ${running === 1 ? 'is' : 'are'} running` : 'none is running',
    ...(lost ? [`${lost} ${lost === 1 ? 'is' : 'are'} lost`] : []),
  ]
  const held = `${counted(experiments.length, 'experiment')} ${experiments.length === 1 ? 'holds' : 'hold'} ${counted(sum(experiments, 'total'), 'run')}`
  return `${isWhole ? held : `The latest ${held}`}; ${parts.join(', ')}.`
}

export const EMPTY = {
  answer:
    'Nothing has run yet. Experiments and their runs will be here as soon as a training script reports to this server.',
  hint: 'Any MLflow client works as it is; only the address changes.',
}
