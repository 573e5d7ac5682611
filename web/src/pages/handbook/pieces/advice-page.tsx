/** What pay is made of, what moves it, how to talk about it; and what is said of hiring and of remote work. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf, To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useAdvice } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Sections } from './sections.tsx'

const TITLE = 'Pay talks'

export function AdvicePage() {
  const { data, error, refetch } = useAdvice()
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const lines = data?.pieces.reduce((sum, piece) => sum + piece.lines.length, 0)
  return (
    <Frame chapter="Salaries" title={TITLE}>
      <Head
        kind="Handbook"
        title={TITLE}
        actions={
          <To to={pathOf('/handbook/salaries')} className="button">
            All salaries
          </To>
        }
        answer={
          data
            ? `${lines} pieces of advice on what pay is made of, what moves it and how to talk about it; and on hiring and remote work. None of them is a rule of this product: it ranks nobody and filters nobody.`
            : ''
        }
        phoneLines={[5, 0]}
      />
      {data ? (
        <Sections pieces={data.pieces} />
      ) : (
        <div aria-busy="true" style={{ minHeight: 900, paddingTop: 20 }}>
          <Bone width="60%" />
        </div>
      )}
    </Frame>
  )
}
