/** Career paths: every ladder of the documents as one picture, then each step with the documents that have it. */
import { useMediaQuery } from '@mantine/hooks'
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook } from '../as-code.tsx'
import { type Paths, useOverview, usePaths } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Lines } from '../lines/line.tsx'
import { PlainRefs } from '../lines/refs.tsx'
import { useTarget } from '../lines/target.ts'
import { pathsRoute } from '../routes.ts'
import { TEAM } from '../words.ts'
import { Arcs } from './arcs.tsx'
import './paths.css'
import { Picture } from './picture.tsx'
import { Legend } from './strands.tsx'
import { answer, strandsOf, TEAM_STRAND } from './words.ts'

/** Below this the words in the picture would be too small to read. */
const WIDE = '(min-width: 1150px)'

export function PathsPage() {
  const { doc } = pathsRoute.useSearch()
  const { data, error, refetch } = usePaths()
  const overview = useOverview()
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false })
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data || !overview.data)
    return (
      <Frame chapter="Paths">
        <Head kind="Handbook" title="Career paths" answer="" phoneLines={[6, 0]} />
        <div aria-busy="true" style={{ minHeight: 1_300, paddingTop: 20 }}>
          <Bone width="100%" height={420} />
        </div>
      </Frame>
    )
  const strands = [...overview.data.sources, { id: TEAM_STRAND, title: TEAM }]
    .map(({ id, title }) => ({ id, title, steps: data.steps.filter((step) => strandsOf(step).includes(id)).length }))
    .filter(({ steps }) => steps > 0)
  return (
    <Frame chapter="Paths">
      <Head
        kind="Handbook"
        title="Career paths"
        actions={<CopyBook path="/paths" command={['paths']} />}
        answer={answer(data)}
      />
      <Legend strands={strands} doc={doc} />
      {isWide ? <Picture paths={data} doc={doc} /> : <Arcs paths={data} doc={doc} />}
      <Steps paths={data} doc={doc} />
      {data.notes.length > 0 && (
        <section aria-label="Notes">
          <h2>How the ladders were laid over each other</h2>
          <Lines lines={data.notes} checks={undefined} />
        </section>
      )}
    </Frame>
  )
}

function Steps({ paths: { rungs, steps }, doc }: { paths: Paths; doc: string | undefined }) {
  const rung = (id: string) => rungs.find((each) => each.id === id)!
  const shown = steps.filter((step) => !doc || strandsOf(step).includes(doc))
  return (
    <section aria-label="Steps">
      <h2>
        Steps <small className="num">{shown.length}</small>
      </h2>
      <table className="table steps">
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th>Documents that have it</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((step) => (
            <tr key={`${step.from}>${step.to}`}>
              <td>
                <Name rung={rung(step.from)} />
              </td>
              <td>
                <Name rung={rung(step.to)} />
              </td>
              <td>
                {step.source === 'team' ? <span className="chip team">{TEAM}</span> : <PlainRefs refs={step.refs} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Name = ({ rung: { name, role } }: { rung: Paths['rungs'][number] }) =>
  role ? <To to={`/handbook/roles/${role}`}>{name}</To> : <span>{name}</span>
