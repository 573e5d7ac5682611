/** What happened to a node: when, what, by whom. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { activity } from '../../../src/features/activity/contract.ts'
import type { Reply } from '../../../src/lib/contract.ts'
import { call } from '../api.ts'
import { KEYS } from '../queries.ts'
import { BoneRows } from './bone.tsx'
import { predicateOf } from './event-words.ts'
import type { Ref } from './nodes.ts'
import { Section } from './section.tsx'
import { Ago } from './time.tsx'
import { Unknown } from './unknown.tsx'

type Event = Reply<typeof activity.list>['events'][number]

const PAGE = 50
const NOBODY = 'this server has no accounts, or the server itself did it'

export function Events({ node, what }: { node: Ref; what: string }) {
  const query = useInfiniteQuery({
    queryKey: [KEYS.events, node.kind, node.id],
    queryFn: ({ signal, pageParam }) =>
      call(activity.list, { subject_kind: node.kind, subject_id: node.id, after: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    // The log goes on for others: a page that is not full is the last one of this node.
    getNextPageParam: ({ events, next_after }) => (events.length === PAGE ? next_after : undefined),
  })
  const events = query.data?.pages.flatMap((page) => page.events)
  return (
    <Section title="Events" id="events">
      {query.isError && !events ? (
        <p className="low">{(query.error as Error).message}</p>
      ) : events?.length === 0 ? (
        <p className="low">Nothing was recorded of it yet.</p>
      ) : (
        <table className="table dense events">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody {...(!events && { 'aria-busy': true })}>
            {events ? (
              events.map((event) => <Row key={event.seq} event={event} what={what} />)
            ) : (
              <BoneRows rows={2} columns={3} />
            )}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <button type="button" className="button small bare more" onClick={() => void query.fetchNextPage()}>
          Show later ones
        </button>
      )}
    </Section>
  )
}

const Row = ({ event: { at, name, account, details }, what }: { event: Event; what: string }) => (
  <tr>
    <td>
      <Ago at={at} />
    </td>
    <td>
      The {what} {predicateOf(name, details)}
      {name.endsWith('.renamed') && typeof details?.from === 'string' && (
        <>
          {' '}
          from <b>{details.from}</b>
          {typeof details.name === 'string' && (
            <>
              {' '}
              to <b>{details.name}</b>
            </>
          )}
        </>
      )}
      .
    </td>
    <td>{account ?? <Unknown why={NOBODY} />}</td>
  </tr>
)
