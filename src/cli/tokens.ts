/** `bellwether tokens`: one's own; with --account those of another account, with --here those for one workspace. */
import type { Command } from 'commander'
import { MAX_DAYS, tokens } from '../features/access/contract/tokens.ts'
import { type Reply, SCOPES, type Scope } from '../lib/contract.ts'
import { resolveAccount } from './accounts.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf } from './options.ts'
import { note, print, printJson, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago, timeOf } from './words.ts'

type Token = Reply<typeof tokens.list>['tokens'][number]
type Made = Reply<typeof tokens.create>

interface Whose extends ServerOptions {
  account?: string
  here?: boolean
}

const endOf = ({ expires_at }: Token): string => (expires_at === null ? 'never' : timeOf(expires_at).slice(0, 10))

const COLUMNS: Column<Token>[] = [
  { title: 'ID', of: ({ id }) => String(id), right: true, whole: true },
  { title: 'LABEL', of: ({ label }) => label },
  { title: 'ACCOUNT', of: ({ account }) => account },
  { title: 'GRANTS', of: ({ scopes }) => scopes?.join(' ') ?? 'all' },
  { title: 'WORKS IN', of: ({ workspace }) => workspace ?? 'all' },
  { title: 'USED', of: ({ last_used_at }) => (last_used_at === null ? 'never' : ago(last_used_at)) },
  { title: 'ENDS', of: endOf, whole: true },
]

const idOf = async (client: Client, name: string): Promise<number> => (await resolveAccount(client, name)).id

async function list({ account, here, ...options }: Whose): Promise<void> {
  const client = connect(options)
  const result = here
    ? await client.call(tokens.listHere, {})
    : account === undefined
      ? await client.call(tokens.list, {})
      : await client.call(tokens.listOf, { account_id: await idOf(client, account) })
  if (options.json) return printJson(result)
  print(result.tokens.length ? table(result.tokens, COLUMNS) : 'No tokens.')
}

interface MakeOptions extends Whose {
  days?: number
  scope?: Scope[]
  workspace?: string
}

async function makeBy(client: Client, label: string, { account, here, ...options }: MakeOptions): Promise<Made> {
  const { days, scope, workspace } = options
  const wanted = {
    label,
    ...(days !== undefined && { expires_in_days: days }),
    ...(scope && { scopes: scope }),
  }
  const bound = { ...wanted, ...(workspace !== undefined && { workspace }) }
  if (here) return client.call(tokens.createHere, { ...wanted, account: account! })
  if (account === undefined) return client.call(tokens.create, bound)
  return client.call(tokens.createOf, { account_id: await idOf(client, account), ...bound })
}

async function make(label: string, options: MakeOptions): Promise<void> {
  if (options.here && options.account === undefined)
    throw new Usage('--here makes a token for a service account of this workspace: name it with --account.')
  if (options.here && options.workspace !== undefined)
    throw new Usage('--here and --workspace exclude each other: the address says which workspace is meant.')
  const made = await makeBy(connect(options), label, options)
  if (options.json) return printJson(made)
  const { info } = made
  note(`Made token ${info.id} of ${info.account}, shown this once; it ends: ${endOf(info)}.`)
  print(made.token)
}

async function revoke(id: number, { account, here, ...options }: Whose): Promise<void> {
  const client = connect(options)
  if (here) await client.call(tokens.revokeHere, { id })
  else if (account === undefined) await client.call(tokens.revoke, { id })
  else await client.call(tokens.revokeOf, { account_id: await idOf(client, account), id })
  if (options.json) return printJson({ revoked: id })
  print(`Token ${id} is refused from now on, and log-ins that it opened have ended.`)
}

const scopes = oneOf(Object.fromEntries(SCOPES.map((scope) => [scope, scope])) as Record<Scope, Scope>)
const repeatedScope = (text: string, before: Scope[] = []): Scope[] => [...before, scopes(text)]

const withWhose = (command: Command): Command =>
  command
    .option('--account <name>', 'of another account; for owners of the installation')
    .option('--here', 'those that work in this workspace only; for its admins')

export function addTokens(program: Command): void {
  const command = program.command('tokens').description('access tokens: yours, of another account, of a workspace')
  withServer(withWhose(command.command('ls').description('list tokens; log-ins are not among them'))).action(list)
  withServer(
    withWhose(
      command
        .command('make <label>')
        .description('make a token and print it, this once; the label says what it is for')
        .option('--days <number>', 'how long it works (default 90)', integer(1, MAX_DAYS))
        .option('--scope <right>', `what it may do at most, several times: ${SCOPES.join(', ')}`, repeatedScope)
        .option('--workspace <name>', 'the one workspace in which it works'),
    ),
  )
    .addHelpText('after', '\nExample: export MLFLOW_TRACKING_TOKEN=$(bw tokens make laptop --scope read --scope write)')
    .action(make)
  withServer(
    withWhose(
      command
        .command('revoke')
        .description('withdraw a token, and the log-ins it opened')
        .argument('<id>', 'its number', integer(1, 2_147_483_647)),
    ),
  ).action(revoke)
}
