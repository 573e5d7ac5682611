/** How the page of moving in speaks. */
import type { TakenKind } from '../../../../src/features/transfer/contract/imports.ts'
import { counted, formatBytes, formatCount, formatDuration, formatRough } from '../../format/numbers.ts'
import { type Follow, type Import, isUnderWay } from './asks.ts'

export const TITLE = 'Move in or follow'

export const WAYS = {
  move: {
    title: 'Move in',
    text: 'Everything is copied here, once: experiments, runs with every point, files, models. Your server is only read. A dry run comes first.',
  },
  follow: {
    title: 'Follow a server that stays',
    text: 'Your server goes on; what is logged there is seen here a few seconds later. What came from there cannot be changed here until you stop following.',
  },
} as const

const NAMES: Record<TakenKind, [one: string, many?: string]> = {
  experiments: ['experiment'],
  runs: ['run'],
  points: ['point'],
  files: ['file'],
  bytes: ['byte'],
  logged_models: ['logged model'],
  models: ['model'],
  versions: ['version'],
}

export const nameOf = (kind: TakenKind): string => {
  const [one, many = `${one}s`] = NAMES[kind]
  return many
}

export const amount = (kind: TakenKind, n: number): string =>
  kind === 'bytes' ? formatBytes(n) : counted(n, ...NAMES[kind])

/** Kinds that are counted of a follow may be others. */
export const amountOf = (kind: string, n: number): string =>
  kind in NAMES ? amount(kind as TakenKind, n) : `${formatCount(n)} ${kind.replaceAll('_', ' ')}`

interface Mark {
  shape: string
  tone: string
  word: string
}

export const STATES: Record<Import['state'], Mark> = {
  waiting: { shape: '◌', tone: '', word: 'waiting' },
  running: { shape: '▸', tone: 'busy', word: 'under way' },
  done: { shape: '●', tone: 'good', word: 'done' },
  failed: { shape: '■', tone: 'bad', word: 'failed' },
  cancelled: { shape: '✕', tone: '', word: 'ended' },
}

export const FOLLOW_STATES: Record<Follow['state'], Mark> = {
  active: { shape: '●', tone: 'good', word: 'followed' },
  paused: { shape: '■', tone: '', word: 'paused' },
  away: { shape: '▲', tone: 'warn', word: 'does not answer' },
}

const PHASES: Record<Import['progress']['phase'], string> = {
  waiting: 'It begins in a moment',
  looking: 'Looking at what there is',
  runs: 'Taking runs',
  models: 'Taking models',
  done: 'Done',
}
export const phaseOf = ({ progress, dry_run }: Import): string =>
  dry_run && progress.phase === 'runs' ? 'Reading runs, writing nothing' : PHASES[progress.phase]

const doneOf = ({ progress }: Import, kind: TakenKind) => progress.kinds.find((each) => each.kind === kind)

/** How far it is, from 0 to 1: by runs where their number is known, else by experiments. */
export function shareOf(view: Import): number | undefined {
  for (const kind of ['runs', 'experiments'] as const) {
    const { done, total } = doneOf(view, kind) ?? {}
    if (total != null && Number(total) > 0) return Math.min(1, Number(done) / Number(total))
  }
  return undefined
}

/** "about 3 min more": by the rate of the last minute; undefined while that is not known. */
export function remaining(view: Import): string | undefined {
  const { done, total } = doneOf(view, 'runs') ?? {}
  const { rate } = view.progress
  if (total == null || !rate || Number(total) <= Number(done)) return undefined
  return `about ${formatRough(((Number(total) - Number(done)) / rate) * 1_000)} more`
}

const amounts = (view: Import, of: 'count' | 'known', least = 1): string[] =>
  view.report.taken.filter((each) => Number(each[of]) >= least).map((each) => amount(each.kind, Number(each[of])))

/** "Taken: 4 experiments, 1,200 runs." */
export function resultOf(view: Import): string {
  const fresh = amounts(view, 'count')
  const known = amounts(view, 'known')
  return [
    `${view.dry_run ? 'Would take' : 'Took'} ${fresh.join(', ') || 'nothing new'}.`,
    ...(known.length ? [`Here already: ${known.join(', ')}.`] : []),
    ...(view.report.left.length ? ['Not all of it: the report says what is left out, and why.'] : []),
  ].join(' ')
}

export const lasted = ({ began_ms, ended_ms }: Import): string | undefined =>
  began_ms === null || ended_ms === null ? undefined : formatDuration(Math.max(0, Number(ended_ms) - Number(began_ms)))

export const HOW: Record<Import['report']['experiments'][number]['how'], string> = {
  made: 'made here',
  joined: 'joined to one that was here',
  known: 'came before',
}

/** The sentence on top. */
export function answer(imports: Import[], follows: Follow[]): string {
  const running = imports.filter(isUnderWay)
  const away = follows.filter(({ state }) => state === 'away')
  const parts: string[] = []
  const [first] = running
  if (first) {
    const runs = doneOf(first, 'runs')
    const so = !runs
      ? ''
      : runs.total == null
        ? `: ${amount('runs', Number(runs.done))} so far`
        : `: ${formatCount(runs.done)} of ${amount('runs', Number(runs.total))}`
    const more = remaining(first)
    parts.push(`${first.place} is being ${first.dry_run ? 'looked at' : 'taken in'}${so}${more ? `, ${more}` : ''}`)
  } else {
    const last = imports.find(({ state, dry_run }) => state === 'done' && !dry_run)
    if (last)
      parts.push(`${last.place} was taken in: ${amounts(last, 'count').slice(0, 3).join(', ') || 'nothing was new'}`)
  }
  const [only] = follows
  const behind = Math.max(0, ...follows.map(({ behind_ms }) => Number(behind_ms ?? 0)))
  const late = `at most ${formatDuration(behind)} behind`
  if (only && follows.length === 1)
    parts.push(
      `${only.name} is followed, ${away.length ? 'but does not answer' : only.state === 'paused' ? 'but paused' : late}`,
    )
  else if (follows.length)
    parts.push(
      `${counted(follows.length, 'server')} are followed, ${away.length ? `but ${away.map(({ name }) => name).join(', ')} ${away.length === 1 ? 'does' : 'do'} not answer` : late}`,
    )
  if (!parts.length) return 'Nothing was taken in from elsewhere yet, and no other server is followed.'
  return `${parts.join('; ')}.`
}
