/** `bellwether artifacts`: list, download, upload and delete the files of runs. */
import type { Command } from 'commander'
import { files } from '../../features/artifacts/contract/files.ts'
import { Failure } from '../../lib/failure.ts'
import { connect } from '../client.ts'
import { withServer } from '../find-server.ts'
import { note, paint, print, printJson } from '../output.ts'
import { resolveRun } from '../resolve.ts'
import { type Column, table } from '../table.ts'
import { ago, bytes, count } from '../words.ts'
import { get } from './get.ts'
import { listFolder, type OwnFile, type RunOptions, trimSlashes } from './listing.ts'
import { put } from './put.ts'

const COLUMNS: Column<OwnFile>[] = [
  { title: 'SIZE', of: (f) => (f.is_dir ? '—' : bytes(f.size)), right: true },
  { title: 'STORED', of: (f) => (f.created_at ? ago(Date.parse(f.created_at)) : '—') },
  {
    title: 'PATH',
    of: (f) => (f.is_dir ? `${f.path}/` : f.path),
    paint: (text, f) => (f.is_dir ? paint('blue', text) : text),
  },
]

async function list(
  given: string,
  path: string | undefined,
  { recursive = false, experiment, ...options }: RunOptions & { recursive?: boolean },
): Promise<void> {
  const client = connect(options)
  const { run_id } = await resolveRun(client, given, { experiment })
  const found = await listFolder(client, run_id, trimSlashes(path ?? ''), recursive)
  if (options.json) return printJson(found)
  if (found.files.length === 0) return note(path ? `Nothing in '${path}'.` : 'The run has no artifacts.')
  print(table(found.files, COLUMNS))
}

/** Where a run's artifacts lie behind the server's artifact routes. */
function rootOf(uri: string): string {
  const [, path] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(uri) ?? []
  if (path === undefined)
    throw new Failure(
      'NOT_IMPLEMENTED',
      `The artifacts of this run are at '${uri}', which this server does not serve. Use a client of that store.`,
    )
  return path.replace(/\/+$/, '')
}

async function remove(
  given: string,
  named: string,
  { recursive, experiment, ...options }: RunOptions & { recursive?: boolean },
): Promise<void> {
  const client = connect(options)
  const { run_id } = await resolveRun(client, given, { experiment })
  const path = trimSlashes(named)
  if (!path) throw new Failure('INVALID_PARAMETER_VALUE', 'Name a file or a folder; the root itself cannot be deleted.')
  const { root_uri, files: inside } = await listFolder(client, run_id, path, true)
  if (inside.length && !recursive)
    throw new Failure(
      'INVALID_PARAMETER_VALUE',
      `'${path}' is a folder with ${count(inside.length, 'file')}, and artifacts have no trash. To delete it add --recursive.`,
    )
  // The server deletes what is not there without a word; a person has mistyped it.
  if (inside.length === 0)
    await client.send(files.downloadRun, { run_id, path }, { method: 'HEAD' }).catch(notThere(path))
  await client.call(files.delete, { '*': `${rootOf(root_uri)}/${path}` })
  const deleted = inside.length || 1
  if (options.json) return printJson({ run_id, path, deleted })
  print(`Deleted ${path} (${count(deleted, 'file')}).`)
}

const notThere =
  (path: string) =>
  (error: unknown): never => {
    if ((error as { status?: number }).status !== 404) throw error
    throw new Failure('RESOURCE_DOES_NOT_EXIST', `The run has no artifact '${path}'.`)
  }

export function addArtifacts(program: Command): void {
  const noun = program.command('artifacts').alias('artifact').description('list, download and upload files of runs')
  const add = (usage: string, description: string): Command => noun.command(usage).description(description)
  add('ls <run> [path]', 'list the files of a run, or of one of its folders')
    .alias('list')
    .option('-r, --recursive', 'also what lies in folders')
    .action(list)
  add('get <run> <path>', 'download a file or a folder; a download that broke off is continued')
    .option('-o, --output <file>', 'where to put it; - writes a file to stdout (default: its own name, here)')
    .action(get)
  add('put <run> <file>', 'upload a file or a folder')
    .option('--path <folder>', 'the folder of the run to put it in (default: the root)')
    .action(put)
  add('rm <run> <path>', 'delete a file; there is no trash')
    .option('-r, --recursive', 'delete a folder and all that is in it')
    .action(remove)
  for (const command of noun.commands)
    withServer(command.option('-e, --experiment <name|id>', 'find the run by its name in this experiment'))
}
