/** `bellwether trash` and `bellwether gc`: what lies in the trash, one thing back, and freeing it for good. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { DEFAULT_DAYS, TRASHED, type Trashed, trash } from '../features/trash/contract.ts'
import type { Reply } from '../lib/contract.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf } from './options.ts'
import { note, print, printJson, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago, bytes, count } from './words.ts'

type Item = Reply<typeof trash.list>['items'][number]
type Freed = Pick<Reply<typeof trash.plan>, 'experiments' | 'runs' | 'models' | 'points' | 'files' | 'bytes'>
type Sweep = Reply<typeof trash.empty>['sweep']

const ASK_EVERY_MS = 300

const COLUMNS: Column<Item>[] = [
  { title: 'KIND', of: (item) => item.kind },
  { title: 'ID', of: (item) => item.id },
  { title: 'NAME', of: (item) => item.name },
  { title: 'EXPERIMENT', of: (item) => (item.kind === 'experiment' ? '' : item.experiment) },
  { title: 'DELETED', of: (item) => ago(item.deleted_at) },
  { title: 'RUNS', of: (item) => (item.runs === null ? '' : String(item.runs)), right: true },
  { title: 'FILES', of: (item) => String(item.files), right: true },
  { title: 'SIZE', of: (item) => bytes(item.bytes), right: true },
  { title: 'NEEDED BY', of: (item) => item.needed_by ?? '' },
]

const kinds = Object.fromEntries(TRASHED.map((kind) => [kind, kind])) as { [K in Trashed]: K }
const kindOf = oneOf(kinds)

async function list({ kind, limit, ...options }: ServerOptions & { kind?: Trashed; limit: number }): Promise<void> {
  const result = await connect(options).call(trash.list, { kind, limit })
  if (options.json) return printJson(result)
  if (result.items.length === 0) return note('Nothing of that is in the trash.')
  print(table(result.items, COLUMNS))
  const { experiment, run, model } = result.totals
  note(`In all: ${count(experiment, 'experiment')}, ${count(run, 'single run')}, ${count(model, 'model')}.`)
}

async function restore(kind: Trashed, id: string, options: ServerOptions): Promise<void> {
  await connect(options).call(trash.restore, { kind, id })
  if (options.json) return printJson({ kind, id })
  print(`Restored ${kind} ${id}.`)
}

const said = ({ experiments, runs, models, points, files, bytes: size }: Freed): string =>
  `${count(experiments, 'experiment')}, ${count(runs, 'run')} with ${count(Number(points), 'point')}, ${count(models, 'model')}; ${count(files, 'file')} of ${bytes(size)}`

interface Cleaning extends ServerOptions {
  olderThan: number
  dryRun?: boolean
  yes?: boolean
  wait: boolean
}

async function plan(client: Client, days: number, json: boolean | undefined): Promise<void> {
  const result = await client.call(trash.plan, { older_than_days: days })
  if (json) return printJson(result)
  print(`Would free ${said(result)}.`)
  for (const { kind, id, needed_by } of result.kept) print(`Would leave ${kind} ${id}: ${needed_by} needs it.`)
  if (result.kept_total > result.kept.length) note(`${result.kept_total - result.kept.length} more would be left.`)
}

/** Waits for the end, saying how far it is where somebody looks. */
async function end(client: Client, { id }: Sweep): Promise<Sweep> {
  for (;;) {
    const { sweep } = await client.call(trash.sweep, {})
    if (!sweep || sweep.id !== id || sweep.ended_ms !== null) return sweep!
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r\u001b[2K${sweep.experiments + sweep.runs + sweep.models} of ${sweep.total} are freed, ${bytes(sweep.bytes)}`,
      )
    await sleep(ASK_EVERY_MS)
  }
}

async function clean({ olderThan, dryRun, yes, wait, ...options }: Cleaning): Promise<void> {
  const client = connect(options)
  if (dryRun) return plan(client, olderThan, options.json)
  if (!yes)
    throw new Usage('What is freed does not come back. Look with --dry-run what that is, and add --yes to do it.')
  const { sweep: asked } = await client.call(trash.empty, { older_than_days: olderThan })
  const sweep = wait ? await end(client, asked) : asked
  if (process.stderr.isTTY && wait) process.stderr.write('\r\u001b[2K')
  if (sweep.state === 'failed') process.exitCode = 1
  if (options.json) return printJson({ sweep })
  if (!wait) return print('The trash is being emptied.')
  if (sweep.error !== null) return note(`${sweep.error} Until then: freed ${said(sweep)}.`)
  print(`Freed ${said(sweep)}.${sweep.kept ? ` Left ${count(sweep.kept, 'thing')} that something needs.` : ''}`)
}

export function addTrash(program: Command): void {
  const noun = program.command('trash').description('what lies in the trash, and bringing it back')
  noun
    .command('ls')
    .alias('list')
    .description('list what is in the trash, with its size')
    .option('--kind <kind>', TRASHED.join(', '), kindOf)
    .option('--limit <number>', 'of each kind', integer(1, 1_000), 100)
    .action(list)
  noun
    .command('restore')
    .argument('<kind>', TRASHED.join(', '), kindOf)
    .argument('<id>')
    .description('bring one thing back from the trash')
    .action(restore)
  for (const command of noun.commands) withServer(command)
}

export function addGc(program: Command): void {
  withServer(
    program
      .command('gc')
      .description('free what lies in the trash, for good')
      .option(
        '--older-than <days>',
        'only what came there so many days ago; 0 for all',
        integer(0, 36_500),
        DEFAULT_DAYS,
      )
      .option('--dry-run', 'say what would be freed, and free nothing')
      .option('--yes', 'do it')
      .option('--no-wait', 'do not wait for the end')
      .action(clean),
  )
}
