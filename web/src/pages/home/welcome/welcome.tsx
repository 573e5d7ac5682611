/** The first start: what the reader answers for, then three doors. */
import { useMutation } from '@tanstack/react-query'
import { ANSWERS_FOR, type AnswersFor, workspaces } from '../../../../../src/features/access/contract/workspaces.ts'
import { home } from '../../../../../src/features/home/contract.ts'
import { call } from '../../../api.ts'
import { useChoose, useWorkspaces } from '../../../parts/here.ts'
import { pathOf, To, useGo } from '../../../parts/link.tsx'
import { useMay } from '../../../parts/may.ts'
import { Bell } from '../../../parts/rail.tsx'
import { Snippets, WaitingForRun } from '../../../parts/snippets.tsx'
import { urlOfWorkspace } from '../../../place.ts'
import './welcome.css'
import { DOORS, DOORS_TITLE, QUESTION, QUESTION_MORE, type ROLES, roleOf, SKIP } from './words.ts'

interface Welcome {
  step: 'role' | 'doors'
  choice: AnswersFor | null
  isEmpty: boolean
}

export function Welcome({ step, choice, isEmpty }: Welcome) {
  return (
    <div className="welcome">
      <Bell size={28} />
      {step === 'role' ? <Question choice={choice} isEmpty={isEmpty} /> : <Doors choice={choice} isEmpty={isEmpty} />}
    </div>
  )
}

type RoleId = keyof typeof ROLES
const IDS = ANSWERS_FOR.filter((id): id is RoleId => id !== 'none')

function Question({ choice, isEmpty }: Omit<Welcome, 'step'>) {
  const choose = useChoose()
  const go = useGo()
  const pick = (id: AnswersFor): void =>
    choose.mutate(id, { onSuccess: () => go(isEmpty ? pathOf('/', { step: 'doors' }) : '/') })
  return (
    <>
      <h1>{QUESTION}</h1>
      <p className="answer-more">{QUESTION_MORE}</p>
      <ul className="welcome-roles">
        {IDS.map((id) => (
          <li key={id}>
            <button type="button" onClick={() => pick(id)} {...(choice === id && { 'aria-current': 'true' as const })}>
              <b>{roleOf(id).name}</b>
              <span>{roleOf(id).asks}</span>
            </button>
          </li>
        ))}
      </ul>
      {choose.error && (
        <p className="mistake" role="alert">
          {(choose.error as Error).message}
        </p>
      )}
      <button type="button" className="button bare" onClick={() => pick('none')}>
        {SKIP}
      </button>
    </>
  )
}

function Doors({ choice, isEmpty }: Omit<Welcome, 'step'>) {
  const mayBring = useMay('admin')
  return (
    <>
      <h1>{DOORS_TITLE}</h1>
      <p className="answer-more">
        {choice && choice !== 'none' ? `You are ${roleOf(choice).a} ${roleOf(choice).name}. ` : ''}
        <To to={pathOf('/', { step: 'role' })}>{choice === null ? QUESTION : 'Change what you answer for'}</To>
      </p>
      <div className="welcome-doors">
        <DemoDoor />
        <section className="panel door">
          <h2>{DOORS.follow.title}</h2>
          <p>{DOORS.follow.text}</p>
          {mayBring ? (
            <p className="door-ways">
              <To to="/transfer?new=move" className="button go">
                Move in
              </To>{' '}
              <To to="/transfer?new=follow" className="button">
                Follow it
              </To>
            </p>
          ) : (
            <p className="low">An admin of this workspace can do it.</p>
          )}
        </section>
        <section className="panel door wide-door">
          <h2>{DOORS.connect.title}</h2>
          <p>{DOORS.connect.text}</p>
          <Snippets />
          {isEmpty && <WaitingForRun />}
        </section>
      </div>
    </>
  )
}

function DemoDoor() {
  const { data } = useWorkspaces()
  const mayMake = useMay('install')
  const demo = data?.workspaces.find(({ is_demo }) => is_demo)
  const load = useMutation({
    mutationFn: () => call(home.loadDemo, {}),
    onSuccess: async () => location.assign(urlOfWorkspace(await opened())),
  })
  return (
    <section className="panel door">
      <h2>{DOORS.demo.title}</h2>
      <p>{DOORS.demo.text}</p>
      {demo && !load.isPending ? (
        <a className="button go" href={urlOfWorkspace(demo.name)}>
          Open the demo
        </a>
      ) : mayMake ? (
        <button type="button" className="button go" disabled={load.isPending} onClick={() => load.mutate()}>
          {load.isPending ? 'Making it…' : 'Make the demo'}
        </button>
      ) : (
        <p className="low">An owner of the installation can make it.</p>
      )}
      {load.error && (
        <p className="mistake" role="alert">
          {(load.error as Error).message}
        </p>
      )}
    </section>
  )
}

const TRY_EVERY_MS = 300
const TRIES = 60

/** The demo's workspace, once it is there. */
async function opened(): Promise<string> {
  for (let i = 0; i < TRIES; i++) {
    const { workspaces: all } = await call(workspaces.list, {})
    const demo = all.find(({ is_demo }) => is_demo)
    if (demo) return demo.name
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS))
  }
  throw new Error('The demo did not begin. The log of the server says why.')
}
