/** `bellwether handbook practices`, `challenges`, `trends`, `advice`, `tools`, `missing`, `checks`, `search`, `line`. */
import type { Command } from 'commander'
import { handbook } from '../../features/handbook/contract.ts'
import type { Reply } from '../../lib/contract.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { integer, oneOf } from '../options.ts'
import { note, paintState, plain, print, printJson } from '../output.ts'
import { type Column, facts, table } from '../table.ts'
import { type Check, heading, printLine } from './show.ts'

const checksOf = async (client: Client): Promise<Check[]> => (await client.call(handbook.checks, {})).checks

const pieces =
  (topic: 'practices' | 'challenges' | 'trends' | 'advice') =>
  async (options: ServerOptions): Promise<void> => {
    const client = connect(options)
    const reply = await client.call(handbook[topic], {})
    if (options.json) return printJson(reply)
    const checks = await checksOf(client)
    for (const [i, { title, lines }] of reply.pieces.entries()) {
      print(`${i ? '\n' : ''}${heading(title)}`)
      for (const line of lines) printLine(line, checks)
    }
  }

type Tool = Reply<typeof handbook.tools>['tools'][number]
const TOOLS: Column<Tool>[] = [
  { title: 'TOOL', of: ({ name }) => name, whole: true },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'HOW', of: ({ how }) => how },
  { title: 'WHAT', of: ({ what }) => what },
]
const HOW = { native: 'native', protocol: 'protocol', recipe: 'recipe', link: 'link' } as const

async function tools({ how, ...options }: ServerOptions & { how?: Tool['how'] }): Promise<void> {
  const reply = await connect(options).call(handbook.tools, { how })
  if (options.json) return printJson(reply)
  print(table(reply.tools, TOOLS))
}

async function missing(options: ServerOptions): Promise<void> {
  const reply = await connect(options).call(handbook.missing, {})
  if (options.json) return printJson(reply)
  for (const line of reply.missing) printLine(line)
}

const STATES: Record<Check['state'], string> = {
  all: 'ok',
  some: 'attention',
  none: 'bad',
  nothing: 'unknown',
  'not-yet': 'unknown',
}

async function checks(options: ServerOptions): Promise<void> {
  const list = await checksOf(connect(options))
  if (options.json) return printJson({ checks: list })
  print(
    table(list, [
      { title: 'CHECK', of: ({ id }) => id, whole: true },
      { title: 'STATE', of: ({ state }) => state, paint: (text, { state }) => paintState(STATES[state], text) },
      { title: 'WHAT IS THERE', of: ({ sentence }) => sentence },
    ]),
  )
}

async function search(words: string[], { limit, ...options }: ServerOptions & { limit: number }): Promise<void> {
  const reply = await connect(options).call(handbook.search, { q: words.join(' '), limit })
  if (options.json) return printJson(reply)
  const { found, total } = reply
  if (total === 0) return note('Nothing found.')
  print(
    table(found, [
      { title: 'ID', of: ({ id }) => id, whole: true },
      { title: 'UNDER', of: ({ title }) => title },
      { title: 'TEXT', of: ({ text }) => text },
      { title: 'REFS', of: ({ refs }) => refs.join(' ') },
    ]),
  )
  if (total > found.length) note(`${found.length} of ${total} shown; see more with --limit.`)
}

async function line(id: string, options: ServerOptions): Promise<void> {
  const reply = await connect(options).call(handbook.line, { id })
  if (options.json) return printJson(reply)
  const { line: shown, title, topic, role, sources, skill, figures, check, also } = reply
  print(`${heading(title)}\n${plain(shown.text)}`)
  print(
    facts([
      ['id', shown.id],
      ['topic', topic],
      ...(role ? [['role', role.name] as const] : []),
      ['refs', shown.source === 'team' ? 'team' : shown.refs.join(' ')],
      ...sources.map((source) => [`document ${source.id}`, source.title] as const),
      ...(skill ? [['skill', skill.name] as const] : []),
      ...figures.map((figure) => [figure.id, `${figure.value} (${figure.label}, ${figure.ref})`] as const),
      ...(shown.here?.href ? [['page', shown.here.href] as const] : []),
      ...(shown.here?.command ? [['command', shown.here.command] as const] : []),
      ...(check ? [['check', check.sentence, (text: string) => paintState(STATES[check.state], text)] as const] : []),
      ...(shown.here?.later ? [['not yet', shown.here.later] as const] : []),
    ]),
  )
  if (also.length) {
    print(`\n${heading('From the same place')}`)
    for (const other of also) print(`- ${plain(other.text)}  ${other.id}`)
  }
}

export function addTopics(noun: Command): void {
  const add = (usage: string, description: string): Command => withServer(noun.command(usage).description(description))
  add('practices', 'what the documents recommend, and where it is done here').action(pieces('practices'))
  add('challenges', 'what they warn of, and what helps here').action(pieces('challenges'))
  add('trends', 'where they see the field going').action(pieces('trends'))
  add('advice', 'what pay is made of, what moves it, how to talk about it').action(pieces('advice'))
  add('tools', 'the tools that they name, and how each meets this product')
    .option('--how <way>', Object.keys(HOW).join(', '), oneOf(HOW))
    .action(tools)
  add('missing', 'what no document gives').action(missing)
  add('checks', 'what the graph shows of the practices').action(checks)
  add('search <words...>', 'find any line, figure, role, skill or tool')
    .option('--limit <number>', 'at most this many', integer(1, 200), 20)
    .action(search)
  add('line <id>', 'one line: where it comes from, what it links to').action(line)
}
