/** `bellwether workspaces`: list, make, describe and remove workspaces. */
import type { Command } from 'commander'
import { workspaces } from '../features/access/contract/workspaces.ts'
import type { Reply } from '../lib/contract.ts'
import { connect, createClient } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { print, printJson, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Workspace = Reply<typeof workspaces.list>['workspaces'][number]

const COLUMNS: Column<Workspace>[] = [
  { title: 'NAME', of: (w) => (w.is_demo ? `${w.name} (demo)` : w.name) },
  { title: 'SECTOR', of: (w) => w.sector ?? 'unknown' },
  { title: 'FOR', of: (w) => (w.description.length > 60 ? `${w.description.slice(0, 59)}…` : w.description) },
  { title: 'MADE', of: (w) => ago(w.created_at) },
]

const addressOf = (url: string, name: string): string => {
  const root = url.replace(/\/w\/[^/]+$/, '')
  return name === 'default' ? root : `${root}/w/${name}`
}

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(workspaces.list, {})
  if (options.json) return printJson(result)
  print(table(result.workspaces, COLUMNS))
}

interface About {
  sector?: string
  description?: string
}

async function create(name: string, { sector, description, ...options }: ServerOptions & About): Promise<void> {
  const client = connect(options)
  const result = await client.call(workspaces.create, { name, sector, description })
  if (options.json) return printJson(result)
  print(`Made workspace ${name}. Its address, for people and for MLflow clients: ${addressOf(client.url, name)}/`)
}

async function set(name: string, { sector, description, ...options }: ServerOptions & About): Promise<void> {
  if (sector === undefined && description === undefined)
    throw new Usage('Say what to set: --sector, --description or both.')
  const { place } = connect(options)
  const there = createClient({ ...place, url: addressOf(place.url, name) })
  const result = await there.call(workspaces.change, { sector, description })
  if (options.json) return printJson(result)
  if (sector !== undefined)
    print(sector ? `Workspace ${name} belongs to ${sector}.` : `Workspace ${name} has no sector any more.`)
  if (description !== undefined) print(`Workspace ${name} is described: ${description || 'not any more'}.`)
}

async function remove(name: string, { yes, ...options }: ServerOptions & { yes?: boolean }): Promise<void> {
  if (!yes) throw new Usage(`This removes workspace '${name}' with all that is in it, for good. Add --yes to do it.`)
  await connect(options).call(workspaces.delete, { name })
  if (options.json) return printJson({ removed: name })
  print(`Removed workspace ${name}.`)
}

export function addWorkspaces(program: Command): void {
  const command = program.command('workspaces').description('list, make, describe and remove workspaces')
  withServer(command.command('ls').description('list workspaces')).action(list)
  withServer(command.command('create <name>').description('make a workspace; its address is /w/<name>'))
    .option('--sector <name>', 'the industry it belongs to')
    .option('--description <text>', 'what it is for')
    .action(create)
  withServer(command.command('set <name>').description('say what a workspace is for, and which industry it belongs to'))
    .option('--sector <name>', 'the industry; empty for none')
    .option('--description <text>', 'what it is for; empty for none')
    .action(set)
  withServer(command.command('rm <name>').description('remove a workspace with all that is in it'))
    .option('--yes', 'do it')
    .action(remove)
}
