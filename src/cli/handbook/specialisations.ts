/** `bellwether handbook specialisations`: which there are, who declared which, and whom a need suggests. */
import type { Command } from 'commander'
import { workspaces } from '../../features/access/contract/workspaces.ts'
import { LEVELS, type Level } from '../../features/handbook/contract/shapes.ts'
import { specialisations as contract } from '../../features/handbook/contract/specialisations.ts'
import type { Reply } from '../../lib/contract.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { oneOf } from '../options.ts'
import { note, paintState, plain, print, printJson, Usage } from '../output.ts'
import { type Column, table } from '../table.ts'
import { heading } from './show.ts'

interface Options extends ServerOptions {
  declare?: string[]
  clear?: boolean
  suggest?: string[]
  level?: Level
}

type Listed = Reply<typeof contract.list>['specialisations'][number]

const names = (list: { name: string }[]): string => list.map(({ name }) => name).join(', ')

const COLUMNS: Column<Listed>[] = [
  { title: 'ID', of: ({ id }) => id, whole: true },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'ROLES', of: ({ roles }) => String(roles.length), right: true },
  {
    title: 'DECLARED BY',
    of: ({ declared_by }) => names(declared_by) || 'nobody',
    paint: (text, { declared_by }) => (declared_by.length ? text : paintState('unknown', text)),
  },
]

async function suggest(client: Client, need: string[], { level, json }: Options): Promise<void> {
  const reply = await client.call(contract.suggest, { need, level })
  if (json) return printJson(reply)
  for (const { says } of reply.suggested) print(`- ${plain(says)}`)
  for (const { says } of reply.needs.filter(({ declared_by }) => !declared_by.length))
    print(`- ${paintState('attention', plain(says))}`)
  if (reply.roles.length) {
    print(`\n${heading('Roles that name it')}`)
    for (const role of reply.roles) print(`- ${plain(role.name)} (${role.level}): ${names(role.names)}`)
  }
  note(reply.says)
}

async function run({ declare, clear, suggest: need, level, ...options }: Options): Promise<void> {
  if ([declare, clear, need].filter((each) => each !== undefined).length > 1)
    throw new Usage('Give one of --declare, --clear and --suggest.')
  if (level !== undefined && !need) throw new Usage('--level narrows the roles of a suggestion; give --suggest too.')
  const client = connect(options)
  if (need) return suggest(client, need, { level, ...options })
  if (declare || clear) await client.call(workspaces.choose, { specialisations: declare ?? [] })
  const reply = await client.call(contract.list, {})
  if (options.json) return printJson(reply)
  print(table(reply.specialisations, COLUMNS))
  const yours = reply.specialisations.filter(({ id }) => reply.yours.includes(id))
  note(yours.length ? `You declared ${names(yours)}.` : 'You declared none: bw handbook specialisations --declare ID…')
}

export function addSpecialisations(noun: Command): void {
  withServer(noun.command('specialisations').description('who declared which of themselves, and whom a need suggests'))
    .option('--declare <ids...>', 'say what you specialise in, instead of what you said before')
    .option('--clear', 'take back what you declared')
    .option('--suggest <ids...>', 'who declared what work needs, in alphabetical order')
    .option(
      '--level <level>',
      `with --suggest, roles of this level only: ${LEVELS.join(', ')}`,
      oneOf(Object.fromEntries(LEVELS.map((level) => [level, level]))),
    )
    .action(run)
}
