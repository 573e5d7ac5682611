/** `bellwether doctor`: looks at the installation, the data and the server, and says what to do. Needs no server. */
import type { Command } from 'commander'
import { type Check, check, guarded, type Status } from '../../lib/check.ts'
import { loadConfig } from '../../platform/config.ts'
import { isAlive, readServerFile } from '../../platform/server-file.ts'
import { findServer, type Place, type ServerOptions } from '../find-server.ts'
import { paintState, plain, print, printJson } from '../output.ts'
import { widthOf } from '../table.ts'
import {
  checkCluster,
  checkDataDir,
  checkHalf,
  checkNode,
  checkOrphans,
  checkPackage,
  checkServerFile,
  checkStore,
} from './machine.ts'
import { checkServer } from './server.ts'

const MARKS: Record<Status, string> = { ok: '●', attention: '▲', bad: '■', unknown: '◌' }

/** The server of the data directory if it runs, else one that was named. */
function findPlace(options: ServerOptions, dataDir: string): Place | undefined {
  const file = readServerFile(dataDir)
  const runs = file !== undefined && isAlive(file.pid)
  const named = options.url ?? (options.dataDir ? undefined : (process.env.BELLWETHER_URL ?? undefined))
  if (named) return findServer({ url: named })
  return runs ? findServer({ url: file.url }) : undefined
}

export async function examine(options: ServerOptions, version: string): Promise<Check[]> {
  const config = loadConfig({ data_dir: options.dataDir })
  const place = findPlace(options, config.dataDir)
  const parts = await Promise.all([
    guarded('node', () => checkNode()),
    guarded('postgres', () => checkPackage(config)),
    guarded('data directory', () => checkDataDir(config)),
    guarded('database files', () => checkCluster(config)),
    guarded('restore', () => checkHalf(config)),
    guarded('left-over databases', () => checkOrphans()),
    // Of a store that a server uses, the server tells.
    guarded('artifact store', () => (place ? [] : checkStore(config))),
    guarded('server', () => checkServerFile(config)),
    guarded('health', () => (place ? checkServer(place, version) : [])),
  ])
  return parts.flat()
}

function lines(checks: Check[]): string {
  const width = Math.max(...checks.map((one) => widthOf(one.check)))
  return checks
    .map(({ check: name, status, message, fix }) => {
      const head = `${paintState(status, `${MARKS[status]} ${status.padEnd(9)}`)}  ${name.padEnd(width)}  ${plain(message)}`
      return fix && status !== 'ok' ? `${head}\n${' '.repeat(width + 15)}${plain(fix)}` : head
    })
    .join('\n')
}

async function doctor(options: ServerOptions, command: Command): Promise<void> {
  const checks = await examine(options, command.parent?.version() ?? '').catch((error: Error) => [
    check('settings', 'bad', error.message, 'Correct the setting that is named.'),
  ])
  if (options.json) printJson({ checks })
  else print(lines(checks))
  if (checks.some(({ status }) => status === 'bad')) process.exitCode = 1
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check the installation, the data directory and the server')
    .option('--url <url>', 'the server to check (else the one of the data directory)')
    .option('--data-dir <folder>', 'the data directory to check')
    .option('--json', 'print JSON')
    .action(doctor)
}
