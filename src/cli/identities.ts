/** `bellwether identities`: people as the identity provider knows them, and whose accounts they are. */
import type { Command } from 'commander'
import { identities } from '../features/access/contract/identities.ts'
import type { Reply } from '../lib/contract.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer } from './options.ts'
import { print, printJson } from './output.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Identity = Reply<typeof identities.list>['identities'][number]

const number = integer(1, 2_147_483_647)

const COLUMNS: Column<Identity>[] = [
  { title: 'NUMBER', of: (i) => String(i.id) },
  { title: 'NAME', of: (i) => i.name },
  { title: 'ADDRESS', of: (i) => i.email ?? 'not verified' },
  { title: 'ACCOUNT', of: (i) => i.account ?? 'waits for one' },
  { title: 'LAST HERE', of: (i) => ago(i.last_at) },
  { title: 'PROVIDER', of: (i) => i.issuer },
]

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(identities.list, {})
  if (options.json) return printJson(result)
  print(table(result.identities, COLUMNS))
}

async function link(id: number, account: string, options: ServerOptions): Promise<void> {
  await connect(options).call(identities.link, { id, account })
  if (options.json) return printJson({ id, account })
  print(`Identity ${id} is ${account} from now on.`)
}

async function remove(id: number, options: ServerOptions): Promise<void> {
  await connect(options).call(identities.remove, { id })
  if (options.json) return printJson({ removed: id })
  print(`Identity ${id} is forgotten, and its log-ins have ended.`)
}

export function addIdentities(program: Command): void {
  const command = program
    .command('identities')
    .description('whose account somebody is that the identity provider knows')
  withServer(command.command('ls').description('list them, those without an account first')).action(list)
  withServer(command.command('link').description('say whose account somebody is'))
    .argument('<number>', 'of the identity', number)
    .argument('<account>', 'the name of a person')
    .action(link)
  withServer(command.command('rm').description('forget somebody: the log-ins end, the account stays'))
    .argument('<number>', 'of the identity', number)
    .action(remove)
}
