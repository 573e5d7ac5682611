/** `bellwether backup`: one file with everything, whether the server runs or not. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { operate } from '../../features/operate/contract.ts'
import type { Made } from '../../platform/backup/make.ts'
import { nameOf } from '../../platform/backup/target.ts'
import { loadConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { hasCluster } from '../../platform/postgres/cluster.ts'
import { isAlive, readServerFile } from '../../platform/server-file.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { note, print, printJson } from '../output.ts'
import { bytes } from '../words.ts'
import { list, verify } from './list.ts'
import { follow, receive } from './live.ts'
import { meter, sayMade, sayMissing, stopSignal, toFacts } from './report.ts'

const isFolder = (path: string): boolean =>
  path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)

/** A folder is given a file with a name of its own. */
const toFile = (where: string): string =>
  isFolder(where) ? join(resolve(where), nameOf('by-hand', Date.now())) : resolve(where)

/** The server that runs on the data; undefined where the data is at rest and can be opened. */
function findClient(options: ServerOptions): Client | undefined {
  const { env } = process
  if (options.url || (!options.dataDir && (env.BELLWETHER_URL || /^https?:/.test(env.MLFLOW_TRACKING_URI ?? ''))))
    return connect(options)
  const config = loadConfig({ data_dir: options.dataDir })
  const server = readServerFile(config.dataDir)
  if (server && isAlive(server.pid)) return connect({ ...options, url: server.url })
  if (config.databaseUrl || hasCluster(config.dataDir)) return undefined
  return connect(options)
}

function sayResult(file: string, made: Made, json: boolean | undefined): void {
  const { missing, missing_count } = made.seal.blobs
  if (json) printJson({ file, bytes: made.bytes, ...toFacts(made) })
  else print(sayMade(file, made))
  if (missing_count > 0) note(sayMissing(missing_count, missing))
}

async function offline(where: string | undefined, options: ServerOptions): Promise<void> {
  const { backUpOffline } = await import('../../offline.ts')
  const config = loadConfig({ data_dir: options.dataDir })
  const bar = meter('Backing up')
  const watch = {
    signal: stopSignal(),
    onProgress: ({ done, total }: { done: number; total: number }) => bar.at(done, total),
  }
  const file = where === undefined ? undefined : toFile(where)
  const { place, ...made } = await backUpOffline(config, createLog('warn'), file, watch).finally(bar.end)
  sayResult(place, made, options.json)
}

async function live(client: Client, where: string | undefined, options: ServerOptions): Promise<void> {
  const signal = stopSignal()
  if (where !== undefined) {
    const file = toFile(where)
    return sayResult(file, await receive(client, file, signal), options.json)
  }
  const { task } = await client.call(operate.backUp, {})
  const done = await follow(client, task, 'Backing up', signal)
  const { backups } = await client.call(operate.backups, {})
  const made = backups.find(({ name }) => name === done.name)
  if (options.json) return printJson({ task: done, backup: made })
  print(`Made ${made?.place ?? done.name}: ${bytes(done.bytes)}.`)
  if (made) print(`Restore it with: bw restore ${made.place} --data-dir NEW-FOLDER`)
}

async function backUp(where: string | undefined, options: ServerOptions): Promise<void> {
  const client = findClient(options)
  await (client ? live(client, where, options) : offline(where, options))
}

export function addBackup(program: Command): void {
  const command = withServer(
    program
      .command('backup')
      .description('back everything up into one file, while the server runs or not; see also "bw restore"')
      .argument('[where]', 'a file, or a folder for one with a name of its own; else the place of backups'),
  ).action(backUp)
  withServer(command.command('ls').description('list the backups that the server keeps')).action(
    (_options: ServerOptions, self: Command) => list(self.optsWithGlobals()),
  )
  withServer(
    command
      .command('verify <name>')
      .description('have the server restore a backup into a temporary database and compare'),
  ).action((name: string, _options: ServerOptions, self: Command) => verify(name, self.optsWithGlobals()))
}
