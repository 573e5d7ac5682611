/** One run as a person reads it: who, when, where it ran, what went in and what came out. */
import type { own } from '../../features/track/contract/own.ts'
import type { Reply } from '../../lib/contract.ts'
import { paint, paintState } from '../output.ts'
import { type RunView, shortId } from '../resolve.ts'
import { type Fact, facts, table } from '../table.ts'
import { ago, count, duration, UNKNOWN } from '../words.ts'

type Detail = Reply<typeof own.run>

/** How long a run took; one that is lost took until it was last heard of. */
export function lengthOf(run: RunView, now = Date.now()): string {
  if (run.started_at === null) return UNKNOWN
  const end = run.ended_at ?? (run.state === 'lost' ? (run.last_seen_at ?? now) : now)
  return duration(Number(end) - Number(run.started_at))
}

const section = (title: string, text: string | undefined): string[] => (text ? ['', paint('bold', title), text] : [])

function about({ run, experiment, parent, children }: Detail, url: string): Fact[] {
  const last = run.ended_at ?? run.last_seen_at
  return [
    ['run', run.deleted ? `${run.name} (deleted)` : run.name],
    ['id', run.run_id],
    ['experiment', `${experiment.name} (id ${experiment.experiment_id})`],
    [
      'state',
      run.state === 'lost' ? 'lost: it stopped reporting, its process has probably died' : run.state,
      (text) => paintState(run.state, text),
    ],
    ['user', run.user ?? UNKNOWN],
    ['started', ago(run.started_at)],
    run.ended_at === null ? ['last heard of', ago(last)] : ['ended', ago(last)],
    ['took', lengthOf(run)],
    ...(parent ? ([['nested in', `${parent.name} (${shortId(parent.run_id)})`]] as Fact[]) : []),
    ...(children.length ? ([['nested runs', childrenOf(children)]] as Fact[]) : []),
    ['page', url],
  ]
}

function childrenOf(children: Detail['children']): string {
  const states = Map.groupBy(children, (child) => child.state)
  return `${children.length} (${[...states].map(([state, list]) => `${list.length} ${state}`).join(', ')})`
}

/** Whether the commit alone says what ran; null is unknown. */
export const dirtyWords = (dirty: boolean | null): string =>
  dirty === null ? UNKNOWN : dirty ? 'yes: the code differed from the commit' : 'no'

function environmentOf({ environment: e }: Detail): Fact[] {
  return [
    ['commit', e.commit ?? `${UNKNOWN}: this run cannot be traced to its code`],
    ['branch', e.branch ?? UNKNOWN],
    ['remote', e.remote ?? UNKNOWN],
    ['uncommitted', e.diff ? `${dirtyWords(e.dirty)} (${changed(e.diff)})` : dirtyWords(e.dirty)],
    ['command', e.command ?? UNKNOWN],
    ['directory', e.directory ?? UNKNOWN],
    ...(e.image === null ? [] : [['image', e.image] as const]),
    ['python', e.python ?? UNKNOWN],
    ['packages', e.packages ? count(Object.keys(e.packages).length, 'package') : UNKNOWN],
    ...(e.device ? Object.entries(e.device) : [['device', UNKNOWN] as const]),
    ...(e.exit_code === null ? [] : [['exit code', String(e.exit_code)] as const]),
    ...(e.signal === null ? [] : [['signal', e.signal] as const]),
  ]
}

/** "3 files, +10 −2" of a unified diff. */
export function changed(diff: string): string {
  let files = 0
  let added = 0
  let removed = 0
  let inHunk = false
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) {
      files += 1
      inHunk = false
    } else if (line.startsWith('@@')) inHunk = true
    else if (inHunk && line.startsWith('+')) added += 1
    else if (inHunk && line.startsWith('-')) removed += 1
  }
  const untracked = diff.match(/^### {2}\S/gm)?.length ?? 0
  return `${count(files, 'file')}, +${added} −${removed}${untracked ? `, ${untracked} untracked` : ''}`
}

/** What the MLflow client notes down for itself stands elsewhere on the page. */
export const isOwnTag = (key: string): boolean => !key.startsWith('mlflow.') && !key.startsWith('bellwether.')

export function describe(detail: Detail, url: string): string {
  const { run, datasets, models } = detail
  const metrics = Object.entries(run.metrics)
  const pairsOf = (words: Record<string, string>): Fact[] => Object.entries(words)
  const orNone = (pairs: Fact[]): string | undefined => (pairs.length ? facts(pairs) : undefined)
  return [
    facts(about(detail, url)),
    ...section('Metrics', metrics.length ? metricTable(metrics) : undefined),
    ...section('Params', orNone(pairsOf(run.params))),
    ...section('Tags', orNone(pairsOf(run.tags).filter(([key]) => isOwnTag(key)))),
    ...section('Datasets', orNone(datasets.map((d) => [d.name, d.context ? `${d.digest} (${d.context})` : d.digest]))),
    ...section('Models', orNone(models.map((m) => [m.direction, m.model_id]))),
    ...section('Where it ran', facts(environmentOf(detail))),
  ].join('\n')
}

const metricTable = (metrics: [string, Detail['run']['metrics'][string]][]): string =>
  table(metrics, [
    { title: 'KEY', of: ([key]) => key },
    { title: 'VALUE', of: ([, point]) => String(point.value), right: true },
    { title: 'STEP', of: ([, point]) => String(point.step), right: true },
    { title: 'LOGGED', of: ([, point]) => ago(point.timestamp) },
  ])
