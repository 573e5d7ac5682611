/** `bellwether roles`: what each role may do in a workspace. */
import type { Command } from 'commander'
import { members } from '../features/access/contract/members.ts'
import type { Reply } from '../lib/contract.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { print, printJson } from './output.ts'
import { type Column, table } from './table.ts'

type Roles = Reply<typeof members.roles>

/** Everybody has the own account, and only owners the installation. */
const columnsOf = ({ roles }: Roles): Column<Roles['rights'][number]>[] => [
  { title: 'RIGHT', of: ({ id }) => id, whole: true },
  ...roles.map(({ id, rights }) => ({
    title: id.toUpperCase(),
    of: (right: Roles['rights'][number]) =>
      right.id === 'self' || rights.some((each) => each === right.id) ? '●' : '',
    whole: true,
  })),
  { title: 'OWNER', of: () => '●', whole: true },
  { title: 'MEANS', of: ({ about }) => about },
]

async function show(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(members.roles, {})
  if (options.json) return printJson(result)
  print(table(result.rights, columnsOf(result)))
}

export function addRoles(program: Command): void {
  withServer(program.command('roles').description('what each role may do, right by right')).action(show)
}
