/** Salaries: every figure of the documents as a range with its source, filtered by their own words, never averaged. */
import { lazy, Suspense } from 'react'
import { OWN_SECTOR } from '../../../../../src/features/handbook/contract/shapes.ts'
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf, To } from '../../../parts/link.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook, flags } from '../as-code.tsx'
import { useAdvice, useContradictions, useFigures, useOverlay } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Contradictions } from '../line/contradictions.tsx'
import '../line/line.css'
import { FigureRows } from '../lines/figure-rows.tsx'
import { Lines } from '../lines/line.tsx'
import { type SalariesQuery, salariesRoute } from '../routes.ts'
import { Filters } from './filters.tsx'
import { Bands, Components, MORE_ADVICE } from './parts.tsx'
import { heightOf } from './rows.ts'
import './salaries.css'
import { PayTable } from './table.tsx'
import { answer, isPlotted, NO_INTERVAL, type Pay } from './words.ts'

const Strip = lazy(() => import('./strip.tsx').then(({ Strip }) => ({ default: Strip })))

/** The piece of advice that stands beside the picture. */
const BESIDE = 'advice-negotiation'

export function SalariesPage() {
  const search = salariesRoute.useSearch()
  const { table, ...filter } = search
  const query = useFigures({ group: 'pay', ...filter })
  const advice = useAdvice()
  const { data, error, refetch, isPlaceholderData } = query
  if (error && !data)
    return (
      <Frame chapter="Salaries">
        <Filters search={search} pay={undefined} />
        <Problem error={error} retry={() => void refetch()} />
      </Frame>
    )
  const beside = advice.data?.pieces.find(({ id }) => id === BESIDE)
  return (
    <Frame chapter="Salaries">
      <div className="pay-head">
        <Head
          kind="Handbook"
          title="Salaries"
          actions={
            <CopyBook
              path="/figures"
              query={{ group: 'pay', ...filter }}
              command={['figures', ...flags({ group: 'pay', ...filter })]}
            />
          }
          answer={data ? answer(data, filter.sector === OWN_SECTOR) : ''}
          more={data ? NO_INTERVAL : '\u00a0'}
          phoneLines={[Object.values(filter).some(Boolean) ? 4 : 6, 3]}
        />
      </div>
      <Filters search={search} pay={data} />
      {data && beside ? (
        <div className={`pay-body${isPlaceholderData ? ' book-old' : ''}`}>
          <div className="pay-and-advice">
            <Evidence pay={data} search={search} isTable={table === 'yes'} />
            <aside aria-label={beside.title}>
              <h2>When you negotiate</h2>
              <Lines lines={beside.lines.map(({ here: _, ...line }) => line)} checks={undefined} />
              {MORE_ADVICE}
            </aside>
          </div>
          <Rest pay={data} />
        </div>
      ) : (
        <div className="pay-body" aria-busy="true" style={{ minHeight: 1_600 }}>
          <Bone width="70%" height={600} />
        </div>
      )}
    </Frame>
  )
}

function Evidence({ pay: { figures }, search, isTable }: { pay: Pay; search: SalariesQuery; isTable: boolean }) {
  const isPhone = useIsPhone()
  const plotted = figures.filter(isPlotted)
  return (
    <section aria-label="Figures of pay" className="panel pay-evidence">
      <h3>
        US dollars a year, as the documents state them{' '}
        <small>bar: a range · dot: one amount · arrow: an end that the document leaves open</small>
      </h3>
      <To
        to={pathOf('/handbook/salaries', { ...search, table: isTable ? undefined : 'yes' })}
        className="button small"
        {...(isTable && { 'aria-current': 'true' as const })}
      >
        {isTable ? 'Show as picture' : 'Show as table'}
      </To>
      {isTable ? (
        <PayTable figures={figures} />
      ) : plotted.length ? (
        <div style={{ minHeight: heightOf(plotted, isPhone ? 300 : 800) }}>
          <Suspense fallback={null}>
            <Strip figures={plotted} />
          </Suspense>
        </div>
      ) : (
        <p className="low">
          {figures.length ? 'No figure here can be drawn: what there is stands below, in words.' : 'No figure to show.'}
        </p>
      )}
    </section>
  )
}

function Rest({ pay: { figures } }: { pay: Pay }) {
  const disagreements = useContradictions()
  const overlay = useOverlay()
  const inWords = figures.filter(({ shape, implausible }) => shape === 'text' && !implausible)
  const implausible = figures.filter((figure) => figure.implausible)
  const ids = new Set(figures.map(({ id }) => id))
  return (
    <>
      {implausible.length > 0 && (
        <section aria-label="Implausible" className="implausible">
          <h2>
            Implausible <small>kept as it stands; in no picture, no range and no sentence</small>
          </h2>
          <FigureRows figures={implausible} />
          {implausible.map(({ id, note }) => note && <p key={id}>{`It is ${note}.`}</p>)}
        </section>
      )}
      {inWords.length > 0 && (
        <section aria-label="Said in words">
          <h2>
            Said in words <small>no amount is given</small>
          </h2>
          <FigureRows figures={inWords} />
        </section>
      )}
      <Contradictions
        contradictions={(disagreements.data?.contradictions ?? []).filter(
          (each) => each.figures.length > 1 && each.figures.some(({ id, group }) => group === 'pay' && ids.has(id)),
        )}
      />
      <Components figures={figures} />
      <Bands bands={overlay.data?.overlay?.bands ?? []} />
    </>
  )
}
