/** `bellwether audit`: who did what; the log as a file, and the proof that nothing in it was changed. */
import type { Command } from 'commander'
import { EVENT_GROUPS } from '../../lib/vocabulary.ts'
import { withServer } from '../find-server.ts'
import { integer, oneOf, repeated } from '../options.ts'
import { exportLog } from './export.ts'
import { withFilter } from './filter.ts'
import { printHead } from './head.ts'
import { list } from './list.ts'
import { accept, printStatus } from './status.ts'
import { verify } from './verify.ts'

const groups = Object.fromEntries(EVENT_GROUPS.map((group) => [group, group]))

export function addAudit(program: Command): void {
  const command = program.command('audit').description('who did what, and the proof that nobody changed the log')

  withServer(
    withFilter(command.command('ls').description('who did what, newest first'))
      .option('--group <word>', 'events about these: run, token, account…', oneOf(groups))
      .option('--text <words>', 'with words that begin so in what they say')
      .option('--limit <number>', 'the newest so many', integer(1, 100_000), 50),
  ).action(list)

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

  withServer(command.command('status').description('what the server found when it last checked the log')).action(
    printStatus,
  )

  withServer(
    command
      .command('accept')
      .description('after a restore: the log as it is counts, though it does not lead to the heads that were kept')
      .requiredOption('--reason <text>', 'why it is another log'),
  ).action(accept)
}
