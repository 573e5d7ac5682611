/** Flags that say which events are meant, the same for a list and for an export. */
import type { Command } from 'commander'
import { EVENTS, type EventName } from '../../lib/vocabulary.ts'
import { moment, oneOf } from '../options.ts'
import { Usage } from '../output.ts'

export interface FilterOptions {
  since?: number
  until?: number
  name?: EventName
  subject?: string
  account?: string
}

const NAMES = Object.fromEntries(Object.keys(EVENTS).map((name) => [name, name])) as Record<EventName, EventName>

export const withFilter = (command: Command): Command =>
  command
    .option('--since <when>', 'from this moment on: 2026-11-24, 2026-11-24T09:30Z or 30d', moment)
    .option('--until <when>', 'before this moment', moment)
    .option('--name <event>', 'events of this name', oneOf(NAMES))
    .option('--subject <kind:id>', 'events about this, as in run:4b8c… or workspace:default')
    .option('--account <name>', 'what this account caused, by name or number')

/** As the routes take them. */
export function filterOf({ since, until, name, subject, account }: FilterOptions) {
  const at = subject?.indexOf(':') ?? -1
  if (subject !== undefined && (at < 1 || at === subject.length - 1))
    throw new Usage(`--subject is '${subject}'. Write it as kind:id, as in run:4b8c… or workspace:default.`)
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(name !== undefined && { name }),
    ...(subject !== undefined && { subject_kind: subject.slice(0, at), subject_id: subject.slice(at + 1) }),
    ...(account !== undefined && { account }),
  }
}
