/** What no document gives, so that nobody looks for it in vain. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useChecks, useMissing } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Lines } from '../lines/line.tsx'
import { useTarget } from '../lines/target.ts'
import { capital, inWords } from '../words.ts'

export function MissingPage() {
  const { data, error, refetch } = useMissing()
  const checks = useChecks()
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  return (
    <Frame chapter="Overview" title="What the documents do not give">
      <Head
        kind="Handbook"
        title="What the documents do not give"
        answer={
          data
            ? `${capital(inWords(data.missing.length, 'thing'))} that a reader may look for are in none of them, and nothing was made up instead.`
            : ''
        }
      />
      {data ? <Lines lines={data.missing} checks={checks} /> : <Bone width="60%" />}
    </Frame>
  )
}
