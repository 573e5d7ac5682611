/** `bellwether members`: who is what in a workspace. */
import { Argument, type Command } from 'commander'
import { ROLES, type Role } from '../features/access/contract/accounts.ts'
import { members } from '../features/access/contract/members.ts'
import type { Reply } from '../lib/contract.ts'
import { Failure } from '../lib/failure.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { note, print, printJson } from './output.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Member = Reply<typeof members.list>['members'][number]

const COLUMNS: Column<Member>[] = [
  { title: 'NAME', of: ({ account, is_disabled }) => (is_disabled ? `${account} (disabled)` : account), whole: true },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'ROLE', of: ({ role }) => role },
  { title: 'CONTACT', of: ({ contact }) => contact ?? '' },
  { title: 'SINCE', of: ({ since }) => ago(since) },
]

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(members.list, {})
  if (options.json) return printJson(result)
  print(result.members.length ? table(result.members, COLUMNS) : 'This workspace has no members.')
  if (result.owners.length) note(`Owners of the installation may do everything here: ${result.owners.join(', ')}.`)
}

async function set(account: string, role: Role, options: ServerOptions): Promise<void> {
  const result = await connect(options).call(members.put, { account, role })
  if (options.json) return printJson(result)
  print(`${account} is ${role} here. "bw roles" says what that lets them do.`)
}

async function remove(account: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const all = (await client.call(members.list, {})).members
  const member = all.find((each) => each.account === account) ?? all.find((each) => String(each.account_id) === account)
  if (!member)
    throw new Failure(
      'RESOURCE_DOES_NOT_EXIST',
      `No member of this workspace has the name or the number '${account}'. List them with "bellwether members ls".`,
    )
  await client.call(members.remove, { account_id: member.account_id })
  if (options.json) return printJson({ removed: member.account_id })
  print(`${member.account} is no member here any more. What was logged stays.`)
}

export function addMembers(program: Command): void {
  const command = program.command('members').description('who is what in a workspace; --url …/w/NAME says which')
  withServer(command.command('ls').description('list members with their roles')).action(list)
  withServer(
    command
      .command('set')
      .description('make an account a member, or give a member another role')
      .argument('<account>', 'its name')
      .addArgument(new Argument('<role>', 'as what').choices(ROLES)),
  ).action(set)
  withServer(command.command('remove <account>').description('end a membership')).action(remove)
}
