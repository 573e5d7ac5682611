/** `bellwether accounts`: who may use the server at all; for owners of the installation. */
import type { Command } from 'commander'
import { access, ROLES, type Role } from '../features/access/contract/accounts.ts'
import { erasing } from '../features/access/contract/erasing.ts'
import { passwords } from '../features/access/contract/passwords.ts'
import type { Input, Reply } from '../lib/contract.ts'
import { Failure } from '../lib/failure.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { serverOf } from './kept-log-ins.ts'
import { type Membership, membership } from './options.ts'
import { note, print, printJson, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago, timeOf } from './words.ts'

export type Account = Reply<typeof access.listAccounts>['accounts'][number]

const stateOf = ({ is_owner, disabled_at }: Account): string =>
  disabled_at !== null ? 'disabled' : is_owner ? 'owner' : ''

const COLUMNS: Column<Account>[] = [
  { title: 'NAME', of: ({ name }) => name, whole: true },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'STATE', of: stateOf },
  {
    title: 'MEMBER OF',
    of: ({ memberships }) => memberships.map(({ workspace, role }) => `${workspace}=${role}`).join(' '),
  },
  { title: 'CONTACT', of: ({ contact }) => contact ?? '' },
  { title: 'MADE', of: ({ created_at }) => ago(created_at) },
]

/** By its name; by its number where no name is so. */
export async function resolveAccount(client: Client, given: string): Promise<Account> {
  const { accounts } = await client.call(access.listAccounts, {})
  const found = accounts.find(({ name }) => name === given) ?? accounts.find(({ id }) => String(id) === given)
  if (found) return found
  throw new Failure(
    'RESOURCE_DOES_NOT_EXIST',
    `No account has the name or the number '${given}'. List them with "bellwether accounts ls".`,
  )
}

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(access.listAccounts, {})
  if (options.json) return printJson(result)
  print(
    result.accounts.length ? table(result.accounts, COLUMNS) : 'No accounts yet: the server is open to this machine.',
  )
}

async function offer(client: Client, { id }: Account): Promise<{ url: string; expires_at: string }> {
  const { path, expires_at } = await client.call(passwords.offer, { id })
  return { url: serverOf(client.url) + path, expires_at: timeOf(expires_at) }
}

interface AddOptions extends ServerOptions {
  service?: boolean
  owner?: boolean
  contact?: string
  team?: string
  member?: Membership<Role>[]
}

const contacts = ({ contact, team }: { contact?: string; team?: string }) => ({
  ...(contact !== undefined && { contact_account: contact }),
  ...(team !== undefined && { contact_team: team }),
})

async function add(name: string, { service, owner, member, ...options }: AddOptions): Promise<void> {
  if (service && !options.contact && !options.team)
    throw new Usage('A service account needs somebody who answers for it: give --contact PERSON or --team NAME.')
  const client = connect(options)
  if ((service || member) && (await client.call(access.me, {})).mode === 'open')
    throw new Usage(
      'The first account is a person, who owns the server: make it first, without --service and --member.',
    )
  const input: Input<typeof access.createAccount> = {
    name,
    ...(service && { kind: 'service' }),
    ...(owner && { is_owner: true }),
    ...contacts(options),
    ...(member && { memberships: member }),
  }
  const { account, token } = await client.call(access.createAccount, input)
  // The first account of a server comes with a token; every other person gets a link.
  const link = token === undefined && account.kind === 'person' ? await offer(client, account) : undefined
  if (options.json) return printJson({ account, ...(token !== undefined && { token }), ...(link && { link }) })
  if (token !== undefined) {
    note(`Made ${account.name}, the owner of this server, which asks for tokens from now on. This one is shown once:`)
    return print(token)
  }
  if (link) {
    note(`Made account ${account.name}. By this link, once, its person sets a password; until ${link.expires_at}:`)
    return print(link.url)
  }
  print(`Made service account ${account.name}. Next: bw tokens make LABEL --account ${account.name}`)
}

async function link(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const made = await offer(client, await resolveAccount(client, name))
  if (options.json) return printJson(made)
  note(`By this link, once, the person of account ${name} sets a password; until ${made.expires_at}:`)
  print(made.url)
}

