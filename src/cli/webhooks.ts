/** `bellwether webhooks`: have other programs told of events, and see whether they were. */
import type { Command } from 'commander'
import { webhooks } from '../features/webhooks/contract.ts'
import type { Reply } from '../lib/contract.ts'
import { invalid } from '../lib/failure.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { print, printJson, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Webhook = Reply<typeof webhooks.list>['webhooks'][number]
type Delivery = Reply<typeof webhooks.deliveries>['deliveries'][number]

const stateOf = ({ stopped, last, waiting }: Webhook): string => {
  if (stopped !== null) return `stopped: ${stopped}`
  if (!last) return waiting ? `${waiting} waiting` : 'nothing sent yet'
  const told = last.error === null ? `received ${ago(last.at)}` : last.error
  return waiting ? `${told}, ${waiting} waiting` : told
}

const COLUMNS: Column<Webhook>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'EVENTS', of: ({ events }) => events.join(', ') },
  { title: 'URL', of: ({ url }) => url },
  { title: 'STATE', of: stateOf },
]

const DELIVERIES: Column<Delivery>[] = [
  { title: 'ID', of: ({ id }) => String(id), right: true },
  { title: 'EVENT', of: ({ event }) => event.name },
  { title: 'ABOUT', of: ({ event }) => `${event.subject_kind} ${event.subject_id}` },
  { title: 'STATE', of: ({ state }) => state },
  { title: 'ATTEMPTS', of: ({ attempts }) => String(attempts), right: true },
  { title: 'SEEN', of: ({ created_at }) => ago(created_at) },
  { title: 'WHY', of: ({ error, status }) => error ?? String(status ?? '') },
]

async function find(client: Client, name: string): Promise<Webhook> {
  const { webhooks: all } = await client.call(webhooks.list, {})
  const found = all.find((each) => each.name === name)
  if (!found)
    throw invalid(
      `There is no webhook '${name}'. ${all.length ? `There are ${all.map((each) => each.name).join(', ')}.` : 'Make one: bw webhooks add NAME URL --event run.finished'}`,
    )
  return found
}

const list = async (options: ServerOptions): Promise<void> => {
  const result = await connect(options).call(webhooks.list, {})
  if (options.json) return printJson(result)
  print(
    result.webhooks.length
      ? table(result.webhooks, COLUMNS)
      : 'No webhooks. Make one: bw webhooks add NAME URL --event run.finished',
  )
}

interface Choice {
  event?: string[]
}

async function add(name: string, url: string, { event, ...options }: ServerOptions & Choice): Promise<void> {
  const result = await connect(options).call(webhooks.create, { name, url, events: event ?? ['*'] })
  if (options.json) return printJson(result)
  print(`Made webhook ${name}. Its secret, said this once: ${result.secret}`)
}

interface Patch extends Choice {
  url?: string
  rename?: string
  stop?: boolean
  start?: boolean
  to?: string
}

async function set(name: string, { event, to, rename, stop, start, ...options }: ServerOptions & Patch) {
  if (stop && start) throw new Usage('--stop and --start exclude each other.')
  const client = connect(options)
  const { id } = await find(client, name)
  const result = await client.call(webhooks.change, {
    id,
    ...(event && { events: event }),
    ...(to !== undefined && { url: to }),
    ...(rename !== undefined && { name: rename }),
    ...((stop || start) && { active: start === true }),
  })
  if (options.json) return printJson(result)
  print(`Webhook ${result.webhook.name}: ${stateOf(result.webhook)}.`)
}

async function secret(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const result = await client.call(webhooks.renew, { id: (await find(client, name)).id })
  if (options.json) return printJson(result)
  print(`The new secret of ${name}, said this once: ${result.secret}`)
}

async function remove(name: string, { yes, ...options }: ServerOptions & { yes?: boolean }): Promise<void> {
  if (!yes) throw new Usage(`This removes webhook '${name}' and what is known of its deliveries. Add --yes to do it.`)
  const client = connect(options)
  await client.call(webhooks.delete, { id: (await find(client, name)).id })
  if (options.json) return printJson({ removed: name })
  print(`Removed webhook ${name}.`)
}

async function tryOut(name: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  const result = await client.call(webhooks.test, { id: (await find(client, name)).id })
  if (!result.ok) process.exitCode = 1
  if (options.json) return printJson(result)
  print(result.ok ? `Received: ${result.status} after ${result.took_ms} ms.` : `Not received: ${result.error}`)
}

async function deliveries(name: string, { failed, ...options }: ServerOptions & { failed?: boolean }): Promise<void> {
  const client = connect(options)
  const { id } = await find(client, name)
  const result = await client.call(webhooks.deliveries, { id, ...(failed && { state: 'failed' }) })
  if (options.json) return printJson(result)
  print(result.deliveries.length ? table(result.deliveries, DELIVERIES) : 'Nothing was sent in the last 30 days.')
}

async function repeat(name: string, delivery: string, options: ServerOptions): Promise<void> {
  const client = connect(options)
  await client.call(webhooks.repeat, { id: (await find(client, name)).id, delivery: BigInt(delivery) })
  if (options.json) return printJson({ repeated: delivery })
  print(`Delivery ${delivery} is sent once more.`)
}

export function addWebhooks(program: Command): void {
  const command = program.command('webhooks').description('have other programs told of events, signed and tried again')
  const events = ['--event <names...>', 'run.finished, run.* for all about runs, * for all'] as const
  withServer(command.command('ls').description('who is told, and how the last delivery went')).action(list)
  withServer(command.command('add <name> <url>').description('have a URL told of events; prints its secret'))
    .option(...events)
    .action(add)
  withServer(command.command('set <name>').description('change, stop or start a webhook'))
    .option(...events)
    .option('--to <url>', 'another URL')
    .option('--rename <name>', 'another name')
    .option('--stop', 'send nothing any more')
    .option('--start', 'send again, from now on')
    .action(set)
  withServer(command.command('secret <name>').description('give it another secret')).action(secret)
  withServer(command.command('test <name>').description('send a test now and tell what came back')).action(tryOut)
  withServer(command.command('deliveries <name>').description('what was sent, newest first'))
    .option('--failed', 'only what was given up')
    .action(deliveries)
  withServer(command.command('repeat <name> <delivery>').description('send an event once more')).action(repeat)
  withServer(command.command('rm <name>').description('remove a webhook')).option('--yes', 'do it').action(remove)
}
