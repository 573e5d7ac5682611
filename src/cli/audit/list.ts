/** `bellwether audit ls`: who did what, newest first. */
import { audit } from '../../features/activity/contract/audit.ts'
import type { Reply } from '../../lib/contract.ts'
import { EVENTS } from '../../lib/vocabulary.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { note, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { timeOf } from '../words.ts'
import { type FilterOptions, filterOf } from './filter.ts'

type Event = Reply<typeof audit.list>['events'][number]

interface Options extends ServerOptions, FilterOptions {
  group?: string
  text?: string
  limit: number
}

const PAGE = 500

const COLUMNS: Column<Event>[] = [
  { title: 'SEQ', of: ({ seq }) => String(seq), right: true },
  { title: 'WHEN', of: ({ at }) => timeOf(at), whole: true },
  { title: 'WHO', of: ({ account, account_id }) => account ?? (account_id === null ? '' : `account ${account_id}`) },
  { title: 'WHAT', of: ({ name }) => name, whole: true },
  { title: 'ABOUT', of: ({ subject_kind, subject_id, label }) => `${subject_kind} ${label ?? subject_id}` },
  { title: 'WHICH MEANS', of: ({ name, erased }) => `${EVENTS[name] ?? ''}${erased ? ' (details erased)' : ''}` },
]

export async function list({ group, text, limit, ...options }: Options): Promise<void> {
  const client = connect(options)
  const asked = { ...filterOf(options), ...(group !== undefined && { group }), ...(text !== undefined && { text }) }
  const events: Event[] = []
  let next: string | null = null
  do {
    const left = Math.min(PAGE, limit - events.length)
    const page: Reply<typeof audit.list> = await client.call(audit.list, {
      ...{ ...asked, limit: left },
      ...(next !== null && { after: next }),
    })
    events.push(...page.events)
    next = page.next
  } while (next !== null && events.length < limit)
  if (options.json) return void printJson({ events, next })
  print(events.length ? table(events, COLUMNS) : 'Nothing that fits has happened.')
  if (next !== null) note(`There is more. --limit shows more than ${limit.toLocaleString('en')}.`)
}
