/** The code that runs ran from: a commit every other day in each repository, and the machine it ran on. */
import { hex } from '../../lib/random.ts'
import type { EnvironmentPlan, Person, Words } from './plan.ts'

interface Repository {
  name: string
  command: string
  packages: Words
}

const TORCH = { torch: '2.9.1', numpy: '2.3.4', pandas: '2.3.3', mlflow: '3.17.2' }
const TREES = { lightgbm: '4.6.0', 'scikit-learn': '1.7.2', numpy: '2.3.4', pandas: '2.3.3', mlflow: '3.17.2' }

const REPOSITORIES = {
  ranking: { name: 'ranking', command: 'python train.py', packages: TORCH },
  fraud: { name: 'fraud', command: 'python fraud/train.py', packages: TREES },
  churn: { name: 'churn', command: 'python -m churn.fit', packages: TREES },
  supply: { name: 'supply', command: 'python forecast.py', packages: TREES },
  vision: { name: 'vision', command: 'python tags/train.py', packages: TORCH },
  assistant: { name: 'assistant', command: 'python evaluate.py', packages: { openai: '2.8.0', mlflow: '3.17.2' } },
} satisfies Record<string, Repository>
export type RepositoryName = keyof typeof REPOSITORIES

const remoteOf = (name: string): string => `git@git.halm.example:ml/${name}.git`

/** The newest commit of a repository on a day. */
export const commitOn = (repository: RepositoryName, day: number): string =>
  hex(40, 'commit', repository, Math.floor(day / 2))

/** What the MLflow client writes down of the code. */
export const sourceTags = (repository: RepositoryName, day: number, person: Person): Words => ({
  'mlflow.user': person,
  'mlflow.source.type': 'LOCAL',
  'mlflow.source.name': REPOSITORIES[repository].command.split(' ').at(-1)!,
  'mlflow.source.git.commit': commitOn(repository, day),
  'mlflow.source.git.branch': 'main',
  'mlflow.source.git.repoURL': remoteOf(repository),
})

const DEVICES: Record<'gpu' | 'cpu', Words> = {
  gpu: {
    hostname: 'gpu-04',
    cpu: 'AMD EPYC 9354',
    gpu: 'NVIDIA H100 80GB HBM3',
    cuda: '12.8',
    memory: '503 GB',
  },
  cpu: { hostname: 'batch-11', cpu: 'AMD EPYC 9354', memory: '251 GB' },
}

interface Ran {
  repository: RepositoryName
  day: number
  person: Person
  /** Behind the command. */
  args?: string
  branch?: string
  diff?: string
  device?: 'gpu' | 'cpu'
  exitCode?: number
}

/** As `bw exec` sees a process. `key` tells processes apart. */
export function environmentOf(
  key: string,
  { repository, day, person, args, branch = 'main', diff = '', device = 'gpu', exitCode = 0 }: Ran,
): EnvironmentPlan {
  const { command, packages } = REPOSITORIES[repository]
  return {
    key,
    command: args ? `${command} ${args}` : command,
    directory: `/srv/jobs/${person}/${repository}`,
    commit: commitOn(repository, day),
    branch,
    remote: remoteOf(repository),
    dirty: diff !== '',
    diff,
    python: '3.12.8',
    packages,
    device: DEVICES[device],
    exitCode,
  }
}
