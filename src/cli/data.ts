/** `bellwether data`: which columns of data are about people, and which runs read them without saying why. */
import type { Command } from 'commander'
import { PURPOSE_TAG, personal } from '../features/track/contract/personal.ts'
import type { Reply } from '../lib/contract.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf, repeated } from './options.ts'
import { note, print, printJson } from './output.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Dataset = Reply<typeof personal.list>['datasets'][number]
type Run = Reply<typeof personal.runs>['runs'][number]

const DATASETS: Column<Dataset>[] = [
  { title: 'DATASET', of: ({ dataset }) => dataset, whole: true },
  { title: 'COLUMNS', of: ({ columns }) => columns.join(', ') },
  { title: 'WITHOUT A PURPOSE', of: ({ refuses }) => (refuses ? 'refused' : 'recorded') },
  { title: 'CHANGED', of: ({ changed_at }) => ago(changed_at) },
]

const RUNS: Column<Run>[] = [
  { title: 'RUN', of: ({ run_id }) => run_id, whole: true },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'STARTED', of: ({ started_at }) => ago(started_at) },
  { title: 'DATASET', of: ({ dataset, digest }) => `${dataset} (${digest})` },
  { title: 'COLUMNS', of: ({ columns }) => columns.join(', ') },
]

function show({ json }: ServerOptions, reply: Reply<typeof personal.list>): void {
  if (json) printJson(reply)
  else print(reply.datasets.length ? table(reply.datasets, DATASETS) : 'No dataset is said to be about people.')
}

async function list(options: ServerOptions): Promise<void> {
  show(options, await connect(options).call(personal.list, {}))
}

interface SetOptions extends ServerOptions {
  column: string[]
  without?: 'refuse' | 'record'
}

async function set(dataset: string, { column, without, ...options }: SetOptions): Promise<void> {
  const input = { dataset, columns: column, ...(without !== undefined && { refuses: without === 'refuse' }) }
  show(options, await connect(options).call(personal.set, input))
}

async function remove(dataset: string, options: ServerOptions): Promise<void> {
  show(options, await connect(options).call(personal.set, { dataset, columns: [] }))
}

async function runs({ limit, ...options }: ServerOptions & { limit: number }): Promise<void> {
  const reply = await connect(options).call(personal.runs, { limit })
  if (options.json) return void printJson(reply)
  print(reply.runs.length ? table(reply.runs, RUNS) : 'Every run that read personal data says what for.')
  if (reply.has_more) note(`There are more. --limit shows more than ${limit}.`)
}

export function addData(program: Command): void {
  const data = program.command('data').description('what is known of data beside the runs that read it')
  const command = data.command('personal').description('columns about people, and runs that read them')
  withServer(command.command('ls').description('datasets with columns about people')).action(list)
  withServer(
    command
      .command('set <dataset>')
      .description('say which columns of all its versions are about people')
      .requiredOption('--column <name>', 'a column; may come several times', repeated)
      .option(
        '--without <word>',
        'refuse or record runs without a purpose',
        oneOf({ refuse: 'refuse', record: 'record' }),
      ),
  ).action(set)
  withServer(command.command('rm <dataset>').description('none of its columns is about people')).action(remove)
  withServer(
    command
      .command('runs')
      .description(`runs that read such columns and lack the tag ${PURPOSE_TAG}`)
      .option('--limit <number>', 'the newest so many', integer(1, 1_000), 100),
  ).action(runs)
}
