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

async function create(name: string, { sector, ...options }: ServerOptions & { sector?: string }): Promise<void> {
  const client = connect(options)
  const result = await client.call(workspaces.create, { name, ...(sector !== undefined && { sector }) })
  if (options.json) return printJson(result)
  print(`Made workspace ${name}. Its address, for people and for MLflow clients: ${addressOf(client.url, name)}/`)
}

async function set(name: string, { sector, ...options }: ServerOptions & { sector: string }): Promise<void> {
  const { place } = connect(options)
  const there = createClient({ ...place, url: addressOf(place.url, name) })
  const result = await there.call(workspaces.change, { sector })
  if (options.json) return printJson(result)
  print(sector ? `Workspace ${name} belongs to ${sector}.` : `Workspace ${name} has no sector any more.`)
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
    .action(create)
  withServer(command.command('set <name>').description('say which industry a workspace belongs to'))
    .requiredOption('--sector <name>', 'the industry; empty for none')
    .action(set)
  withServer(command.command('rm <name>').description('remove a workspace with all that is in it'))
    .option('--yes', 'do it')
    .action(remove)
}
