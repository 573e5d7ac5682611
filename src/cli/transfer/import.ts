/** `bellwether import`: take in everything of another tracking server; the server goes on with it by itself. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { type ImportView, imports } from '../../features/transfer/contract/imports.ts'
import { Failure } from '../../lib/failure.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { integer, oneOf } from '../options.ts'
import { note, paint, plain, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { ago, bytes, count } from '../words.ts'
import { type SourceOptions, toInput, withSource } from './source.ts'

const POLL_MS = 500
const BAR = 24

const NAMES: Record<string, [one: string, many?: string]> = {
  experiments: ['experiment'],
  runs: ['run'],
  points: ['point'],
  files: ['file'],
  logged_models: ['logged model'],
  models: ['model'],
  versions: ['version'],
}

const say = (kind: string, n: number): string => (kind === 'bytes' ? bytes(n) : count(n, ...NAMES[kind]!))
const doneOf = ({ progress }: ImportView, kind: string) => progress.kinds.find((each) => each.kind === kind)

/** One line: experiments as a bar, runs and points as they come. */
export function lineOf(view: ImportView): string {
  const { done = 0, total = null } = doneOf(view, 'experiments') ?? {}
  const share = total === null || Number(total) === 0 ? 0 : Math.min(1, Number(done) / Number(total))
  const filled = Math.round(share * BAR)
  const { current, rate } = view.progress
  const kinds = ['runs', 'points', 'files'].map((kind) => say(kind, Number(doneOf(view, kind)?.done ?? 0)))
  return [
    '█'.repeat(filled) + '░'.repeat(BAR - filled),
    kinds.join(', '),
    ...(rate ? [`${rate} runs/s`] : []),
    ...(current === null ? [] : [plain(current)]),
  ].join('  ')
}

async function watch(client: Client, id: number): Promise<ImportView> {
  const out = process.stderr
  const leave = (): void => {
    out.write(
      `\nThe server goes on with import ${id}. See it with: bw import show ${id}. End it with: bw import cancel ${id}\n`,
    )
    process.exit(0)
  }
  process.once('SIGINT', leave)
  try {
    for (;;) {
      const { import: view } = await client.call(imports.get, { id })
      if (out.isTTY) out.write(`\r\x1b[2K${lineOf(view).slice(0, out.columns - 1)}`)
      if (!['waiting', 'running'].includes(view.state)) return view
      await sleep(POLL_MS)
    }
  } finally {
    process.off('SIGINT', leave)
    if (out.isTTY) out.write('\r\x1b[2K')
  }
}

function report(view: ImportView): string {
  const { taken, left, experiments } = view.report
  const of = (what: 'count' | 'known') =>
    taken.filter((each) => Number(each[what]) > 0).map((each) => say(each.kind, Number(each[what])))
  const fresh = of('count')
  const known = of('known')
  const lines = [
    `Import ${view.id} of ${view.place}: ${view.state}${view.dry_run ? ', a dry run: nothing was written' : ''}`,
    `${view.dry_run ? 'Would take' : 'Taken'}: ${fresh.join(', ') || 'nothing new'}.`,
    ...(known.length ? [`Here already: ${known.join(', ')}.`] : []),
    ...experiments
      .filter(({ name, here }) => name !== here)
      .map(
        ({ name, here, experiment_id }) =>
          `Experiment '${name}' is '${here}' here${experiment_id ? ` (${experiment_id})` : ''}.`,
      ),
    ...left.map(({ what, why, count: n, examples }) => {
      const some = examples.length ? `: ${examples.slice(0, 5).join(', ')}${examples.length > 5 ? ', …' : ''}` : ''
      return `Not taken: ${n === null ? '' : `${n} `}${what}, as ${why}${some}.`
    }),
  ]
  return lines.map(plain).join('\n')
}

function show(view: ImportView, json: boolean | undefined): void {
  if (json) printJson({ import: view })
  else print(report(view))
  if (view.state === 'failed')
    throw new Failure('TEMPORARILY_UNAVAILABLE', `${view.error} Go on with: bw import resume ${view.id}`)
}

