/** What tracking tells the first page: what died, what runs and when it may end, what the runs that ended brought. */
import type { Card, Row } from '../../../lib/card.ts'
import { counted, formatCount, formatDuration, formatRough, formatValue } from '../../../lib/format/numbers.ts'
import { directionOf, headlineOf } from '../../../lib/headline.ts'
import type { Int64 } from '../../../lib/json.ts'
import { type Ended, MOST_ENDED, type OpenRun, type TodayReads } from '../reads/today.ts'
import type { LogService } from './log.ts'

/** Rows of one kind; what is beyond is said in one more. */
const FEW = 5
const MOST_OPEN = 200
const MOST_EXPERIMENTS = 6
const DAY_MS = 86_400_000
/** A run that died longer ago than this is history. */
const DIED_LATELY_MS = 7 * DAY_MS
/** Params by which training code says how far it will go, as autologging and the frameworks name them. */
const TOTALS = [
  'epochs',
  'max_epochs',
  'num_train_epochs',
  'max_steps',
  'steps',
  'total_steps',
  'n_steps',
  'iterations',
]

type Latest = Awaited<ReturnType<LogService['latestOf']>>

interface Parts {
  reads: TodayReads
  latestOf: LogService['latestOf']
  /** Brings the index of values up to what was logged. */
  settle: () => Promise<void>
  now: () => number
}

interface Best {
  name: string
  value: number
  runName: string
  runId: string
  before: number | undefined
  lowest: boolean
}

