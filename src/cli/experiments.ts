/** `bellwether experiments`: list, look at, make, rename, delete and restore experiments. */
import type { Command } from 'commander'
import { experiments } from '../features/track/contract/experiments.ts'
import { moving } from '../features/track/contract/moving.ts'
import { own } from '../features/track/contract/own.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, type Pair, pairs, type View, view } from './options.ts'
import { note, paint, print, printJson } from './output.ts'
import { type ExperimentView, resolveExperiment } from './resolve.ts'
import { type Column, facts, table } from './table.ts'
import { ago, count } from './words.ts'

const COLUMNS: Column<ExperimentView>[] = [
  { title: 'ID', of: (e) => e.experiment_id, right: true },
  { title: 'NAME', of: (e) => (e.deleted ? `${e.name} (deleted)` : e.name) },
  { title: 'RUNS', of: (e) => String(e.runs.total), right: true },
  { title: 'RUNNING', of: (e) => String(e.runs.running), right: true },
  { title: 'LOST', of: (e) => String(e.runs.lost), right: true, paint: markAbove0('yellow') },
  { title: 'FAILED', of: (e) => String(e.runs.failed), right: true, paint: markAbove0('red') },
  { title: 'LAST RUN', of: (e) => (e.last_run_at === null ? 'none' : ago(e.last_run_at)) },
]

function markAbove0(colour: 'yellow' | 'red') {
  return (text: string): string => (text === '0' ? text : paint(colour, text))
}

interface ListOptions extends ServerOptions {
  search?: string
  view?: View
  limit: number
}

async function list({ search, view: which, limit, ...options }: ListOptions): Promise<void> {
  const client = connect(options)
  const found: ExperimentView[] = []
  let cursor: string | undefined
  do {
    const size = Math.min(limit - found.length, 1_000)
    const page = await client.call(own.experiments, { search, view: which, limit: size, cursor })
    found.push(...page.experiments)
    cursor = page.next_cursor ?? undefined
  } while (cursor && found.length < limit)
  if (options.json) return printJson({ experiments: found, more: cursor !== undefined })
  if (found.length === 0) return note('No experiments found.')
  print(table(found, COLUMNS))
  if (cursor) note(`There are more than ${count(limit, 'experiment')}; see more with --limit.`)
}

async function get(reference: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const { experiment_id } = await resolveExperiment(client, reference)
  const detail = await client.call(own.experiment, { experiment_id })
  if (options.json) return printJson(detail)
  const { experiment: e, keys } = detail
  const { total, running, lost, failed } = e.runs
  print(
    facts([
      ['name', e.deleted ? `${e.name} (deleted)` : e.name],
      ['id', e.experiment_id],
      ['created', ago(e.created_at)],
      ['changed', ago(e.updated_at)],
      ['last run', e.last_run_at === null ? 'none' : ago(e.last_run_at)],
      ['runs', `${count(total, 'run')}: ${running} running, ${lost} lost, ${failed} failed`],
      ...Object.entries(e.tags).map(([key, value]) => [`tag ${key}`, value] as const),
      ['metrics', listKeys(keys.metrics)],
      ['params', listKeys(keys.params)],
      ['tags of runs', listKeys(keys.tags)],
    ]),
  )
}

const listKeys = (keys: string[]): string =>
  keys.length === 0
    ? 'none'
    : keys.length > 20
      ? `${keys.slice(0, 20).join(', ')} and ${count(keys.length - 20, 'more', 'more')}`
      : keys.join(', ')

/** Says what came of a change, in the same shape for all of them. */
async function show(client: Client, experiment_id: string, { json }: ServerOptions, done: string): Promise<void> {
  const { experiment } = await client.call(own.experiment, { experiment_id })
  if (json) return printJson({ experiment })
  print(`${done} experiment ${experiment.name} (id ${experiment.experiment_id}).`)
}

async function create(name: string, { tag, ...options }: ServerOptions & { tag?: Pair[] }): Promise<void> {
  const client = connect(options)
  const { experiment_id } = await client.call(experiments.create, { name, tags: tag })
  await show(client, experiment_id, options, 'Made')
}

async function rename(reference: string, new_name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const { experiment_id } = await resolveExperiment(client, reference)
  await client.call(experiments.update, { experiment_id, new_name })
  await show(client, experiment_id, options, 'Renamed')
}

const change =
  (route: typeof experiments.delete, done: string) =>
  async (reference: string, options: ServerOptions): Promise<void> => {
    const client = connect(options)
    const { experiment_id } = await resolveExperiment(client, reference)
    await client.call(route, { experiment_id })
    await show(client, experiment_id, options, done)
  }

async function move(reference: string, { to, ...options }: ServerOptions & { to: string }): Promise<void> {
  const client = connect(options)
  const { experiment_id } = await resolveExperiment(client, reference)
  const done = await client.call(moving.move, { experiment_id, to })
  if (options.json) return printJson(done)
  const along = Object.entries(done.moved).flatMap(([word, n]) => (n ? [count(n, word.slice(0, -1))] : []))
  print(
    `Moved experiment ${done.name} (id ${experiment_id}) to workspace ${done.workspace}${along.length ? `: ${along.join(', ')}` : ''}.`,
  )
}

export function addExperiments(program: Command): void {
  const noun = program.command('experiments').alias('experiment').description('list, make and change experiments')
  const add = (usage: string, description: string): Command => noun.command(usage).description(description)
  add('ls', 'list experiments, the most recently active first')
    .alias('list')
    .option('--search <text>', 'only those whose name contains this')
    .option('--view <which>', 'active, deleted or all (default: active)', view)
    .option('--limit <number>', 'how many at most', integer(1, 100_000), 100)
    .action(list)
  add('get <name|id>', 'show one experiment and the keys that its runs have').action(get)
  add('create <name>', 'make an experiment')
    .option('--tag <key=value>', 'a tag; may come several times', pairs)
    .action(create)
  add('rename <name|id> <new-name>', 'give an experiment another name').action(rename)
  add('rm <name|id>', 'move an experiment and its runs to the trash').action(change(experiments.delete, 'Deleted'))
  add('restore <name|id>', 'bring an experiment and its runs back from the trash').action(
    change(experiments.restore, 'Restored'),
  )
  add('move <name|id>', 'move an experiment with all that belongs to it to another workspace')
    .requiredOption('--to <workspace>', 'where it goes; you need the right admin there as well')
    .action(move)
  for (const command of noun.commands) withServer(command)
}