interface SetOptions extends ServerOptions {
  name?: string
  owner?: boolean
  contact?: string
  team?: string
}

async function set(given: string, { name, owner, ...options }: SetOptions): Promise<void> {
  const change = {
    ...(name !== undefined && { name }),
    ...(owner !== undefined && { is_owner: owner }),
    ...contacts(options),
  }
  if (!Object.keys(change).length)
    throw new Usage('Say what to change: --name, --owner, --no-owner, --contact or --team.')
  const client = connect(options)
  const { id } = await resolveAccount(client, given)
  const result = await client.call(access.changeAccount, { id, ...change })
  if (options.json) return printJson(result)
  print(table([result.account], COLUMNS))
}

async function disable(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const { id } = await resolveAccount(client, name)
  await client.call(access.disableAccount, { id })
  if (options.json) return printJson({ disabled: id })
  print(
    `Account ${name} is disabled: its password, log-ins and tokens are refused. "bw accounts enable" takes that back.`,
  )
}

async function enable(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const result = await client.call(access.enableAccount, { id: (await resolveAccount(client, name)).id })
  if (options.json) return printJson(result)
  print(`Account ${name} may be used again, with the tokens it has.`)
}

async function erase(name: string, { yes, ...options }: ServerOptions & { yes?: boolean }): Promise<void> {
  if (!yes)
    throw new Usage(
      `This forgets ${name} for good: name, password, tokens, choices, and what events say of the person. That the events happened stays. Add --yes to do it.`,
    )
  const client = connect(options)
  const account = await resolveAccount(client, name)
  const result = await client.call(erasing.erase, { id: account.id, name: account.name })
  if (options.json) return printJson({ erased: account.id, ...result })
  print(`Forgot ${account.name}. ${result.events} events say nothing of the person any more; the log still verifies.`)
}

/** All of it as one document, whatever the number of pages. */
async function exportOwn(options: ServerOptions): Promise<void> {
  const client = connect(options)
  let page = await client.call(erasing.export, {})
  const whole = { ...page, events: [...page.events] }
  while (page.next !== null) {
    page = await client.call(erasing.export, { before: Number(page.next) })
    whole.events.push(...page.events)
  }
  const { next: _, ...kept } = whole
  printJson(kept)
}

const withContact = (command: Command): Command =>
  command
    .option('--contact <person>', 'for a service: the account of the person who answers for it')
    .option('--team <name>', 'for a service: the team that answers for it')

export function addAccounts(program: Command): void {
  const command = program.command('accounts').description('who may use the server; for owners of the installation')
  withServer(command.command('ls').description('list accounts with the workspaces that they are members of')).action(
    list,
  )
  withServer(
    withContact(
      command
        .command('add <name>')
        .description('make an account; a person gets a link to set a password. The first becomes the owner')
        .option('--service', 'for programs: no password, only tokens')
        .option('--owner', 'may do everything, in every workspace')
        .option(
          '--member <workspace=role>',
          `a membership, several times; roles: ${ROLES.join(', ')}`,
          membership(ROLES),
        ),
    ),
  ).action(add)
  withServer(
    command.command('link <name>').description('make a link by which a person sets the password, once, in three days'),
  ).action(link)
  withServer(
    withContact(
      command
        .command('set <account>')
        .description('rename an account, make it an owner or not, say who answers for it')
        .option('--name <name>', 'the new name')
        .option('--owner', 'an owner of the installation')
        .option('--no-owner', 'an owner no more'),
    ),
  ).action(set)
  withServer(
    command.command('disable <name>').description('refuse its password, log-ins and tokens; what it made stays'),
  ).action(disable)
  withServer(command.command('enable <name>').description('let a disabled account in again')).action(enable)
  withServer(
    command
      .command('erase <name>')
      .description('forget a person for good, and what events say of them; the log still verifies'),
  )
    .option('--yes', 'do it')
    .action(erase)
  withServer(
    command.command('export').description('all that is kept of you, as JSON: account, log-ins, choices, events'),
  ).action(exportOwn)
}
