/** The events that fit the filter, page by page. */
import { Bone } from '../../parts/bone.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useEvents } from './asks.ts'
import type { AuditQuery } from './routes.ts'
import { Rows } from './rows.tsx'

interface Props {
  query: AuditQuery
  isFiltered: boolean
  change: (patch: Partial<AuditQuery>) => void
}

const NONE_FITS = 'No event of this workspace fits all of this.'
const NONE = 'Nothing has happened in this workspace yet. The first run, account or token will stand here.'

export function Found({ query, isFiltered, change }: Props) {
  const events = useEvents(query)
  const found = events.data?.pages.flatMap((page) => page.events)
  if (events.error && !found) return <Problem error={events.error} retry={() => void events.refetch()} />
  if (!found)
    return (
      <div aria-busy="true" className="audit-bone">
        <Bone width="100%" height={400} />
      </div>
    )
  return (
    <>
      <div className={events.isPlaceholderData ? 'is-old' : ''}>
        <Rows events={found} open={query.open} toggle={(open) => change({ open })} />
        {found.length === 0 && !events.hasNextPage && <p className="answer-more">{isFiltered ? NONE_FITS : NONE}</p>}
      </div>
      {events.hasNextPage && (
        <p className="audit-next">
          <button
            type="button"
            className="button"
            disabled={events.isFetchingNextPage}
            onClick={() => void events.fetchNextPage()}
          >
            {found.length ? 'Show older ones' : 'Nothing so far. Look further back'}
          </button>
        </p>
      )}
    </>
  )
}
