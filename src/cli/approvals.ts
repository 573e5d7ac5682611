/** `bellwether approvals`: what waits for an answer, one of it, and yes or no with the reason. */
import type { Command } from 'commander'
import { type Answer, approvals, STATES } from '../features/approvals/contract.ts'
import type { Reply } from '../lib/contract.ts'
import { toJson } from '../lib/json.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf } from './options.ts'
import { note, print, printJson } from './output.ts'
import { type Column, facts, table } from './table.ts'
import { ago, timeOf } from './words.ts'

type Approval = Reply<typeof approvals.get>['approval']

const COLUMNS: Column<Approval>[] = [
  { title: 'ID', of: (a) => String(a.id), right: true },
  { title: 'STATE', of: (a) => a.state },
  { title: 'ASKED', of: (a) => a.title },
  { title: 'ABOUT', of: (a) => `${a.kind} ${a.label ?? a.subject}` },
  { title: 'BY', of: (a) => a.asked_by ?? 'unknown' },
  { title: 'YES', of: (a) => `${a.decisions.filter(({ answer }) => answer === 'yes').length} of ${a.needed}` },
  { title: 'UNTIL', of: (a) => timeOf(a.expires_at).slice(0, 16) },
]

const states = Object.fromEntries([...STATES, 'all' as const].map((state) => [state, state]))

interface ListOptions extends ServerOptions {
  state?: (typeof STATES)[number] | 'all'
  all?: boolean
  limit: number
}

async function list({ state, all, limit, ...options }: ListOptions): Promise<void> {
  const isForMe = state === undefined && !all
  const result = await connect(options).call(approvals.list, { for_me: isForMe, state: state ?? 'open', limit })
  if (options.json) return printJson(result)
  if (result.approvals.length === 0)
    return note(isForMe ? 'Nothing waits for your answer. --all shows what waits for others.' : 'Nothing of that kind.')
  print(table(result.approvals, COLUMNS))
  if (result.next !== null) note(`There is more. --limit shows more than ${limit}.`)
}

function showOne(a: Approval): void {
  print(
    facts([
      ['asked', a.title],
      ['why', a.why],
      ['about', `${a.kind} ${a.subject}${a.label ? ` (${a.label})` : ''}`],
      ['content', toJson(a.content)],
      ['digest', a.digest],
      ['by', `${a.asked_by ?? 'unknown'}, ${ago(a.asked_at)}`],
      ['needs', `${a.needed} yes${a.four_eyes ? ', not from whoever asked' : ''}, until ${timeOf(a.expires_at)}`],
      ['state', a.state],
      ...a.decisions.map(
        ({ answer, account, reason, at }) => [answer, `${account ?? 'unknown'}, ${ago(at)}: ${reason}`] as const,
      ),
      ...(a.why_not !== null && a.state === 'open' ? [['you', a.why_not] as const] : []),
    ]),
  )
}

async function show(id: number, options: ServerOptions): Promise<void> {
  const result = await connect(options).call(approvals.get, { id })
  if (options.json) return printJson(result)
  showOne(result.approval)
}

const decide =
  (answer: Answer) =>
  async (id: number, { reason, ...options }: ServerOptions & { reason: string }): Promise<void> => {
    const result = await connect(options).call(approvals.decide, { id, answer, reason })
    if (options.json) return printJson(result)
    const { state, needed, decisions } = result.approval
    print(state === 'open' ? `Yes. ${decisions.length} of ${needed} have said so.` : `Approval ${id} is ${state}.`)
  }

const Id = integer(1, 2_147_483_647)

export function addApprovals(program: Command): void {
  const command = program.command('approvals').description('what waits for an answer; yes or no with the reason')
  withServer(command.command('ls').description('what waits for your answer'))
    .option('--all', 'also what waits for others')
    .option('--state <word>', 'those in another state', oneOf(states))
    .option('--limit <number>', 'how many at most, the newest', integer(1, 200), 50)
    .action(list)
  withServer(
    command.command('show').description('what is asked, why, and who said what').argument('<id>', '', Id),
  ).action(show)
  for (const [word, answer, about] of [
    ['approve', 'yes', 'say yes'],
    ['refuse', 'no', 'say no, which ends it'],
  ] as const)
    withServer(command.command(word).description(about).argument('<id>', '', Id))
      .requiredOption('--reason <text>', 'why; it is kept for ever')
      .action(decide(answer))
}