const list = (names: string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** How many runs were found; where the look was cut, there may be more. */
const runsFound = (count: number, isCut: boolean): string =>
  isCut ? `${formatCount(count)} or more runs` : counted(count, 'run')

const headline = (points: { key: string; value: number; step: Int64 }[]) => {
  const name = headlineOf(points.map((point) => point.key))
  return points.find((point) => point.key === name)
}

/** How far a run is, where it said how far it goes. */
function progressOf(run: OpenRun, points: { step: Int64 }[]): { share: number; leftMs: number } | undefined {
  const total = TOTALS.map((name) => Number(run.params[name])).find((n) => n > 0 && Number.isFinite(n))
  const step = Math.max(-1, ...points.map((point) => Number(point.step)))
  if (total === undefined || step < 0 || run.start_ms === null || run.seen_ms === null) return undefined
  const share = (step + 1) / total
  // Steps may count something else than the param does.
  if (share > 1 || share <= 0) return undefined
  const took = Number(run.seen_ms) - Number(run.start_ms)
  return { share, leftMs: (took / share) * (1 - share) }
}

export function todayService({ reads, latestOf, settle, now }: Parts) {
  const runRow = (run: OpenRun, latest: Latest): Row => {
    const points = latest.get(run.id) ?? []
    const best = headline(points)
    const progress = progressOf(run, points)
    const parts = [
      run.experiment,
      ...(best ? [`${best.key} ${formatValue(best.value)}`] : []),
      ...(progress
        ? [`${Math.round(progress.share * 100)} %, about ${formatRough(progress.leftMs)} left (estimated)`]
        : []),
    ]
    return {
      section: 'running',
      tone: 'busy',
      mark: 'running',
      title: run.name,
      note: parts.join(' · '),
      verb: 'Watch',
      href: `/runs/${run.run_id}`,
      at: run.start_ms === null ? null : Number(run.start_ms),
    }
  }

  const lostRow = (run: OpenRun, latest: Latest): Row => {
    const step = Math.max(-1, ...(latest.get(run.id) ?? []).map((point) => Number(point.step)))
    const silent =
      run.seen_ms === null
        ? 'nothing was ever heard of it'
        : `silent for ${formatDuration(now() - Number(run.seen_ms))}`
    return {
      section: 'needs',
      tone: 'bad',
      mark: 'lost',
      title: run.name,
      note: `${run.experiment} · ${silent}${step >= 0 ? `; last step ${step.toLocaleString('en')}` : ''}`,
      verb: 'See what is known',
      href: `/runs/${run.run_id}`,
      at: null,
    }
  }

  const failedRow = (run: OpenRun): Row => ({
    section: 'needs',
    tone: 'bad',
    mark: 'failed',
    title: run.name,
    note: `${run.experiment} · failed${run.start_ms === null ? '' : ` after ${formatDuration(Math.max(0, Number(run.end_ms) - Number(run.start_ms)))}`}`,
    verb: 'See why',
    href: `/runs/${run.run_id}`,
    at: Number(run.end_ms),
  })

  async function bestOf(workspace: number, { experiment_id, ids }: Ended, since: number): Promise<Best | undefined> {
    if (!ids?.length) return undefined
    const latest = await latestOf(ids)
    const all = [...latest].flatMap(([id, points]) => points.map((point) => ({ id, ...point })))
    const name = headlineOf([...new Set(all.map((point) => point.key))])
    if (name === undefined) return undefined
    const lowest = directionOf(name) === 'down'
    const values = all.filter((point) => point.key === name && Number.isFinite(point.value))
    if (!values.length) return undefined
    const best = values.reduce((a, b) => ((lowest ? b.value < a.value : b.value > a.value) ? b : a))
    const [before, run] = await Promise.all([
      reads.bestBefore(workspace, experiment_id, name, lowest, since),
      reads.nameOf(workspace, best.id),
    ])
    return { name, value: best.value, runName: run.name, runId: run.run_id, before, lowest }
  }

  const isBetter = ({ value, before, lowest }: Best): boolean =>
    before !== undefined && (lowest ? value < before : value > before)

  /** "highest val/auc 0.913 (brave-heron-12), before it was 0.905" */
  function toldOf(best: Best): string {
    const value = `${best.name} ${formatValue(best.value)} (${best.runName})`
    const ends = best.lowest ? 'lowest' : 'highest'
    if (best.before === undefined) return `${ends} ${value}`
    if (isBetter(best)) return `${ends} ${value}, before it was ${formatValue(best.before)}`
    return `${value}, the ${ends} is still ${formatValue(best.before)}`
  }

  function endedRow(ended: Ended, best: Best | undefined): Row {
    const { finished, failed, killed, isCut } = ended
    const counts = [
      ...(finished ? [`${isCut ? formatCount(finished) : counted(finished, 'run')} finished`] : []),
      ...(failed ? [`${failed} failed`] : []),
      ...(killed ? [`${killed} stopped`] : []),
    ].join(', ')
    const most = formatCount(MOST_ENDED)
    const told = isCut ? `more than ${most} runs ended; of the last ${most}: ${counts}` : counts
    const isNew = best !== undefined && isBetter(best)
    return {
      section: 'changed',
      tone: isNew ? 'good' : 'none',
      mark: isNew ? 'new best' : 'ended',
      title: ended.experiment,
      note: [told, ...(best ? [toldOf(best)] : [])].join('; '),
      verb: isNew ? 'See the run' : 'See the runs',
      href: isNew ? `/runs/${best.runId}` : `/experiments/${ended.experiment_id}`,
      at: Number(ended.last_ms),
    }
  }

  const beyond = (section: Row['section'], title: string): Row => ({
    ...{ section, tone: 'none', mark: 'more', title, note: '', verb: 'See them', href: '/experiments', at: null },
  })
  /** What is beyond the few of `runs` that are shown. */
  function others(section: Row['section'], runs: OpenRun[], isCut: boolean, what: string): Row[] {
    const count = runs.length - FEW
    if (count <= 0) return []
    return [beyond(section, `${isCut ? `${count} or more others` : counted(count, 'more run')} ${what}`)]
  }

  return async (workspace: number, since: number): Promise<Card> => {
    await settle()
    const diedAfter = now() - DIED_LATELY_MS
    const [open, failed, changed, any] = await Promise.all([
      reads.open(workspace, MOST_OPEN),
      reads.failed(workspace, Math.max(since, diedAfter), MOST_OPEN),
      reads.ended(workspace, since, MOST_EXPERIMENTS + 1),
      reads.anyRun(workspace),
    ])
    const ended = changed.slice(0, MOST_EXPERIMENTS)
    const cut = {
      open: open.length === MOST_OPEN,
      failed: failed.length === MOST_OPEN,
      ended: changed.length > ended.length || ended.some(({ isCut }) => isCut),
    }
    const running = open.filter((run) => run.lost_ms === null)
    const lost = open.filter((run) => run.lost_ms !== null && Number(run.lost_ms) > diedAfter)
    const latest = await latestOf([...running.slice(0, FEW), ...lost.slice(0, FEW)].map((run) => run.id))
    const bests = await Promise.all(ended.map((each) => bestOf(workspace, each, since)))
    const rows: Row[] = [
      ...lost.slice(0, FEW).map((run) => lostRow(run, latest)),
      ...others('needs', lost, cut.open, 'are lost'),
      ...failed.slice(0, FEW).map(failedRow),
      ...others('needs', failed, cut.failed, 'failed'),
      ...ended.map((each, i) => endedRow(each, bests[i])),
      ...(changed.length > ended.length ? [beyond('changed', 'Runs ended in more experiments')] : []),
      ...running.slice(0, FEW).map((run) => runRow(run, latest)),
      ...others('running', running, cut.open, 'are running'),
    ]
    return { rows, sentence: sentence({ running, lost, failed, ended, bests, cut }), isEmpty: !any }
  }

  function sentence(found: {
    running: OpenRun[]
    lost: OpenRun[]
    failed: OpenRun[]
    ended: Ended[]
    bests: (Best | undefined)[]
    cut: Record<'open' | 'failed' | 'ended', boolean>
  }): string {
    const { running, lost, failed, ended, bests, cut } = found
    const parts: string[] = []
    const names = (runs: OpenRun[], isCut: boolean, is: string, are: string): void => {
      if (runs.length === 1) parts.push(`${runs[0]!.name} ${is}`)
      else if (runs.length > 1) parts.push(`${runsFound(runs.length, isCut)} ${are}`)
    }
    names(lost, cut.open, 'is lost', 'are lost')
    names(failed, cut.failed, 'failed', 'failed')
    names(running, cut.open, 'is running', 'are running')
    const best = ended.flatMap((each, i) => (bests[i] && isBetter(bests[i]!) ? [{ each, best: bests[i]! }] : []))
    const told = best
      .slice(0, 2)
      .map(
        ({ each, best: { name, value, before, runName, lowest } }) =>
          `${each.experiment} has a new ${lowest ? 'lowest' : 'highest'} ${name}, ${formatValue(value)} after ${formatValue(before!)} (${runName})`,
      )
    const finished = ended.reduce((sum, each) => sum + each.finished, 0)
    const ends = told.length ? told : finished ? [`${runsFound(finished, cut.ended)} finished`] : []
    return [parts.length ? `${list(parts)}.` : '', ends.length ? `${list(ends)}.` : ''].filter(Boolean).join(' ')
  }
}
