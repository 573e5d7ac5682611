/** What the page says: whether all is well, of each check, of each backup. */
import { counted, formatBytes, formatCount, formatDuration } from '../../format/numbers.ts'
import { formatMoment } from '../../format/times.ts'
import type { Backup, Check, Kept, Log, Task } from './asks.ts'

export const TITLE = 'Backups and health'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const MARKS: Record<Check['status'], { shape: string; tone: string; word: string }> = {
  ok: { shape: '●', tone: 'good', word: 'well' },
  attention: { shape: '▲', tone: 'warn', word: 'attention' },
  bad: { shape: '■', tone: 'bad', word: 'bad' },
  unknown: { shape: '◌', tone: '', word: 'unknown' },
}

const LABELS: Record<string, string> = {
  'database size': 'Database',
  'artifact store': 'Artifacts',
  jobs: 'Background jobs',
  'event log': 'Event log',
}

export const labelOf = (name: string): string => LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1)

export const KINDS: Record<Backup['kind'], string> = {
  'by-hand': 'by hand',
  nightly: 'nightly',
  'before-migration': 'before an upgrade',
}

/** What the server last found of the event log, as one of the checks. */
export function checkOfLog({ state, good, sealed, fault }: Log): Check {
  const up = formatCount(good.seq)
  if (state === 'broken')
    return {
      check: 'event log',
      status: 'bad',
      message: `The log is not as it was sealed${fault ? `: event ${formatCount(fault.seq)}, ${fault.reason}` : ''}.`,
      fix: 'See the page of the audit.',
    }
  if (state === 'whole')
    return { check: 'event log', status: 'ok', message: `Up to event ${up} it is as it was sealed.` }
  return {
    check: 'event log',
    status: 'unknown',
    message: `It is being checked: up to event ${up} of ${formatCount(sealed)} it is as it was sealed.`,
  }
}

const ageOf = (ms: number): string =>
  ms < HOUR_MS
    ? 'less than an hour'
    : ms < 2 * DAY_MS
      ? counted(Math.floor(ms / HOUR_MS), 'hour')
      : counted(Math.floor(ms / DAY_MS), 'day')

const ownOnes = ({ backups }: Kept): Backup[] => backups.filter(({ kind }) => kind !== 'before-migration')

function ofBackups(kept: Kept, now: number): string {
  const [newest] = ownOnes(kept)
  const { on, next_ms } = kept.nightly
  const next = !on
    ? ' None is made by itself.'
    : next_ms === null
      ? ''
      : Number(next_ms) <= now
        ? ' The next one is due now.'
        : ` The next one is due ${formatMoment(Number(next_ms), now)}.`
  if (!newest) return `There is no backup yet.${next}`
  const proof =
    newest.verified_ms === null
      ? 'was read back, and is not yet proved by restoring it'
      : 'is proved: restored beside, it is the same in every byte'
  return `The newest backup is ${ageOf(now - Number(newest.made_ms))} old; it ${proof}.${next}`
}

/** The sentence that would stand in a report. */
export function answer(checks: Check[], kept: Kept, now: number): string {
  const wrong = checks.filter(({ status }) => status === 'bad' || status === 'attention')
  const [first] = wrong.toSorted((a, b) => Number(b.status === 'bad') - Number(a.status === 'bad'))
  const state = !first
    ? 'All is well.'
    : `${wrong.length === 1 ? 'One thing needs' : `${formatCount(wrong.length)} things need`} you: ${first.message}`
  return `${state} ${ofBackups(kept, now)}`
}

/** One backup, as the strip says it. */
export function describe(backup: Backup, now: number): string {
  const { made_ms, kind, bytes, rows, verified_ms } = backup
  return `${formatMoment(Number(made_ms), now)}, ${KINDS[kind]}: ${formatBytes(Number(bytes))}, ${counted(
    Number(rows),
    'row',
  )}, ${verified_ms === null ? 'not proved yet' : 'proved by restoring it'}`
}

export function artifactsOf({ artifacts }: Backup): string {
  const { kept, count, bytes, missing } = artifacts
  if (kept === 'none') return 'artifacts stay where they are'
  const lost = missing > 0 ? `, ${formatCount(missing)} were lost before` : ''
  return `${counted(count, 'artifact')} (${formatBytes(Number(bytes))})${lost}`
}

/** How far a task is: in bytes, how fast, how long it may still take. */
export function progressOf({ task, state, phase, done, total, began_ms }: Task, now: number): string {
  const what = task === 'make' ? 'Making a backup' : 'Restoring a backup beside, to compare it'
  if (state === 'waiting') return `${what}: it waits for its turn.`
  const [n, all] = [Number(done), Number(total)]
  if (all === 0) return `${what}: it begins.`
  const where = task === 'verify' ? '' : phase === 'files' ? ' artifacts,' : ' the database,'
  const seconds = began_ms === null ? 0 : (now - Number(began_ms)) / 1_000
  const rate = seconds > 1 ? n / seconds : 0
  const left = rate > 0 ? `, ${formatBytes(rate)}/s, about ${formatDuration(((all - n) / rate) * 1_000)} left` : ''
  return `${what}:${where} ${formatBytes(n)} of ${formatBytes(all)}${left}.`
}
