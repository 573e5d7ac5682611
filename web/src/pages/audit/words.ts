/** What the page of the audit says: events as sentences, the state of the log as an answer. */
import type { EventName } from '../../../../src/lib/vocabulary.ts'
import { middleCut } from '../../format/names.ts'
import { counted, formatCount } from '../../format/numbers.ts'
import { predicateOf } from '../../parts/event-words.ts'
import { pageOf } from '../../parts/nodes.ts'
import { formatAgo } from './ago.ts'
import type { Days, Event, Status } from './asks.ts'

export const TITLE = 'Audit'

/** What people do to things: before and after the thing. All else just happens, and they are named behind it. */
const ACTS: Partial<Record<EventName, [before: string, after?: string]>> = {
  'account.created': ['made'],
  'account.changed': ['changed'],
  'account.disabled': ['disabled'],
  'account.enabled': ['let in', 'again'],
  'account.erased': ['erased'],
  'member.added': ['made', 'a member'],
  'member.changed': ['gave', 'another role'],
  'member.removed': ['ended the membership of'],
  'password.offered': ['made a link for setting the password of'],
  'password.changed': ['set the password of'],
  'identity.linked': ['linked an identity of the provider to'],
  'identity.unlinked': ['took an identity of the provider from'],
  'people.read': ['looked at what is known of'],
  'workspace.created': ['made'],
  'workspace.changed': ['changed'],
  'workspace.deleted': ['removed', 'with all that was in it'],
  'audit.exported': ['exported the log of'],
  'audit.erased': ['erased what events say of'],
  'audit.accepted': ['accepted another log for'],
  'token.created': ['made'],
  'token.used': ['used', 'from somewhere new'],
  'token.revoked': ['withdrew'],
  'webhook.created': ['made'],
  'webhook.changed': ['changed'],
  'webhook.deleted': ['removed'],
  'approval.requested': ['asked for'],
  'approval.answered': ['said yes to'],
  'approval.approved': ['gave'],
  'approval.refused': ['refused'],
  'approval.withdrawn': ['withdrew'],
  'handbook.overlaid': ['changed what lies over'],
  'duty.scheduled': ['gave', 'a cadence'],
  'duty.unscheduled': ['took the cadence from'],
  'duty.done': ['ticked off'],
  'duty.reopened': ['took back the tick of'],
  'personal-data.tagged': ['said which columns are about people in'],
  'personal-data.untagged': ['said that no column is about people in'],
  'experiment.created': ['made'],
  'experiment.renamed': ['renamed'],
  'experiment.deleted': ['moved', 'to the trash'],
  'experiment.restored': ['restored'],
  'run.started': ['began'],
  'run.killed': ['stopped'],
  'run.renamed': ['renamed'],
  'run.deleted': ['moved', 'to the trash'],
  'run.restored': ['restored'],
  'model-version.created': ['logged'],
  'model-version.deleted': ['removed'],
  'model.created': ['made'],
  'model.renamed': ['renamed'],
  'model.changed': ['described', 'anew'],
  'model.deleted': ['removed', 'with its versions'],
  'version.registered': ['registered'],
  'version.changed': ['described', 'anew'],
  'version.transitioned': ['moved', 'to another stage'],
  'version.deleted': ['removed'],
  'alias.set': ['set an alias of'],
  'alias.removed': ['removed an alias of'],
}

const NOUNS: Record<string, string> = {
  'model-version': 'logged model',
  version: 'model version',
  'dataset-version': 'dataset version',
}

/** The words of a group in the legend and in the filter. */
export const groupWord = (group: string): string => GROUP_WORDS[group] ?? `${group}s`

const GROUP_WORDS: Record<string, string> = {
  'model-version': 'logged models',
  version: 'model versions',
  alias: 'aliases',
  'personal-data': 'personal data',
  duty: 'duties',
  people: 'people',
  handbook: 'handbook',
  audit: 'audit',
  identity: 'identities',
  login: 'log-ins',
}

export interface Sentence {
  who: string | undefined
  before: string
  subject: { noun: string; label: string; hint: string; to: string | undefined }
  after: string
}

const NODES = new Set(['run', 'experiment', 'model-version', 'model', 'version', 'dataset-version', 'approval'])

