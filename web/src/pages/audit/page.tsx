/** The audit: the state of the log, when what happened, and who did it. */
import { useRef } from 'react'
import { Bone } from '../../parts/bone.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { pathOf } from '../../parts/link.tsx'
import { More } from '../../parts/more.tsx'
import { useNow } from '../../parts/now.ts'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { moveFocus } from '../track/move-focus.ts'
import { codeOf, exportUrl } from './as-code.ts'
import { useDays, useEvents, useStatus } from './asks.ts'
import './audit.css'
import { Filters } from './filters.tsx'
import { type AuditQuery, auditRoute } from './routes.ts'
import { Rows } from './rows.tsx'
import { StatusLine } from './status.tsx'
import { Strip } from './strip.tsx'
import { answer, TITLE } from './words.ts'

export function AuditPage() {
  const query = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const find = useRef<HTMLInputElement>(null)
  const now = useNow()
  const [status, days, events] = [useStatus(), useDays(), useEvents(query)]
  usePage(TITLE, [{ label: TITLE }])
  useKeys({
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
    '/': () => find.current?.focus(),
  })
  const change = (patch: Partial<AuditQuery>): void =>
    void navigate({
      search: (before) => ({ ...before, open: undefined, ...patch }),
      replace: true,
      resetScroll: false,
    })
  const { open: _, ...filter } = query
  const isFiltered = Object.values(filter).some(Boolean)
  if (status.error && !status.data) return <Problem error={status.error} retry={() => void status.refetch()} />
  const found = events.data?.pages.flatMap((page) => page.events)
  return (
    <>
      <Head
        kind="Workspace"
        title={TITLE}
        actions={
          <>
            <a className="button go" href={exportUrl({})} download>
              Export the log
            </a>
            <More
              doings={[
                ...(isFiltered && !query.group && !query.text
                  ? [{ label: 'Export what fits the filter', act: () => location.assign(exportUrl(query)) }]
                  : []),
                ...(isFiltered ? [{ label: 'Show everything', act: () => void navigate({ search: {} }) }] : []),
              ]}
              code={codeOf(query)}
            />
          </>
        }
        answer={status.data ? answer(status.data, days.data, Math.max(now, status.dataUpdatedAt)) : ''}
        phoneLines={[3, 0]}
      />
      {status.data ? (
        <StatusLine status={status.data} now={Math.max(now, status.dataUpdatedAt)} />
      ) : (
        <div aria-busy="true" className="audit-status-bone">
          <Bone width="60%" height={16} />
        </div>
      )}
      {days.data ? (
        <Strip
          days={days.data}
          since={query.since}
          until={query.until}
          group={query.group}
          choose={({ since, until }) => change({ since, until })}
          toGroup={(group) => pathOf('/audit', { ...filter, group, name: undefined })}
        />
      ) : (
        <div aria-busy="true" className="strip-bone">
          <Bone width="100%" height={120} />
        </div>
      )}
      <Filters query={query} change={change} find={find} />
      {events.error && !found ? (
        <Problem error={events.error} retry={() => void events.refetch()} />
      ) : found ? (
        <div className={events.isPlaceholderData ? 'is-old' : ''}>
          <Rows events={found} open={query.open} toggle={(open) => change({ open })} />
          {found.length === 0 && !events.hasNextPage && (
            <p className="answer-more">
              {isFiltered
                ? 'No event of this workspace fits all of this.'
                : 'Nothing has happened in this workspace yet. The first run, account or token will stand here.'}
            </p>
          )}
        </div>
      ) : (
        <div aria-busy="true" className="audit-bone">
          <Bone width="100%" height={400} />
        </div>
      )}
      {events.hasNextPage && (
        <p className="audit-next">
          <button
            type="button"
            className="button"
            disabled={events.isFetchingNextPage}
            onClick={() => void events.fetchNextPage()}
          >
            {found?.length ? 'Show older ones' : 'Nothing so far. Look further back'}
          </button>
        </p>
      )}
    </>
  )
}
