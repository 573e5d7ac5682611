/** `bellwether audit status` and `accept`: what the server itself found last, and what is meant to be so. */
import { audit } from '../../features/activity/contract/audit.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { paintState, print, printJson } from '../output.ts'
import { type Fact, facts } from '../table.ts'
import { ago } from '../words.ts'

const STYLES = { unchecked: 'unknown', checking: 'running', whole: 'ok', broken: 'bad' } as const

/** A log that was found broken makes the exit code 1. */
export async function printStatus(options: ServerOptions): Promise<void> {
  const status = await connect(options).call(audit.status, {})
  if (status.state === 'broken') process.exitCode = 1
  if (options.json) return void printJson(status)
  const { state, good, sealed, checked_at, whole_at, fault, kept } = status
  const lines: Fact[] = [
    ['state', state, (text) => paintState(STYLES[state], text)],
    ['good up to', `${good.seq}:${good.hash}`],
    ['sealed', String(sealed)],
    ['checked', ago(checked_at)],
    ['all of it', ago(whole_at)],
    ['last head kept', kept ? `${kept.seq}:${kept.hash}` : 'none'],
  ]
  if (fault) lines.splice(1, 0, ['event', `${fault.seq}: ${fault.reason}`])
  print(facts(lines))
}

export async function accept({ reason, ...options }: ServerOptions & { reason: string }): Promise<void> {
  await connect(options).call(audit.accept, { reason })
  if (options.json) return void printJson({ accepted: true })
  print('The log as it is now counts. What was kept before stands beside it, in audit-heads-until-….jsonl.')
}
