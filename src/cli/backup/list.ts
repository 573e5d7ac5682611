/** `bellwether backup ls` and `verify`: the backups that a server keeps. */
import { operate } from '../../features/operate/contract.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { note, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { ago, bytes, count, duration, timeOf } from '../words.ts'
import { follow } from './live.ts'
import { stopSignal } from './report.ts'

type Backup = Reply<typeof operate.backups>['backups'][number]

const COLUMNS: Column<Backup>[] = [
  { title: 'NAME', of: (b) => b.name, whole: true },
  { title: 'MADE', of: (b) => ago(b.made_ms) },
  { title: 'TOOK', of: (b) => duration(b.took_ms), right: true },
  { title: 'SIZE', of: (b) => bytes(b.bytes), right: true },
  { title: 'ROWS', of: (b) => Number(b.rows).toLocaleString('en'), right: true },
  {
    title: 'ARTIFACTS',
    of: (b) => (b.artifacts.kept === 'none' ? 'not in it' : b.artifacts.count.toLocaleString('en')),
    right: true,
  },
  { title: 'VERIFIED', of: (b) => (b.verified_ms === null ? 'no' : ago(b.verified_ms)) },
]

export async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(operate.backups, {})
  if (options.json) return printJson(result)
  const { backups, nightly, failed, active, unreadable } = result
  if (backups.length) print(table(backups, COLUMNS))
  else note(`There is no backup in ${result.place} yet. Make one with "bw backup".`)
  for (const { reason } of unreadable) note(reason)
  if (active) note(`One is being ${active.task === 'make' ? 'made' : 'verified'} now.`)
  if (failed) note(`The last one failed ${ago(failed.ended_ms)}: ${failed.error}`)
  note(
    nightly.on
      ? `Every night at ${nightly.at} one is made, ${count(nightly.keep, 'is', 'are')} kept; the next is due ${timeOf(nightly.next_ms!)}. Place: ${result.place}`
      : `None is made by itself: BELLWETHER_BACKUP=nightly begins that. Place: ${result.place}`,
  )
}

export async function verify(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const { task } = await client.call(operate.verify, { name })
  const done = await follow(client, task, 'Verifying', stopSignal())
  if (options.json) return printJson({ task: done })
  print(`${name} was restored into a temporary database and is the same in every byte.`)
}
