/** The rhythm: duties that come round, with the cadence the team chose, ticked off by what happens or by hand. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook, flags } from '../as-code.tsx'
import { Frame } from '../frame.tsx'
import { PartsBar } from '../lines/parts-bar.tsx'
import { useTarget } from '../lines/target.ts'
import { DUTY_STATES, rhythmRoute } from '../routes.ts'
import { type Duty, useRhythm } from './asks.ts'
import { DutyLine } from './duty.tsx'
import './rhythm.css'
import { answer, KIND_WORDS, STATE_LOOKS } from './words.ts'

const PATH = '/handbook/rhythm'
const KINDS = Object.keys(KIND_WORDS) as Duty['kind'][]

export function RhythmPage() {
  const { state } = rhythmRoute.useSearch()
  const { data, error, refetch } = useRhythm()
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const duties = data?.duties ?? []
  const shown = duties.filter((duty) => !state || duty.state === state)
  return (
    <Frame chapter="Rhythm">
      <Head
        kind="Handbook"
        title="Rhythm"
        actions={
          <CopyBook path="/rhythm" command={['rhythm', ...flags({ state: state?.replace('-scheduled', '') })]} />
        }
        answer={data ? answer(duties) : ''}
        phoneLines={[6, 0]}
      />
      {data ? (
        <>
          <PartsBar
            label="Show by state"
            parts={DUTY_STATES.map((each) => ({
              ...STATE_LOOKS[each],
              count: duties.filter((duty) => duty.state === each).length,
              to: pathOf(PATH, { state: each }),
              isOn: each === state,
            }))}
            all={PATH}
          />
          {KINDS.filter((kind) => shown.some((duty) => duty.kind === kind)).map((kind) => (
            <section key={kind} aria-label={KIND_WORDS[kind]}>
              <h2>{KIND_WORDS[kind]}</h2>
              <ul className="book-lines">
                {shown
                  .filter((duty) => duty.kind === kind)
                  .map((duty) => (
                    <DutyLine key={duty.id} duty={duty} />
                  ))}
              </ul>
            </section>
          ))}
          {shown.length === 0 && <p className="answer-more">No duty is in this state.</p>}
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 1_200, paddingTop: 20 }}>
          <Bone width="100%" height={12} />
        </div>
      )}
    </Frame>
  )
}
