/** Runs compared: what differs, who leads by how much, their curves, and what cannot be compared because it is unknown. */
import { useCallback, useMemo } from 'react'
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CompareTable } from '../../../parts/compare/table.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { headlineOf } from '../headline.ts'
import { answerOf } from './answer.tsx'
import { compareAsCode } from './as-code.ts'
import './compare-page.css'
import { CopyTable } from './copy-table.tsx'
import { CompareCurves, toggled } from './curves.tsx'
import { Legend } from './legend.tsx'
import { metricRows } from './metric-rows.tsx'
import { type Comparison, MOST_RUNS, runsIn } from './queries.ts'
import { Relations } from './relations.tsx'
import { type CompareQuery, compareRoute } from './route.ts'
import { rowsOf, Sections } from './sections.tsx'
import { areTogether, canBeTogether, partiesOf } from './subjects.ts'
import { useComparison } from './use-comparison.ts'
import { CHOOSE, sameOf, sectionsOf, TITLE, unknownOf } from './words.ts'

export function ComparePage() {
  const query = compareRoute.useSearch()
  const ids = runsIn(query)
  const { data, error, refetch } = useComparison(ids, query.all !== undefined)
  const names = data?.runs.map(({ name }) => name)
  const title = names ? (names.length === 2 ? names.join(' and ') : `${counted(names.length, 'run')} compared`) : TITLE
  const home = data?.experiments.length === 1 ? data.experiments[0] : undefined
  usePage(title, [
    { label: 'Experiments', to: '/experiments' },
    ...(home ? [{ label: home.name, to: `/experiments/${home.experiment_id}` }] : []),
    { label: TITLE },
  ])
  if (ids.length < 2) return <Head kind="Runs" title={TITLE} answer={CHOOSE} />
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Waiting />
  return <Found found={data} query={query} title={title} />
}

interface FoundOf {
  found: Comparison
  query: CompareQuery
  title: string
}

const NONE: string[] = []

function Found({ found, query, title }: FoundOf) {
  const navigate = compareRoute.useNavigate()
  const change = useCallback(
    (make: (before: CompareQuery) => CompareQuery, replace = true) =>
      void navigate({
        search: (before: CompareQuery) => ({ ...before, ...make(before) }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  )
  const together = areTogether(found, query.seeds)
  const hidden = query.hide ?? NONE
  const parties = useMemo(() => partiesOf(found, together, hidden), [found, together, hidden])
  const base = (parties.find(({ runs }) => runs.some(({ run_id }) => run_id === query.base)) ?? parties[0]!).id
  const sections = useMemo(() => sectionsOf(found, together), [found, together])
  const ids = useMemo(() => found.runs.map(({ run_id }) => run_id), [found])
  const metrics = useMemo(() => found.metrics.map(({ name }) => name), [found])
  const shown = sections.flatMap((section) => {
    const rows = rowsOf(section, found, parties, base)
    return rows.length ? [{ section, rows }] : []
  })
  const numbers = metricRows(found, parties, base)
  const answer = answerOf(found, parties, sections)
  const unknown = unknownOf(found)
  const same = sameOf(found)
  const isFlipped = query.flip !== undefined
  const parts = [
    { title: 'Metrics', rows: numbers },
    ...shown.map(({ section, rows }) => ({ title: section.title, rows })),
  ]
  return (
    <>
      <Head
        kind={
          found.experiments.length === 1
            ? `Runs of ${middleCut(found.experiments[0]!.name, 60)}`
            : `Runs of ${counted(found.experiments.length, 'experiment')}`
        }
        title={middleCut(title, 110)}
        hint={title}
        answer={answer.sentence}
        more={[tooMany(query), answer.more].filter(Boolean).join(' ')}
        actions={
          <>
            <CopyTable parties={parties} parts={parts} isFlipped={isFlipped} />
            <CopyAs code={compareAsCode(ids, base)} />
          </>
        }
      />
      <Legend
        parties={parties}
        base={base}
        metric={headlineOf(metrics)}
        onHide={(id) => change((before) => ({ hide: toggled(before.hide, id) }))}
        onPin={(id) => change(() => ({ base: id }))}
        onRemove={
          parties.length > 2
            ? ({ runs }) => {
                const gone = runs.map(({ run_id }) => run_id)
                change((before) => ({ run: before.run?.filter((id) => !gone.includes(id)) }), false)
              }
            : undefined
        }
      />
      <div className="compare-bar">
        {canBeTogether(found) && (
          <Switch isOn={together} onClick={() => change(() => ({ seeds: together ? 'apart' : 'together' }))}>
            Repetitions as one
          </Switch>
        )}
        <Switch isOn={query.all === undefined} onClick={() => change(({ all }) => ({ all: all ? undefined : '1' }))}>
          Only differences
        </Switch>
        <Switch isOn={isFlipped} onClick={() => change(({ flip }) => ({ flip: flip ? undefined : '1' }))}>
          Runs as rows
        </Switch>
      </div>
      <CompareCurves ids={ids} metrics={metrics} parties={parties} change={change} />
      {numbers.length > 0 && (
        <CompareTable
          title="Metrics"
          note={
            together
              ? 'last values, means with 95 % intervals; below them the difference to the baseline'
              : 'last values; below them the difference to the baseline'
          }
          rows={numbers}
          subjects={parties}
          base={base}
          isFlipped={isFlipped}
          isNumeric
        />
      )}
      <Sections
        found={found}
        parties={parties}
        sections={shown}
        base={base}
        query={query}
        onFold={(branch) => change((before) => ({ fold: toggled(before.fold, branch) }))}
        onOpenCode={(run) => change((before) => ({ code: toggled(before.code, run) }))}
      />
      {unknown && <p className="not-compared">{unknown}</p>}
      {same && query.all === undefined && <p className="low same">{same}</p>}
      <Relations found={found} parties={parties} x={query.x} y={query.y} onChange={(choice) => change(() => choice)} />
    </>
  )
}

/** What the address asks for beyond what can be told apart. */
function tooMany({ run = NONE }: CompareQuery): string {
  const asked = new Set(run).size
  return asked > MOST_RUNS ? `The first ${MOST_RUNS} of ${asked} are compared: more could not be told apart.` : ''
}

interface SwitchOf {
  isOn: boolean
  onClick: () => void
  children: string
}

const Switch = ({ isOn, onClick, children }: SwitchOf) => (
  <button type="button" className="button small" aria-pressed={isOn} onClick={onClick}>
    {children}
  </button>
)

const Waiting = () => (
  <>
    <Head kind="Runs" title={TITLE} answer="" phoneLines={[4, 3]} />
    <div aria-busy="true" className="compare-waiting">
      <Bone width="100%" height={56} />
      <Bone width="100%" height={400} />
    </div>
  </>
)
