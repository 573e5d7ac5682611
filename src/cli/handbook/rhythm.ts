/** `bellwether handbook rhythm`: duties that come round, their cadence, and what ticked them off. */
import type { Command } from 'commander'
import { CADENCES, type Cadence, team } from '../../features/handbook/contract/team.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { oneOf } from '../options.ts'
import { paintState, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { ago, timeOf } from '../words.ts'

type Duty = Reply<typeof team.rhythm>['duties'][number]

const STYLES: Record<Duty['state'], string> = { done: 'ok', due: 'attention', 'never-scheduled': 'unknown' }
const byWhat = ({ last_done: done }: Duty): string =>
  done === null
    ? 'never'
    : `${ago(done.at)}, ${done.by === 'hand' ? `by hand${done.account ? ` (${done.account})` : ''}` : done.event}`

const COLUMNS: Column<Duty>[] = [
  { title: 'ID', of: ({ id }) => id, whole: true },
  {
    title: 'STATE',
    of: ({ state }) => state.replace('-', ' '),
    whole: true,
    paint: (text, { state }) => paintState(STYLES[state], text),
  },
  { title: 'EVERY', of: ({ every }) => every ?? '' },
  { title: 'UNTIL', of: ({ period }) => (period ? timeOf(period.to).slice(0, 10) : '') },
  { title: 'LAST DONE', of: byWhat },
  { title: 'DUTY', of: ({ text }) => text },
]

function show({ json }: ServerOptions, duties: Duty[], reply: object): void {
  if (json) printJson(reply)
  else print(table(duties, COLUMNS))
}

async function list({ state, ...options }: ServerOptions & { state?: Duty['state'] }): Promise<void> {
  const { duties } = await connect(options).call(team.rhythm, {})
  const shown = duties.filter((duty) => state === undefined || duty.state === state)
  show(options, shown, { duties: shown })
}

async function schedule(id: string, every: Cadence, { from, ...options }: ServerOptions & { from?: string }) {
  const { duty } = await connect(options).call(team.schedule, { id, every, from })
  show(options, [duty], { duty })
}

async function done(id: string, { note, ...options }: ServerOptions & { note?: string }): Promise<void> {
  const { duty } = await connect(options).call(team.done, { id, note })
  show(options, [duty], { duty })
}

const change =
  (route: typeof team.reopen) =>
  async (id: string, options: ServerOptions): Promise<void> => {
    const { duty } = await connect(options).call(route, { id })
    show(options, [duty], { duty })
  }

const STATES = { done: 'done', due: 'due', never: 'never-scheduled' } as const

export function addRhythm(noun: Command): void {
  const rhythm = noun.command('rhythm').description('duties that come round: due, done or never scheduled')
  withServer(rhythm.option('--state <which>', Object.keys(STATES).join(', '), oneOf(STATES)).action(list))
  const add = (usage: string, description: string): Command =>
    withServer(rhythm.command(usage).description(description))
  const cadence = oneOf(Object.fromEntries(CADENCES.map((one) => [one, one])) as Record<string, Cadence>)
  withServer(
    rhythm
      .command('schedule')
      .description('give a duty a cadence')
      .argument('<id>')
      .argument('<every>', CADENCES.join(', '), cadence)
      .option('--from <day>', 'a day on which a period begins, such as 2026-01-05'),
  ).action(schedule)
  add('unschedule <id>', 'take the cadence from a duty').action(change(team.unschedule))
  add('done <id>', 'tick a duty off by hand').option('--note <text>', 'what was done').action(done)
  add('reopen <id>', 'take a tick by hand back').action(change(team.reopen))
}
