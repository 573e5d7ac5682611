/** `bellwether audit`: who did what; the log as a file, and the proof that nothing in it was changed. */
import type { Command } from 'commander'
import { EVENTS, type EventName } from '../../lib/vocabulary.ts'
import { withServer } from '../find-server.ts'
import { moment, oneOf, repeated } from '../options.ts'
import { exportLog } from './export.ts'
import { printHead } from './head.ts'
import { verify } from './verify.ts'

const eventName = oneOf(
  Object.fromEntries(Object.keys(EVENTS).map((name) => [name, name])) as Record<EventName, EventName>,
)

const withFilter = (command: Command): Command =>
  command
    .option('--since <when>', 'from this moment on: 2026-11-24, 2026-11-24T09:30Z or 30d', moment)
    .option('--until <when>', 'before this moment', moment)
    .option('--name <event>', 'events of this name', eventName)
    .option('--subject <kind:id>', 'events about this, as in run:4b8c… or workspace:default')
    .option('--account <name>', 'what this account caused, by name or number')

export function addAudit(program: Command): void {
  const command = program.command('audit').description('who did what, and the proof that nobody changed the log')

  const exporting = command
    .command('export')
    .description('write the log as JSON lines that anybody can check without this server')
  withServer(
    withFilter(exporting)
      .option('--all', 'with the events of all workspaces, not only as fingerprints')
      .option('-o, --output <file>', 'write there instead of to stdout')
      .option('--resume', 'go on with the file of --output where it ends: it broke off, or the log has grown'),
  ).action(exportLog)

  const verifying = command
    .command('verify')
    .description('check a file that was exported, without any server; without a file, check what the server sends')
    .argument('[file]', "the file of 'audit export'; - for stdin")
    .option('--head <[seq:]hash>', 'a head that was kept elsewhere; may come several times', repeated)
    .option(
      '--against <file>',
      "heads that 'audit head --json' printed, or an earlier export; may come several times",
      repeated,
    )
    .option('--key <public key>', 'accept only the signature of this key')
  withServer(verifying).action(verify)

  withServer(
    command.command('head').description('print where the log ends now, signed: keep it elsewhere, as an anchor'),
  ).action(printHead)
}
