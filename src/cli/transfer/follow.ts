/** `bellwether follow`: see here what is logged to a server that stays where it is. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { follows } from '../../features/transfer/contract/follows.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { ago, duration } from '../words.ts'
import { type SourceOptions, toInput, withSource } from './source.ts'

type Follow = Reply<typeof follows.get>['follow']

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3_600 }

/** `10s`, `2m`: how often the source is looked at. */
function every(text: string): number {
  const [, n, unit = ''] = /^(\d{1,5})([smh]?)$/.exec(text) ?? []
  const seconds = n === undefined ? 0 : Number(n) * UNITS[unit]!
  if (seconds < 1 || seconds > 86_400) throw new InvalidArgumentError('Write it as 10s, 2m or 1h; at most a day.')
  return seconds
}

const stateOf = ({ state, error }: Follow): string => (error === null ? state : `${state}: ${error}`)

const COLUMNS: Column<Follow>[] = [
  { title: 'NAME', of: ({ name }) => name, whole: true },
  { title: 'SERVER', of: ({ place }) => place },
  { title: 'SEEN', of: ({ seen_ms }) => ago(seen_ms) },
  { title: 'BEHIND BY', of: ({ behind_ms }) => (behind_ms === null ? 'unknown' : duration(Number(behind_ms))) },
  { title: 'RUNS', of: ({ counts }) => String(counts.runs ?? 0), right: true },
  { title: 'STATE', of: stateOf },
]

async function list(options: ServerOptions): Promise<void> {
  const result = await connect(options).call(follows.list, {})
  if (options.json) return printJson(result)
  print(
    result.follows.length ? table(result.follows, COLUMNS) : 'No server is followed. Begin with: bw follow https://…',
  )
}

interface FollowFlags extends ServerOptions, SourceOptions {
  name?: string
  every?: number
  copyFiles?: boolean
  writeBack?: boolean
}

async function start(uri: string, { name, every, copyFiles, writeBack, ...options }: FollowFlags): Promise<void> {
  const result = await connect(options).call(follows.create, {
    ...toInput(uri, options),
    ...(name !== undefined && { name }),
    ...(every !== undefined && { every }),
    ...(copyFiles && { copy_files: true }),
    ...(writeBack && { write_back: true }),
  })
  if (options.json) return printJson(result)
  const { follow } = result
  print(
    `Following ${follow.place} as '${follow.name}', every ${follow.every} s. Its experiments are read here, and written there.\nSee how it is with: bw follow ls. End it with: bw follow stop ${follow.name}`,
  )
}

type Change = 'pause' | 'resume'
const SAID: Record<Change, string> = { pause: 'is not looked at any more', resume: 'is looked at again' }

async function change(what: Change, name: string, options: ServerOptions): Promise<void> {
  const result = await connect(options).call(follows[what], { name })
  if (options.json) return printJson(result)
  print(`'${name}' ${SAID[what]}.`)
}

async function stop(name: string, options: ServerOptions): Promise<void> {
  await connect(options).call(follows.stop, { name })
  if (options.json) return printJson({ stopped: name })
  print(`'${name}' is followed no more. What was taken stays, and can be changed here.`)
}

export function addFollow(program: Command): void {
  const command = withServer(
    withSource(
      program
        .command('follow')
        .description("see here what is logged to a server that stays; see also 'bw import'")
        .argument('[uri]', 'https://… of the server'),
    )
      .option('--name <name>', 'by which it is known here; else its address')
      .option('--every <time>', 'how often it is looked at: 10s, 2m, 1h', every)
      .option('--copy-files', 'copy the bytes of files, instead of reading them there when they are asked for')
      .option('--write-back', 'let tags that begin with bellwether. be told to the server'),
  ).action((uri: string | undefined, options: FollowFlags, self: Command) =>
    uri === undefined ? self.help() : start(uri, options),
  )
  const of = (
    word: string,
    description: string,
    act: (name: string, options: ServerOptions) => Promise<void>,
  ): void => {
    withServer(command.command(`${word} <name>`).description(description)).action(
      (name: string, _: ServerOptions, self: Command) => act(name, self.optsWithGlobals()),
    )
  }
  withServer(command.command('ls').description('which servers are followed, and how far behind')).action(
    (_: ServerOptions, self: Command) => list(self.optsWithGlobals()),
  )
  of('pause', 'ask the server no more for now', (name, options) => change('pause', name, options))
  of('resume', 'go on with it', (name, options) => change('resume', name, options))
  of('stop', 'follow it no more; what was taken stays', stop)
}
