/** What differs between several runs, and which of them are the same run with other seeds. */
import { createHash } from 'node:crypto'
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import { isSeed } from '../../../lib/seeds.ts'
import { type compare, MOST_RUNS } from '../contract/compare.ts'
import type { own } from '../contract/own.ts'
import type { InputStore } from '../store/inputs.ts'
import type { RunRow } from '../store/runs.ts'
import type { ExecutionService } from './executions.ts'
import type { ExperimentService } from './experiments.ts'
import type { RunService } from './runs.ts'

type RunView = Reply<typeof own.searchRuns>['runs'][number]
type Environment = Reply<typeof own.run>['environment']
type Words = Record<string, string>

export interface Line {
  name: string
  values: (string | null)[]
}

/** Null where nobody captured them: an unknown fact is no difference. */
const FACTS = [
  'command',
  'directory',
  'commit',
  'branch',
  'remote',
  'dirty',
  'diff',
  'image',
  'python',
  'exit_code',
  'signal',
] as const
/** What `bw exec` or the client would have told; directory, branch and the like follow from these. */
const MISSED = ['command', 'commit', 'diff', 'python', 'packages', 'device'] as const

const digest = (text: string): string =>
  text === '' ? '' : createHash('sha256').update(text).digest('hex').slice(0, 12)

/** Every entry of any run, sorted by name. */
function linesOf(columns: (Words | null)[]): Line[] {
  const names = new Set(columns.flatMap((words) => Object.keys(words ?? {})))
  return [...names].sort().map((name) => ({ name, values: columns.map((words) => words?.[name] ?? null) }))
}

/** Splits into entries that differ and a count of those that all have alike; `isKnown` says whose values count. */
function divide(lines: Line[], isKnown: (line: Line, run: number) => boolean) {
  const known = (line: Line): (string | null)[] => line.values.filter((_, run) => isKnown(line, run))
  const different = lines.filter((line) => new Set(known(line)).size > 1)
  const same = lines.filter((line) => known(line).length === line.values.length && new Set(line.values).size === 1)
  return { lines, different, same: same.length }
}

const facts = (environment: Environment): Words =>
  Object.fromEntries(
    FACTS.flatMap((name) => {
      const value = environment[name]
      return value === null ? [] : [[name, name === 'diff' ? digest(String(value)) : String(value)]]
    }),
  )

/** Runs of one key differ in nothing but their seed. */
const keyOf = (run: RunView, datasets: Words, { commit, diff }: Environment): string =>
  JSON.stringify([
    Object.entries(run.params)
      .filter(([name]) => !isSeed(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    Object.entries(datasets).sort(([a], [b]) => (a < b ? -1 : 1)),
    commit,
    diff,
  ])

interface Parts {
  runs: RunService
  experiments: ExperimentService
  executions: ExecutionService
  inputs: InputStore
  toViews: (rows: RunRow[]) => Promise<RunView[]>
}

export function compareService({ runs, experiments, executions, inputs, toViews }: Parts) {
  /** The rows of the runs, in the order asked, each once. */
  async function rowsOf(workspace: number, ids: string[]): Promise<RunRow[]> {
    const unique = [...new Set(ids)]
    if (unique.length < 2)
      throw invalid(
        `Parameter 'run_id' names ${unique.length === 1 ? 'one run' : 'no run'}; a comparison takes two to ${MOST_RUNS}. Repeat it for each run.`,
      )
    return Promise.all(unique.map((id) => runs.get(workspace, id)))
  }

  async function datasetsOf(rows: RunRow[]): Promise<Words[]> {
    const all = await inputs.datasets(rows.map(({ id }) => id))
    return rows.map((row) =>
      Object.fromEntries(
        all
          .filter(({ run }) => run === row.id)
          .map(({ name, digest, tags }) => {
            const context = tags['mlflow.data.context']
            return [context ? `${name} (${context})` : name, digest]
          }),
      ),
    )
  }

  return {
    rowsOf,

    async runs(workspace: number, { run_id, all = false }: Input<typeof compare.runs>) {
      const rows = await rowsOf(workspace, run_id)
      const experimentIds = [...new Set(rows.map((row) => String(row.experiment_id)))]
      const [views, environments, datasets, named] = await Promise.all([
        toViews(rows),
        Promise.all(rows.map((row) => executions.environmentOf(workspace, row))),
        datasetsOf(rows),
        Promise.all(experimentIds.map((id) => experiments.get(workspace, id))),
      ])
      const always = (): boolean => true
      const known = (name: 'packages' | 'device') => (_: Line, run: number) => environments[run]![name] !== null
      const sections = {
        params: divide(linesOf(views.map((view) => view.params)), always),
        tags: divide(linesOf(views.map((view) => view.tags)), always),
        datasets: divide(linesOf(datasets), always),
        environment: divide(linesOf(environments.map(facts)), ({ values }, run) => values[run] !== null),
        packages: divide(linesOf(environments.map(({ packages }) => packages)), known('packages')),
        device: divide(linesOf(environments.map(({ device }) => device)), known('device')),
      }
      type Section = keyof typeof sections
      const each = <T>(make: (section: (typeof sections)[Section]) => T) =>
        Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, make(section)])) as Record<
          Section,
          T
        >
      const groups = Map.groupBy(views, (view) => {
        const i = views.indexOf(view)
        return keyOf(view, datasets[i]!, environments[i]!)
      })
      const metrics = [...new Set(views.flatMap((view) => Object.keys(view.metrics)))].sort()
      return {
        runs: views,
        experiments: named.map(({ name }, i) => ({ experiment_id: experimentIds[i]!, name })),
        ...each(({ lines, different }) => (all ? lines : different)),
        metrics: metrics.map((name) => ({ name, values: views.map((view) => view.metrics[name]?.value ?? null) })),
        same: each(({ same }) => same),
        unknown: MISSED.flatMap((name) => {
          const without = views.filter((_, i) => environments[i]![name] === null)
          return without.length ? [{ name, run_ids: without.map((view) => view.run_id) }] : []
        }),
        groups: [...groups.values()].map((list) => list.map((view) => view.run_id)),
        seeds: [...new Set(views.flatMap((view) => Object.keys(view.params)))].filter(isSeed).sort(),
      }
    },
  }
}

export type CompareService = ReturnType<typeof compareService>
