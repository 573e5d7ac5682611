/** `bellwether runs`: list, look at, compare, follow, delete and restore runs. */
import type { Command } from 'commander'
import { own } from '../../features/track/contract/own.ts'
import { runs as mlflow } from '../../features/track/contract/runs.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { integer, type KeyColumn, keyColumns, repeated, type View, view } from '../options.ts'
import { note, paintState, print, printJson } from '../output.ts'
import {
  allExperiments,
  type ExperimentView,
  type RunView,
  resolveExperiment,
  resolveRun,
  shortId,
} from '../resolve.ts'
import { type Column, table } from '../table.ts'
import { ago, count, shortNumber } from '../words.ts'
import { compare } from './compare.ts'
import { diff } from './diff.ts'
import { describe, lengthOf } from './page.ts'
import { tail } from './tail.ts'

interface ListOptions extends ServerOptions {
  experiment?: string[]
  filter?: string
  orderBy?: string[]
  limit: number
  columns?: KeyColumn[]
  view?: View
}

function keyColumn({ kind, key }: KeyColumn): Column<RunView> {
  const read = (run: RunView): string | undefined => {
    if (kind !== 'metrics') return Object.hasOwn(run[kind], key) ? run[kind][key] : undefined
    const point = Object.hasOwn(run.metrics, key) ? run.metrics[key] : undefined
    return point && shortNumber(point.value)
  }
  return { title: key, of: (run) => read(run) ?? '—', right: kind === 'metrics' }
}

function columnsOf(keys: KeyColumn[], names: Map<string, string>, several: boolean): Column<RunView>[] {
  const experiment: Column<RunView> = { title: 'EXPERIMENT', of: (r) => names.get(r.experiment_id) ?? r.experiment_id }
  return [
    { title: 'ID', of: (r) => shortId(r.run_id), whole: true },
    { title: 'NAME', of: (r) => (r.deleted ? `${r.name} (deleted)` : r.name) },
    ...(several ? [experiment] : []),
    { title: 'STATE', of: (r) => r.state, whole: true, paint: (text, r) => paintState(r.state, text) },
    { title: 'STARTED', of: (r) => (r.started_at === null ? '—' : ago(r.started_at)), whole: true },
    { title: 'TOOK', of: (r) => lengthOf(r), whole: true },
    ...keys.map(keyColumn),
  ]
}

async function experimentsOf(client: Client, named: string[] | undefined): Promise<ExperimentView[]> {
  if (!named) return allExperiments(client, 'ACTIVE_ONLY')
  return Promise.all(named.map((reference) => resolveExperiment(client, reference)))
}

async function list({ experiment, filter, orderBy, limit, columns = [], ...options }: ListOptions): Promise<void> {
  const client = connect(options)
  const among = await experimentsOf(client, experiment)
  const found: RunView[] = []
  let total = 0
  let cursor: string | undefined
  do {
    const page = await client.call(own.searchRuns, {
      experiment_ids: among.map((e) => e.experiment_id),
      filter,
      order_by: orderBy,
      view: options.view,
      limit: Math.min(limit - found.length, 1_000),
      cursor,
    })
    found.push(...page.runs)
    total = page.total
    cursor = page.next_cursor ?? undefined
  } while (cursor && found.length < limit)
  if (options.json) return printJson({ runs: found, total })
  if (found.length === 0) return note('No runs found.')
  const names = new Map(among.map((e) => [e.experiment_id, e.name]))
  print(table(found, columnsOf(columns, names, among.length > 1)))
  if (found.length < total)
    note(`${found.length.toLocaleString('en')} of ${count(total, 'run')}; see more with --limit.`)
}

async function get(given: string, { experiment, ...options }: ServerOptions & { experiment?: string }): Promise<void> {
  const client = connect(options)
  const { run_id } = await resolveRun(client, given, { experiment })
  const detail = await client.call(own.run, { run_id })
  if (options.json) return printJson({ ...detail, url: client.runUrl(run_id) })
  print(describe(detail, client.runUrl(run_id)))
}

/** All are found before the first is touched: a wrong one leaves everything as it was. */
const move =
  (route: typeof mlflow.delete, deleted: boolean, done: string) =>
  async (given: string[], { experiment, ...options }: ServerOptions & { experiment?: string }): Promise<void> => {
    const client = connect(options)
    const runs: RunView[] = []
    for (const one of given) runs.push(await resolveRun(client, one, { experiment, deleted }))
    for (const { run_id } of runs) await client.call(route, { run_id })
    const now = await Promise.all(runs.map(({ run_id }) => client.call(own.run, { run_id })))
    if (options.json) return printJson({ runs: now.map(({ run }) => run) })
    for (const { run } of now) print(`${done} run ${run.name} (${run.run_id}).`)
  }

export function addRuns(program: Command): void {
  const noun = program.command('runs').alias('run').description('list, compare, follow and change runs')
  const add = (usage: string, description: string): Command => noun.command(usage).description(description)
  const one = (usage: string, description: string): Command =>
    add(usage, description).option('-e, --experiment <name|id>', 'find the run by its name in this experiment')
  add('ls', 'list runs, the newest first')
    .alias('list')
    .option('-e, --experiment <name|id>', 'only runs of this experiment; may come several times', repeated)
    .option('--filter <filter>', `such as "metrics.loss < 0.1 and params.model = 'cnn'"`)
    .option('--order-by <term>', 'such as "metrics.loss ASC"; may come several times', repeated)
    .option('--limit <number>', 'how many at most', integer(1, 1_000_000), 50)
    .option('--columns <list>', 'further columns, such as metrics.loss,params.lr,tags.team', keyColumns)
    .option('--view <which>', 'active, deleted or all (default: active)', view)
    .action(list)
  one('get <run>', 'show all that is known of a run').action(get)
  one('diff <a> <b>', 'show what differs between two runs')
    .option('--code', 'print the uncommitted changes of both in full')
    .action(diff)
  one('compare <run> <run...>', 'show two to twenty runs beside each other, only what differs')
    .option('--all', 'entries that are the same in all runs too')
    .option('--base <run>', 'show metrics with their difference to this one')
    .action((first: string, rest: string[], options) => compare([first, ...rest], options))
  one('tail <run>', 'follow the points and the state of a run until it ends')
    .option('--metric <key>', 'only this metric; may come several times', repeated)
    .option('-n, --last <number>', 'how many earlier points of each metric to begin with', integer(0, 100_000), 5)
    .action(tail)
  one('rm <run...>', 'move runs to the trash').action(move(mlflow.delete, false, 'Deleted'))
  one('restore <run...>', 'bring runs back from the trash').action(move(mlflow.restore, true, 'Restored'))
  for (const command of noun.commands) withServer(command)
}
