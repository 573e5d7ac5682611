/** One line: what it says, where it comes from, what is done about it here, what else stands beside it. */

import { middleCut } from '../../../format/names.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyButton } from '../../../parts/copy.tsx'
import { Head } from '../../../parts/head.tsx'

import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { serverUrl } from '../../../place.ts'
import { CopyBook } from '../as-code.tsx'
import { useLine } from '../asks.ts'
import { CHAPTERS, TOPIC_PAGES } from '../chapters.ts'
import { Frame } from '../frame.tsx'
import { FigureRows } from '../lines/figure-rows.tsx'
import { DoItHere } from '../lines/here.tsx'
import { Refs } from '../lines/refs.tsx'
import { Trail } from '../lines/trail.tsx'
import { lineRoute } from '../routes.ts'
import { nameOfPage, refInWords } from '../words.ts'
import { Contradictions } from './contradictions.tsx'
import './line.css'

export function LinePage() {
  const { id } = lineRoute.useParams()
  const { data, error, refetch } = useLine(id)
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
  const { line, topic, title, role, href, sources, skill, figures, contradictions, check, also } = data
  const chapter = CHAPTERS.find(({ to }) => to === TOPIC_PAGES[topic])?.label ?? 'Overview'
  const checks = check && new Map([[check.id, check]])
  return (
    <Frame chapter={chapter} title={middleCut(line.text, 60)}>
      <Head
        kind={
          <>
            {title} · <To to={href}>read it where it stands</To>
          </>
        }
        title={<span className="line-said">{line.text}</span>}
        actions={
          <>
            <CopyButton text={`${serverUrl}/handbook/lines/${id}`} label="Copy link" className="button" />
            <CopyBook path={`/lines/${id}`} command={['line', id]} />
          </>
        }
        answer={said(line.refs, sources, role?.name)}
      />
      {line.here && (
        <section aria-label="Do it here" className="panel line-here">
          <DoItHere here={line.here} checks={checks} />
        </section>
      )}
      {sources.length > 0 && (
        <section aria-label="References">
          <h2>References</h2>
          <ul className="line-sources">
            {sources.map((source) => (
              <li key={source.id}>
                <b>{source.title}</b>
                <span className="refs">{line.refs.filter((ref) => ref.startsWith(source.id)).join(' ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {figures.length > 0 && (
        <section aria-label="Figures">
          <h2>
            Figures <small>word for word</small>
          </h2>
          <FigureRows figures={figures} />
        </section>
      )}
      <Contradictions contradictions={contradictions} />
      {skill && (
        <section aria-label="Skill">
          <h2>
            <To to={`/handbook/skills#${skill.id}`}>Skill: {skill.name}</To>
          </h2>
          <p>{skill.about}</p>
        </section>
      )}
      {also.length > 0 && (
        <section aria-label="From the same place">
          <h2>
            From the same place of a document <small className="num">{also.length}</small>
          </h2>
          <ul className="book-lines">
            {also.map((other) => (
              <li key={other.id} className="book-line">
                <div>
                  <small className="low">{other.title}</small>
                  <p>{other.text}</p>
                </div>
                <Refs id={other.id} refs={[]} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Trail
        stops={[
          ...sources.map(({ id, title }) => ({ label: `${id} ${title}` })),
          ...(role ? [{ label: role.name, to: `/handbook/roles/${role.id}` }] : [{ label: title, to: href }]),
          { label: id, here: true },
          ...(line.here?.href ? [{ label: nameOfPage(line.here.href), to: line.here.href }] : []),
        ]}
      />
    </Frame>
  )
}

function said(refs: string[], sources: { title: string }[], role: string | undefined): string {
  if (!refs.length) return 'Your team wrote this line; no document has it.'
  const of = role ? ` of the role ${role}` : ''
  if (refs.length === 1) return `One document says this${of}: “${sources[0]?.title}”, ${refInWords(refs[0]!)}.`
  return `${refs.length} places in ${sources.length === 1 ? 'one document' : `${sources.length} documents`} say this${of}.`
}
