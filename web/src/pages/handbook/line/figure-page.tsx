/** One figure: its value word for word, where it stands, what contradicts it, what rests on it. */
import { Bone } from '../../../parts/bone.tsx'
import { CopyButton } from '../../../parts/copy.tsx'
import { Head } from '../../../parts/head.tsx'

import { Problem } from '../../../parts/problem.tsx'
import { CopyBook } from '../as-code.tsx'
import { type Figure, useFigure } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Lines } from '../lines/line.tsx'
import { Trail } from '../lines/trail.tsx'
import { figureRoute } from '../routes.ts'
import { inWords, refInWords } from '../words.ts'
import { Contradictions } from './contradictions.tsx'
import './line.css'

const CHAPTER: Record<Figure['group'], string> = {
  pay: 'Salaries',
  market: 'Trends',
  experience: 'Roles',
  date: 'Overview',
}

/** What the document says beside the value, as it names it. */
const factsOf = (figure: Figure): [string, string][] =>
  (
    [
      ['Role', figure.role],
      ['Level', figure.level],
      ['Experience', figure.experience],
      ['Performance', figure.performance],
      ['Place', figure.places.join('; ')],
      ['Company', figure.companies.join('; ')],
      ['Sector', figure.sectors.join('; ')],
      ['Component', figure.component],
      ['Period', figure.period],
      ['Publisher', figure.publisher],
      ['Note', figure.note],
    ] as [string, string | undefined][]
  ).filter((fact): fact is [string, string] => Boolean(fact[1]))

function answer({ ref, years_old, year, dated_by, implausible, advert }: Figure, title: string): string {
  const age =
    year === undefined
      ? 'The document gives no year for it.'
      : `It is from ${year}${dated_by ? `, as ${dated_by} says,` : ''} and so ${inWords(years_old ?? 0, 'year')} old.`
  const kind = advert ? 'It stands in a job advert. ' : ''
  const flag = implausible ? 'It cannot be meant as it stands: it is shown, but counts nowhere. ' : ''
  return `One source: “${title}”, ${refInWords(ref)}. ${kind}${flag}${age}`
}

export function FigurePage() {
  const { id } = figureRoute.useParams()
  const { data, error, refetch } = useFigure(id)
  if (error && !data)
    return (
      <Frame chapter="Overview" title={id}>
        <Problem error={error} retry={() => void refetch()} />
      </Frame>
    )
  if (!data)
    return (
      <Frame chapter="Overview" title={id}>
        <Head kind={'\u00a0'} title={<Bone width={420} height={28} />} answer="" phoneLines={[3, 0]} />
        <div aria-busy="true" style={{ minHeight: 600 }} />
      </Frame>
    )
  const { figure, source, contradictions, lines, dates } = data
  const facts = factsOf(figure)
  return (
    <Frame chapter={CHAPTER[figure.group]} title={figure.label}>
      <Head
        kind={
          <>
            {figure.label} · <code>{figure.id}</code>
          </>
        }
        title={<span className="line-said num">{figure.value}</span>}
        actions={
          <>
            <CopyButton
              text={`${figure.value} (${figure.label}, ${figure.ref})`}
              label="Copy figure"
              className="button"
            />
            <CopyBook path={`/figures/${id}`} command={['figure', id]} />
          </>
        }
        answer={answer(figure, source.title)}
      />
      {facts.length > 0 && (
        <section aria-label="What it depends on">
          <h2>
            What it depends on <small>as the document names it</small>
          </h2>
          <table className="table pairs facts-of-figure">
            <tbody>
              {facts.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Contradictions contradictions={contradictions} />
      {lines.length > 0 && (
        <section aria-label="Lines that rest on it">
          <h2>Lines that rest on it</h2>
          <Lines lines={lines} checks={undefined} />
        </section>
      )}
      {dates.length > 0 && (
        <p className="why">
          It dates {inWords(dates.length, 'other figure')}: {dates.join(', ')}.
        </p>
      )}
      <Trail
        stops={[
          { label: `${source.id} ${source.title}` },
          { label: figure.ref },
          { label: figure.id, here: true },
          ...lines.map((line) => ({ label: line.id, to: `/handbook/lines/${line.id}` })),
        ]}
      />
    </Frame>
  )
}
