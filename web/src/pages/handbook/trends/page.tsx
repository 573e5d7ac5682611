/** Where the documents see the field going: market figures with their period and source, then the trends. */
import { lazy, Suspense } from 'react'
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook } from '../as-code.tsx'
import { type Contradiction, type Figure, useContradictions, useFigures, useTrends } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Contradictions } from '../line/contradictions.tsx'
import '../line/line.css'
import { Refs } from '../lines/refs.tsx'
import { Sections } from '../pieces/sections.tsx'
import { periodOf } from './period.ts'
import './trends.css'
import { answer } from './words.ts'

const Periods = lazy(() => import('./periods.tsx').then(({ Periods }) => ({ default: Periods })))

export function TrendsPage() {
  const trends = useTrends()
  const market = useFigures({ group: 'market' })
  const disagreements = useContradictions()
  const failed = [trends, market, disagreements].find(({ error, data }) => error && !data)
  if (failed) return <Problem error={failed.error} retry={() => void failed.refetch()} />
  const isThere = trends.data && market.data && disagreements.data
  return (
    <Frame chapter="Trends">
      <Head
        kind="Handbook"
        title="Trends"
        actions={<CopyBook path="/trends" command={['trends']} />}
        answer={isThere ? answer(trends.data.pieces, market.data) : ''}
        phoneLines={[5, 0]}
      />
      {isThere ? (
        <>
          <Market
            figures={market.data.figures}
            contradictions={disagreements.data.contradictions.filter(({ figures }) =>
              figures.some(({ group }) => group === 'market'),
            )}
          />
          <Sections pieces={trends.data.pieces} />
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 1_400, paddingTop: 20 }}>
          <Bone width="100%" height={220} />
        </div>
      )}
    </Frame>
  )
}

function Market({ figures, contradictions }: { figures: Figure[]; contradictions: Contradiction[] }) {
  const dated = figures.filter((figure) => periodOf(figure.period))
  return (
    <>
      <section aria-label="Growth and its periods" className="panel periods">
        <h3>
          Growth that is said of a period of years{' '}
          <small>bars span the years; the value is as the document has it</small>
        </h3>
        <div style={{ minHeight: dated.length * 44 + 32 }}>
          <Suspense fallback={null}>
            <Periods figures={dated} />
          </Suspense>
        </div>
      </section>
      <Contradictions contradictions={contradictions} />
      <section aria-label="Market figures">
        <h2>
          Market figures <small className="num">{figures.length}</small>
        </h2>
        <table className="table market">
          <thead>
            <tr>
              <th>Value, word for word</th>
              <th>What</th>
              <th className="wide">Period</th>
              <th className="wide">According to</th>
              <th>Source</th>
            </tr>
          </thead>
          <tbody>
            {figures.map(({ id, value, label, period, publisher, ref }) => (
              <tr key={id} id={id}>
                <td>
                  <To to={`/handbook/figures/${id}`}>{value}</To>
                </td>
                <td>{label}</td>
                <td className={period ? 'wide' : 'wide unknown'}>{period ?? '—'}</td>
                <td className={publisher ? 'wide' : 'wide unknown'}>{publisher ?? '—'}</td>
                <td>
                  <Refs id={id} refs={[ref]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
