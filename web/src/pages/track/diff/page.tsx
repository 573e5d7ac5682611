/** What differs between two runs, and what cannot be compared because it is unknown. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { middleCut, shortId } from '../../../format/names.ts'
import { formatChange, formatValue, numberOf } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf, To, useGo } from '../../../parts/link.tsx'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { KEYS } from '../../../queries.ts'
import { diffRoute } from '../routes.ts'
import { diffAsCode } from './as-code.ts'
import './diff.css'
import {
  alike,
  answer,
  CHOOSE,
  type Diff,
  NOT_CHANCE,
  type Row,
  type SectionOf,
  sectionsOf,
  TITLE,
  unknownOf,
} from './words.ts'

const DiffViewer = lazy(() => import('../run/diff-viewer.tsx').then(({ DiffViewer }) => ({ default: DiffViewer })))

export function DiffPage() {
  const { a = '', b = '' } = diffRoute.useSearch()
  const go = useGo()
  const { data, error, refetch } = useQuery({
    queryKey: [KEYS.run, 'diff', a, b],
    queryFn: ({ signal }) => call(own.diff, { a, b }, signal),
    enabled: Boolean(a && b),
  })
  const title = data ? `${data.a.name} and ${data.b.name}` : TITLE
  usePage(title, [{ label: 'Experiments', to: '/experiments' }, { label: TITLE }])
  if (!a || !b) return <Head kind="Runs" title={TITLE} answer={CHOOSE} />
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const sections = data && sectionsOf(data)
  return (
    <>
      <Head
        kind="Runs"
        title={TITLE}
        answer={data && sections ? <Answer diff={data} sections={sections} /> : ''}
        more={data?.metrics.length ? NOT_CHANCE : undefined}
        actions={
          <>
            <button type="button" className="button" onClick={() => go(pathOf('/diff', { a: b, b: a }))}>
              Swap
            </button>
            <CopyAs code={diffAsCode(a, b)} />
          </>
        }
      />
      {data && sections ? (
        <>
          {data.unknown.length > 0 && <p className="not-compared">{unknownOf(data.unknown)}</p>}
          {sections
            .filter(({ rows }) => rows.length)
            .map((section) => (
              <Differences key={section.id} section={section} diff={data} />
            ))}
          <Same sections={sections} unknown={data.unknown} />
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 400, paddingTop: 24 }}>
          <Bone width="60%" />
        </div>
      )}
    </>
  )
}

const Name = ({ run }: { run: Diff['a'] }) => (
  <>
    <b>
      <To to={`/runs/${run.run_id}`} title={run.name}>
        {middleCut(run.name, 48)}
      </To>
    </b>
    {run.state !== 'finished' && ` (${run.state})`}
  </>
)

const Answer = ({ diff, sections }: { diff: Diff; sections: SectionOf[] }) => (
  <>
    <Name run={diff.a} /> and <Name run={diff.b} /> {answer(sections)}
  </>
)

function Differences({ section: { id, title, rows }, diff }: { section: SectionOf; diff: Diff }) {
  const isNumbers = id === 'metrics'
  const absent = /^(code|environment|packages|device)$/.test(id) ? 'unknown' : 'this run has none'
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <table className="table differences">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <Side run={diff.a} numeric={isNumbers} />
            <Side run={diff.b} numeric={isNumbers} />
            {isNumbers && (
              <th scope="col" className="n change">
                Difference
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            row.name === 'diff' ? (
              <CodeRow key={row.name} row={row} />
            ) : (
              <tr key={row.name}>
                <th scope="row" title={row.name}>
                  {middleCut(row.name, 60)}
                </th>
                <SideValue text={row.a} numeric={isNumbers} absent={absent} />
                <SideValue text={row.b} numeric={isNumbers} absent={absent} />
                {isNumbers && <Change row={row} />}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  )
}

const Side = ({ run, numeric }: { run: Diff['a']; numeric: boolean }) => (
  <th scope="col" className={numeric ? 'n' : ''} title={run.name}>
    {middleCut(run.name, 36)}
  </th>
)

interface SideValueOf {
  text: string | null
  numeric: boolean
  /** What it means when it is not there. */
  absent: string
}

function SideValue({ text, numeric, absent }: SideValueOf) {
  if (text === null)
    return (
      <td className="unknown" title={absent}>
        <span aria-hidden="true">—</span>
        <span className="seen-by-readers">{absent}</span>
      </td>
    )
  const shown = numeric ? formatValue(text) : /^[0-9a-f]{40}$/.test(text) ? shortId(text) : text
  return (
    <td className={numeric ? 'n' : ''} title={text}>
      {text === '' ? <span className="low">empty</span> : shown}
    </td>
  )
}

function Change({ row: { a, b } }: { row: Row }) {
  const change = a === null || b === null ? Number.NaN : numberOf(b) - numberOf(a)
  return (
    <td className={`n${Number.isFinite(change) ? '' : ' unknown'}`} title={String(change)}>
      {Number.isFinite(change) ? formatChange(change) : '—'}
    </td>
  )
}

function CodeRow({ row: { a, b } }: { row: Row }) {
  return (
    <tr>
      <th scope="row">uncommitted changes</th>
      {[a, b].map((text, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the two sides
        <td key={i} className="code-side">
          {text ? (
            <Suspense fallback={null}>
              <DiffViewer text={text} />
            </Suspense>
          ) : (
            'none'
          )}
        </td>
      ))}
    </tr>
  )
}

function Same({ sections, unknown }: { sections: SectionOf[]; unknown: string[] }) {
  const same = alike(sections, unknown)
  return same.length ? <p className="low same">No difference in {same.join(', ')}.</p> : null
}
