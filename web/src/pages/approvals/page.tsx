/** All approvals of the workspace: those that wait for the reader first. */
import { middleCut } from '../../format/names.ts'
import { Bone } from '../../parts/bone.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { To } from '../../parts/link.tsx'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { moveFocus } from '../track/move-focus.ts'
import './approvals.css'
import { type Approval, useApprovals } from './asks.ts'
import { aboutOf, answer, NOTHING, STATES, TITLE, whose } from './words.ts'

export function ApprovalsPage() {
  const { data, error, refetch } = useApprovals()
  usePage(TITLE, [{ label: TITLE }])
  useKeys({ j: () => moveFocus('[data-row]', 1), k: () => moveFocus('[data-row]', -1) })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const open = data?.filter(({ state }) => state === 'open') ?? []
  const parts: [string, Approval[]][] = [
    ['For you', open.filter(({ may_answer }) => may_answer)],
    ['For others', open.filter(({ may_answer }) => !may_answer)],
    ['Settled', data?.filter(({ state }) => state !== 'open') ?? []],
  ]
  return (
    <>
      <Head kind="Workspace" title={TITLE} answer={data ? answer(data) : ''} />
      {data ? (
        parts.map(([title, some]) => some.length > 0 && <Part key={title} title={title} approvals={some} />)
      ) : (
        <div aria-busy="true" className="approvals-bone">
          <Bone width="100%" height={200} />
        </div>
      )}
      {data?.length === 0 && <p className="answer-more">{NOTHING}</p>}
    </>
  )
}

const Part = ({ title, approvals }: { title: string; approvals: Approval[] }) => (
  <Section title={title} note={String(approvals.length)}>
    <ul className="approvals">
      {approvals.map((approval) => (
        <Line key={approval.id} approval={approval} />
      ))}
    </ul>
  </Section>
)

function Line({ approval }: { approval: Approval }) {
  const { id, state, title, asked_at } = approval
  const { shape, tone, word } = STATES[state]
  return (
    <li>
      <span className={`chip ${tone}`}>
        <i aria-hidden="true">{shape}</i>
        {word}
      </span>
      <p>
        <To to={`/approvals/${id}`} data-row="" title={title}>
          {middleCut(title, 80)}
        </To>{' '}
        <span className="low">
          {aboutOf(approval).text} · {whose(approval)} · <Ago at={asked_at} />
        </span>
      </p>
    </li>
  )
}
