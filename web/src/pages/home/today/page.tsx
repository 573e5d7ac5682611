/** The first page: what needs the reader, what changed since they looked, what is running. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { access } from '../../../../../src/features/access/contract/accounts.ts'
import { home } from '../../../../../src/features/home/contract.ts'
import type { Row, Section } from '../../../../../src/lib/card.ts'
import { call } from '../../../api.ts'
import { onLive } from '../../../live.ts'
import { Head } from '../../../parts/head.tsx'
import { useHere } from '../../../parts/here.ts'
import { useKeys } from '../../../parts/keys.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import { useNow } from '../../../parts/now.ts'
import { usePage } from '../../../parts/page.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { atMost } from '../../../queries.ts'
import { moveFocus } from '../../track/move-focus.ts'
import { SPANS, type Span, todayRoute } from '../routes.ts'
import { roleOf } from '../welcome/words.ts'
import { look } from './looked.ts'
import { orderFor } from './order.ts'
import { RowsToCome, SectionOfRows } from './rows.tsx'
import './today.css'
import { DEMO_COMES, dayOf, greeting, quiet, SPAN_WORDS, since, TITLE } from './words.ts'

const Welcome = lazy(() => import('../welcome/welcome.tsx').then(({ Welcome }) => ({ default: Welcome })))

const REFRESH_MS = 2_000
const DAY_MS = 86_400_000

export function TodayPage() {
  const { step, span = 'looked' } = todayRoute.useSearch()
  const here = useHere()
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => call(access.me, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [looked] = useState(() => look(Date.now()))
  // Bound when the page opens: a moving "since" would make rows come and go by themselves.
  const from = useMemo(() => fromOf(span, looked), [span, looked])
  const query = useToday(from)
  const now = useNow()
  usePage(TITLE, [{ label: TITLE }])
  useKeys({ j: () => moveFocus('[data-row]', 1), k: () => moveFocus('[data-row]', -1) })

  if (query.isError && !query.data) return <Problem error={query.error} retry={() => void query.refetch()} />
  const { data } = query
  const choice = here.data?.answers_for
  if (!step && data?.is_empty && here.data?.workspace.is_demo) return <DemoComes />
  if (step || (data?.is_empty && here.data))
    return (
      <Suspense fallback={null}>
        <Welcome
          step={step ?? (choice === null ? 'role' : 'doors')}
          choice={choice ?? null}
          isEmpty={data?.is_empty ?? false}
        />
      </Suspense>
    )
  const rows = data?.is_empty ? undefined : data?.rows
  const [first, second, third] = orderFor(choice) as [Section, Section, Section]
  const of = (section: Section, all: Row[]) => ({
    section,
    rows: all.filter((row) => row.section === section),
    ...(section === 'changed' && { note: <Spans span={span} from={data?.since} now={now} /> }),
  })
  return (
    <>
      <Head
        kind={dayOf(now)}
        title={greeting(new Date(now), me.data?.account)}
        answer={rows && data ? data.sentence || quiet(Number(data.since), now) : ''}
        phoneLines={[4, 0]}
      />
      {rows ? (
        <>
          <SectionOfRows {...of(first, rows)} />
          <div className="today-pair">
            <SectionOfRows {...of(second, rows)} />
            <SectionOfRows {...of(third, rows)} />
          </div>
          <p className="today-role">
            {choice && choice !== 'none' ? (
              <>
                Ordered for a reader who is {roleOf(choice).a} {roleOf(choice).name}.{' '}
                <To to={pathOf('/', { step: 'role' })}>Change</To>
              </>
            ) : here.data ? (
              <To to={pathOf('/', { step: 'role' })}>What do you answer for? It orders this page.</To>
            ) : (
              '\u00a0'
            )}
          </p>
        </>
      ) : (
        <RowsToCome />
      )}
    </>
  )
}

/** For the second or two before its first runs are there. */
const DemoComes = () => (
  <>
    <Head kind="Demo" title="The demo is being made" answer={DEMO_COMES} />
    <RowsToCome />
  </>
)

const fromOf = (span: Span, looked: number): number =>
  span === 'looked' ? looked : Date.now() - (span === 'day' ? 1 : 7) * DAY_MS

function useToday(from: number) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['today', from],
    queryFn: ({ signal }) => call(home.today, { since: from }, signal),
    placeholderData: (before) => before,
  })
  useEffect(() => {
    const soon = atMost(REFRESH_MS, () => void client.invalidateQueries({ queryKey: ['today'] }))
    return onLive(soon)
  }, [client])
  return query
}

function Spans({ span, from, now }: { span: Span; from: number | bigint | undefined; now: number }) {
  return (
    <small className="today-spans">
      {SPANS.map((each) => (
        <To
          key={each}
          to={pathOf('/', { span: each === 'looked' ? undefined : each })}
          {...(each === span && { 'aria-current': 'true' as const })}
          {...(each === span && from !== undefined && { title: since(Number(from), now) })}
        >
          {SPAN_WORDS[each]}
        </To>
      ))}
    </small>
  )
}
