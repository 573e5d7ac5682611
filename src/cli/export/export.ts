/** `bellwether export`: takes a workspace away as files that need no Bellwether. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { stopSignal } from '../backup/report.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { note, print, printJson, Usage } from '../output.ts'
import { type Column, table } from '../table.ts'
import { bytes, count, duration } from '../words.ts'
import { assertFree, receive } from './receive.ts'
import { exportToMlflow } from './to-mlflow.ts'

interface Options extends ServerOptions {
  artifacts: boolean
  toMlflow?: string
}

interface Row {
  name: string
  rows: number
  bytes: number
}

const COLUMNS: Column<Row>[] = [
  { title: 'TABLE', of: ({ name }) => name, whole: true },
  { title: 'ROWS', of: ({ rows }) => rows.toLocaleString('en'), right: true },
  { title: 'SIZE', of: (row) => bytes(row.bytes), right: true },
]

async function exportTo(where: string, options: Options): Promise<void> {
  const folder = resolve(where)
  await assertFree(folder)
  const began = performance.now()
  const manifest = await receive(connect(options), folder, options.artifacts, stopSignal(), () => undefined)
  if (options.json) return printJson({ folder, ...manifest })
  const rows = Object.entries(manifest.tables).map(([name, { rows, files }]) => ({
    ...{ name, rows },
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  }))
  print(table(rows, COLUMNS))
  const { kept, files, bytes: size, missing } = manifest.artifacts
  const also = kept ? `, ${count(files, 'artifact')} (${bytes(size)})` : '; artifacts were left out'
  print(`${folder} holds the workspace '${manifest.workspace}'${also}, made in ${duration(performance.now() - began)}.`)
  if (missing.length)
    note(
      `The bytes of ${count(missing.length, 'artifact')} are missing or damaged in the artifact store: sha256 ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' and more' : ''}.`,
    )
}

/** To a folder, to an MLflow server, or to both. */
async function run(where: string | undefined, { toMlflow, ...options }: Options): Promise<void> {
  if (where === undefined && toMlflow === undefined)
    throw new Usage('Name a folder to write to, or the MLflow server of --to-mlflow.')
  if (where !== undefined) await exportTo(where, options)
  if (toMlflow !== undefined) await exportToMlflow(toMlflow, options)
}

export function addExport(program: Command): void {
  withServer(
    program
      .command('export')
      .description(
        'take a workspace away: tables as Parquet, artifacts by digest, a manifest; or all of it to an MLflow server',
      )
      .argument('[folder]', 'a folder that is empty or does not exist')
      .option('--no-artifacts', 'leave out the bytes of files; the table of artifacts still names them')
      .option('--to-mlflow <uri>', 'write it into this MLflow server; what is there already is not written again'),
  ).action(run)
}
