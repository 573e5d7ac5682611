/** `bellwether restore`: brings a backup back into an empty place, or shows that it could be. */
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Done } from '../offline.ts'
import { type Config, loadConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { meter, rowsOf, stopSignal, toFacts } from './backup/report.ts'
import { note, print, printJson } from './output.ts'
import { bytes, count, duration, timeOf } from './words.ts'

interface Options {
  dataDir?: string
  databaseUrl?: string
  verify?: boolean
  scratch?: string
  acceptMissing?: boolean
  json?: boolean
}

function say(done: Done, isRestored: boolean, { databaseUrl, dataDir }: Config, tookMs: number): void {
  const { manifest, seal, missing_count, blobs, events } = done
  const what = `${count(rowsOf(done), 'row')} in ${count(Object.keys(seal.tables).length, 'table')}, ${count(
    blobs,
    'artifact',
  )} (${bytes(seal.blobs.bytes)}), ${count(events.count, 'event')}`
  const from = `the backup of ${timeOf(manifest.made_ms)} by Bellwether ${manifest.version}`
  print(
    isRestored
      ? `Restored ${from} into ${databaseUrl ? 'the database' : dataDir} in ${duration(tookMs)}: ${what}.\nStart it with: bw up --data-dir ${dataDir}${databaseUrl ? ' --database-url …' : ''}`
      : `This is a whole backup: ${from} was restored into a temporary database in ${duration(tookMs)} and is the same in every byte: ${what}.`,
  )
  if (missing_count > 0)
    note(`The bytes of ${count(missing_count, 'artifact')} are missing: sha256 ${done.missing.slice(0, 3).join(', ')}.`)
  if (!events.ok)
    note(`The event log was changed before this backup was made: ${events.reason} (after ${events.count}).`)
}

async function restore(file: string, options: Options): Promise<void> {
  const { restoreOffline, verifyOffline } = await import('../offline.ts')
  const config = loadConfig({ data_dir: options.dataDir, database_url: options.databaseUrl })
  const isRestored = !options.verify || options.dataDir !== undefined || options.databaseUrl !== undefined
  const bar = meter(isRestored ? 'Restoring' : 'Verifying')
  const order = {
    file: resolve(file),
    acceptMissing: options.acceptMissing ?? false,
    onProgress: bar.at,
    signal: stopSignal(),
  }
  const log = createLog('error')
  const began = performance.now()
  const done = await (isRestored
    ? restoreOffline(config, log, order)
    : verifyOffline(order, resolve(options.scratch ?? tmpdir()), log)
  ).finally(bar.end)
  const tookMs = Math.round(performance.now() - began)
  if (!options.json) return say(done, isRestored, config, tookMs)
  printJson({
    restored: isRestored,
    ...(isRestored && { data_dir: config.dataDir }),
    ...toFacts(done),
    took_ms: tookMs,
    missing: done.missing_count,
    events: done.events,
  })
}

export function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('restore a backup into an empty data directory or database; every byte is compared')
    .option('--data-dir <folder>', 'where to; nothing may be there yet')
    .option('--database-url <url>', 'restore the database into this PostgreSQL instead, which must be empty')
    .option('--verify', 'restore nothing: show that the backup is whole, in a temporary database')
    .option('--scratch <folder>', 'where the temporary database is made')
    .option('--accept-missing', 'go on without artifacts whose bytes cannot be had')
    .option('--json', 'print JSON')
    .action(restore)
}