function linkOf({ subject_kind: kind, subject_id: id, label }: Event): string | undefined {
  if (NODES.has(kind)) return pageOf({ kind, id, ...(label && { label }) } as Parameters<typeof pageOf>[0])
  if (kind === 'duty') return `/handbook/rhythm#rhythm-${encodeURIComponent(id)}`
  if (kind === 'webhook') return '/webhooks'
  if (kind === 'import') return `/transfer?open=${encodeURIComponent(id)}`
  if (kind === 'follow') return '/transfer'
  return kind === 'handbook' ? '/handbook' : undefined
}

function subjectOf(event: Event): Sentence['subject'] {
  const { subject_kind: kind, subject_id: id, label, details } = event
  const isNameless = kind === 'handbook' || (kind === 'token' && details?.session === true)
  return {
    noun: kind === 'handbook' ? 'the handbook' : (NOUNS[kind] ?? kind),
    label: isNameless ? '' : label ? middleCut(label, 40) : middleCut(kind === 'account' ? `number ${id}` : id, 20),
    hint: `${kind} ${id}`,
    to: linkOf(event),
  }
}

/** "Ann restored run brave-falcon-12"; "Run brave-falcon-12 ended well, reported by Ann". */
export function sentenceOf(event: Event): Sentence {
  const { name, account, account_id, details } = event
  const who = account ?? (account_id === null ? undefined : `Account ${account_id}`)
  const subject = subjectOf(event)
  if (who && name === 'token.created' && details?.session === true)
    return { who, before: 'logged in', subject: { ...subject, noun: '' }, after: '' }
  const [before, after = ''] = ACTS[name] ?? []
  if (who && before) return { who, before, subject, after: roleWords(event) ?? after }
  const predicate = predicateOf(name, details)
  return { who: undefined, before: '', subject, after: who ? `${predicate}, reported by ${who}` : predicate }
}

export function personalWords(datasets: number, runs: number, hasMore: boolean): string {
  const data = `${counted(datasets, 'dataset')} ${datasets === 1 ? 'has' : 'have'} columns about people.`
  if (runs === 0) return `${data} Every run that read them says what for.`
  const many = `${hasMore ? 'More than ' : ''}${counted(runs, 'run')}`
  return `${data} ${many} read them and ${runs === 1 && !hasMore ? 'does' : 'do'} not say what for.`
}

/** As what somebody became a member, or is one now. */
function roleWords({ name, details }: Event): string | undefined {
  if (typeof details?.role !== 'string') return undefined
  if (name === 'member.added') return `a member, as ${details.role}`
  return name === 'member.changed' ? `the role ${details.role}` : undefined
}

export const STATES: Record<Status['state'], { shape: string; tone: string; word: string }> = {
  unchecked: { shape: '◌', tone: '', word: 'not checked yet' },
  checking: { shape: '▸', tone: 'busy', word: 'being checked' },
  whole: { shape: '●', tone: 'good', word: 'whole' },
  broken: { shape: '■', tone: 'bad', word: 'broken' },
}

/** The sentence that would stand in a report. */
export function answer(
  { state, good, fault, checked_at, sealed }: Status,
  days: Days | undefined,
  now: number,
): string {
  const count = days?.days.reduce((sum, { n }) => sum + n, 0) ?? 0
  const recorded = days ? ` ${counted(count, 'event')} of this workspace in the last year.` : ''
  if (state === 'broken' && fault)
    return fault.by === 'chain'
      ? `The log is not as it was sealed: event ${formatCount(fault.seq)}, ${fault.reason}. It is good up to event ${formatCount(good.seq)}.`
      : `The log is another than it was: event ${formatCount(fault.seq)}, whose hash was kept, is not what it was. ${upper(fault.reason)}.`
  if (checked_at === null)
    return `${counted(sealed, 'event')} are sealed; the server has not checked them yet.${recorded}`
  const rest = state === 'checking' && good.seq < sealed ? ` and goes on, up to ${formatCount(sealed)}` : ''
  return `Up to event ${formatCount(good.seq)} the log is as it was sealed; the server checked it ${formatAgo(now - checked_at)}${rest}.${recorded}`
}

const dayWords = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** "12 Mar 2026", "12 Mar 2026 to 14 Mar 2026", "since 12 Mar 2026". */
export function spanWords(since: string | undefined, until: string | undefined): string {
  const [from, to] = [since, until].map((day) => day && dayWords.format(Date.parse(day)))
  if (from && to) return from === to ? from : `${from} to ${to}`
  return from ? `since ${from}` : `until ${to}`
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
