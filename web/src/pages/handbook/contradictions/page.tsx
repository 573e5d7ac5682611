/** Where the documents disagree: the figures side by side, never merged. */
import { Head } from '../../../parts/head.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useContradictions } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Contradictions } from '../line/contradictions.tsx'
import '../line/line.css'
import { useTarget } from '../lines/target.ts'
import { capital, inWords } from '../words.ts'

const TITLE = 'Contradictions'

export function ContradictionsPage() {
  const { data, error, refetch } = useContradictions()
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  return (
    <Frame chapter="Overview" title={TITLE}>
      <Head
        kind="Handbook"
        title={TITLE}
        answer={
          data
            ? `${capital(inWords(data.contradictions.length, 'time'))} the documents disagree, with each other or with plain sense. The figures stand side by side as they are; none was merged, corrected or averaged.`
            : ''
        }
        phoneLines={[4, 0]}
      />
      {data ? (
        <Contradictions contradictions={data.contradictions} />
      ) : (
        <div aria-busy="true" style={{ minHeight: 900 }} />
      )}
    </Frame>
  )
}