interface ImportFlags extends ServerOptions, SourceOptions {
  dryRun?: boolean
  artifactsRoot?: string
  files: boolean
  onClash?: 'suffix' | 'leave'
  wait: boolean
}

async function start(
  source: string,
  { dryRun, artifactsRoot, files, onClash, wait, ...options }: ImportFlags,
): Promise<void> {
  const client = connect(options)
  const { import: asked } = await client.call(imports.create, {
    ...toInput(source, options),
    ...(artifactsRoot !== undefined && { artifacts_root: artifactsRoot }),
    ...(dryRun && { dry_run: true }),
    ...(!files && { files }),
    ...(onClash && { on_clash: onClash }),
  })
  if (!wait)
    return options.json
      ? printJson({ import: asked })
      : print(`Began import ${asked.id}. See it with: bw import show ${asked.id}`)
  show(await watch(client, asked.id), options.json)
}

const COLUMNS: Column<ImportView>[] = [
  { title: 'ID', of: ({ id }) => String(id), right: true },
  { title: 'FROM', of: ({ place }) => place },
  { title: 'STATE', of: ({ state, dry_run }) => (dry_run ? `${state} (dry run)` : state) },
  { title: 'RUNS', of: (view) => String(doneOf(view, 'runs')?.done ?? 0), right: true },
  { title: 'POINTS', of: (view) => String(doneOf(view, 'points')?.done ?? 0), right: true },
  { title: 'ASKED', of: ({ asked_ms }) => ago(asked_ms) },
]

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(imports.list, {})
  if (options.json) return printJson(result)
  print(
    result.imports.length ? table(result.imports, COLUMNS) : 'Nothing was taken in yet. Begin with: bw import SOURCE',
  )
}

async function resume(id: number, options: ServerOptions): Promise<void> {
  const client = connect(options)
  await client.call(imports.resume, { id })
  show(await watch(client, id), options.json)
}

async function cancel(id: number, options: ServerOptions): Promise<void> {
  const result = await connect(options).call(imports.cancel, { id })
  if (options.json) return printJson(result)
  note(`Ended import ${id}. What it took stays; ${paint('bold', `bw import resume ${id}`)} goes on with it.`)
}

export function addImport(program: Command): void {
  const command = withServer(
    withSource(
      program
        .command('import')
        .description("take in everything of another tracking server; see also 'bw follow'")
        .argument('[source]', 'https://… of a server, sqlite:///… or postgresql://… of its database, or its folder'),
    )
      .option('--artifacts-root <place>', 'of a database: the folder or s3://… where the files of its server lie')
      .option('--dry-run', 'read, write nothing, say what would happen')
      .option('--no-files', 'leave the bytes of files where they are')
      .option(
        '--on-clash <what>',
        'suffix or leave an experiment whose name is taken here',
        oneOf({ suffix: 'suffix', leave: 'leave' }),
      )
      .option('--no-wait', 'return once it has begun'),
  ).action((source: string | undefined, options: ImportFlags, self: Command) =>
    source === undefined ? self.help() : start(source, options),
  )
  const id = integer(1, 2 ** 31 - 1)
  withServer(command.command('ls').description('what was taken in, and is being')).action(
    (_: ServerOptions, self: Command) => list(self.optsWithGlobals()),
  )
  withServer(
    command.command('show').description('how far an import is, and what it took').argument('<id>', 'of it', id),
  ).action(async (which: number, _: ServerOptions, self: Command) => {
    const options = self.optsWithGlobals<ServerOptions>()
    show((await connect(options).call(imports.get, { id: which })).import, options.json)
  })
  withServer(
    command
      .command('resume')
      .description('go on with an import that failed or was ended')
      .argument('<id>', 'of it', id),
  ).action((which: number, _: ServerOptions, self: Command) => resume(which, self.optsWithGlobals()))
  withServer(
    command.command('cancel').description('end an import; what it took stays').argument('<id>', 'of it', id),
  ).action((which: number, _: ServerOptions, self: Command) => cancel(which, self.optsWithGlobals()))
}
