/** The first page of the handbook: what is in it, where to begin, and a search over every line. */
import { useEffect, useRef } from 'react'
import { TOPICS } from '../../../../../src/features/handbook/contract/shapes.ts'
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { type Figure, useChecks, useFigures, useMissing, useOverview, useRoles } from '../asks.ts'
import { TOPIC_PAGES } from '../chapters.ts'
import { Frame } from '../frame.tsx'
import { Lines } from '../lines/line.tsx'
import { Refs } from '../lines/refs.tsx'
import { overviewRoute } from '../routes.ts'
import { Found } from './found.tsx'
import { MainRoles } from './main-roles.tsx'
import './overview.css'
import { answer, EVERYWHERE, evidenceOf, FIND, FIND_EXAMPLE, KIND, type Overview, TITLE } from './words.ts'

export function OverviewPage() {
  const { q, topic } = overviewRoute.useSearch()
  const navigate = overviewRoute.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const { data, error, refetch } = useOverview()
  const checks = useChecks()
  useKeys({ '/': () => field.current?.focus() })
  useEffect(() => {
    // Somebody who types is ahead of the address; a link or the back button is not.
    const input = field.current
    if (input && document.activeElement !== input) input.value = q ?? ''
  }, [q])
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const ask = (search: { q?: string; topic?: string }): void =>
    void navigate({ search, replace: true, resetScroll: false })
  const topics = data ? data.topics.filter(({ count }) => count > 0) : []
  return (
    <Frame chapter="Overview">
      <Head
        kind={KIND}
        title={TITLE}
        answer={data ? answer(data) : ''}
        more={checks ? evidenceOf([...checks.values()]) : '\u00a0'}
        phoneLines={[2, 2]}
      />
      <search className="book-find">
        <input
          ref={field}
          type="search"
          className="field"
          placeholder={FIND_EXAMPLE}
          aria-label={FIND}
          defaultValue={q}
          onChange={({ target }) => ask({ q: target.value || undefined, topic })}
        />
        <select
          className="field"
          aria-label="Search in"
          value={topic ?? ''}
          onChange={({ target }) => ask({ q, topic: target.value || undefined })}
        >
          <option value="">{EVERYWHERE}</option>
          {topics.map(({ id, title }) => (
            <option key={id} value={id}>
              in {title.toLowerCase()}
            </option>
          ))}
        </select>
      </search>
      {q?.trim() ? (
        <Found q={q} topic={TOPICS.find((each) => each === topic)} titles={topics} />
      ) : data ? (
        <Contents overview={data} />
      ) : (
        <div className="main-roles" aria-busy="true" style={{ minHeight: 900 }}>
          {[0, 1, 2, 3, 4].map((i) => (
            <Bone key={i} width="100%" height={132} />
          ))}
        </div>
      )}
    </Frame>
  )
}

function Contents({ overview: { topics, sources } }: { overview: Overview }) {
  const roles = useRoles()
  const missing = useMissing()
  const dates = useFigures({ group: 'date' })
  const most = Math.max(...sources.map(({ lines }) => lines))
  if (!roles.data || !missing.data || !dates.data) return <div aria-busy="true" style={{ minHeight: 900 }} />
  return (
    <>
      <MainRoles roles={roles.data.roles} />
      <section aria-label="Topics">
        <h2>Topics</h2>
        <ul className="topics">
          {topics
            .filter(({ count, id }) => count > 0 && id !== 'missing')
            .map(({ id, title, about, count }) => (
              <li key={id}>
                <To to={TOPIC_PAGES[id]}>
                  <b>{title}</b>
                  <span className="num">{count}</span>
                  <small>{about}</small>
                </To>
              </li>
            ))}
        </ul>
      </section>
      <div className="book-pair">
        <section aria-label="The documents">
          <h2>The documents</h2>
          <ul className="documents">
            {sources.map(({ id, title, about, lines }) => (
              <li key={id}>
                <code>{id}</code>
                <div>
                  <b>{title}</b>
                  <small>{about}</small>
                  <div className="document-share">
                    <span style={{ width: `${(82 * lines) / most}%` }} />
                    <span className="num low">{lines} lines cite it</span>
                  </div>
                  <Dates figures={dates.data.figures.filter(({ ref }) => ref.startsWith(id))} />
                </div>
              </li>
            ))}
          </ul>
        </section>
        <section aria-label="What the documents do not give">
          <h2>What the documents do not give</h2>
          <Lines lines={missing.data.missing} checks={undefined} />
        </section>
      </div>
    </>
  )
}

/** How old a document's figures are, as it says itself. */
const Dates = ({ figures }: { figures: Figure[] }) => (
  <ul className="document-dates">
    {figures.map(({ id, label, value, ref }) => (
      <li key={id}>
        {label}: {value} <Refs id={id} refs={[ref]} />
      </li>
    ))}
  </ul>
)
