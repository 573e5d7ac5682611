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
import { useDays, useStatus } from './asks.ts'
import './audit.css'
import { Filters } from './filters.tsx'
import { Found } from './found.tsx'
import { Personal, usePersonal } from './personal.tsx'
import { type AuditQuery, auditRoute } from './routes.ts'
import { StatusLine } from './status.tsx'
import { Strip } from './strip.tsx'
import { answer, TITLE } from './words.ts'

export function AuditPage() {
  const query = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const find = useRef<HTMLInputElement>(null)
  const now = useNow()
  const [status, days, personal] = [useStatus(), useDays(), usePersonal()]
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
  return (
    <div className="audit">
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
      {days.error && !days.data ? (
        <Problem error={days.error} retry={() => void days.refetch()} />
      ) : days.data && personal.isSettled ? (
        <>
          <Strip
            days={days.data}
            since={query.since}
            until={query.until}
            group={query.group}
            choose={({ since, until }) => change({ since, until })}
            toGroup={(group) => pathOf('/audit', { ...filter, group, name: undefined })}
          />
          <Personal {...personal} />
          <Filters query={query} change={change} find={find} />
          <Found query={query} isFiltered={isFiltered} change={change} />
        </>
      ) : (
        <div aria-busy="true" className="audit-bone">
          <Bone width="100%" height={120} />
        </div>
      )}
    </div>
  )
}
