/** What the page of experiments says. */

import type { own } from '../../../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { counted } from '../../../format/numbers.ts'

export type Experiment = Reply<typeof own.experiments>['experiments'][number]

export const TITLE = 'Experiments'
export const WAITING = 'Waiting for the first run…'

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

export const snippets = (url: string): Record<'Python' | 'curl' | 'Command line', string> => ({
  Python: `import mlflow

mlflow.set_tracking_uri("${url}")
mlflow.set_experiment("first-steps")
mlflow.autolog()  # scikit-learn, PyTorch Lightning, XGBoost, LightGBM and more

with mlflow.start_run():
    mlflow.log_param("lr", 0.01)
    for step in range(100):
        mlflow.log_metric("val/loss", 1 / (1 + step), step=step)`,
  curl: `RUN=$(curl -s ${url}/api/2.0/mlflow/runs/create \\
  -H 'content-type: application/json' \\
  -d '{"experiment_id": "0", "run_name": "by-hand"}' | grep -o '"run_id":"[0-9a-f]*"' | cut -d'"' -f4)

curl ${url}/api/2.0/mlflow/runs/log-metric \\
  -H 'content-type: application/json' \\
  -d "{\\"run_id\\": \\"$RUN\\", \\"key\\": \\"loss\\", \\"value\\": 0.5, \\"step\\": 1, \\"timestamp\\": $(date +%s)000}"`,
  'Command line': `# runs the script with everything that explains it: commit, diff, packages, device
bw exec --url ${url} -- python train.py`,
})
