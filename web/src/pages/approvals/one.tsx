/** One approval: what is asked, for what content, who said what, and the answer of the reader. */
import { useState } from 'react'
import { formatAbsolute } from '../../format/times.ts'
import { Bone } from '../../parts/bone.tsx'
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { Events } from '../../parts/events.tsx'
import { Head } from '../../parts/head.tsx'
import { To } from '../../parts/link.tsx'
import { More } from '../../parts/more.tsx'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Pairs, Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { serverUrl } from '../../place.ts'
import './approvals.css'
import { type Approval, useApproval, useDo } from './asks.ts'
import { approvalRoute } from './routes.ts'
import { aboutOf, answerOf, STATES, TITLE } from './words.ts'

export function ApprovalPage() {
  const { id } = approvalRoute.useParams()
  const { data: approval, error, refetch } = useApproval(Number(id))
  const title = approval?.title ?? `Approval ${id}`
  usePage(title, [{ label: TITLE, to: '/approvals' }, { label: title }])
  if (error && !approval) return <Problem error={error} retry={() => void refetch()} />
  const state = approval && STATES[approval.state]
  return (
    <>
      <Head
        kind={
          state ? (
            <span className={`chip ${state.tone}`}>
              <i aria-hidden="true">{state.shape}</i>
              {state.word}
            </span>
          ) : (
            'Approval'
          )
        }
        title={title}
        actions={<More doings={[]} code={codeOf(id)} />}
        answer={approval ? answerOf(approval) : ''}
      />
      {approval ? (
        <>
          {approval.state === 'open' && <Answering approval={approval} />}
          <Details approval={approval} />
          <Events node={{ kind: 'approval', id }} what="approval" />
        </>
      ) : (
        <div aria-busy="true" className="approvals-bone">
          <Bone width="100%" height={300} />
        </div>
      )}
    </>
  )
}

function codeOf(id: string): AsCode {
  const url = `${serverUrl}/api/v1/approvals/${id}`
  return {
    python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    approval = json.load(reply)["approval"]\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw approvals show ${shell(id)} --url ${shell(serverUrl)}\n`,
  }
}

function Answering({ approval: { id, may_answer, why_not, is_yours } }: { approval: Approval }) {
  const [reason, setReason] = useState('')
  const doing = useDo(id)
  const isReady = reason.trim() !== '' && !doing.isPending
  const decide = (answer: 'yes' | 'no'): void => doing.mutate({ answer, reason })
  return (
    <section className="panel approval-answer" aria-label="Your answer">
      {may_answer ? (
        <>
          <label htmlFor="reason">Why? It stands beside your answer for ever.</label>
          <textarea
            id="reason"
            className="field"
            rows={3}
            maxLength={2_000}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <div>
            <button type="button" className="button go" disabled={!isReady} onClick={() => decide('yes')}>
              Approve
            </button>
            <button type="button" className="button" disabled={!isReady} onClick={() => decide('no')}>
              Refuse
            </button>
          </div>
        </>
      ) : (
        <p>{why_not}</p>
      )}
      {is_yours && (
        <div>
          <button
            type="button"
            className="button small bare"
            disabled={doing.isPending}
            onClick={() => doing.mutate('withdraw')}
          >
            Withdraw the question
          </button>
        </div>
      )}
      {doing.error && (
        <p className="mistake" role="alert">
          {(doing.error as Error).message}
        </p>
      )}
    </section>
  )
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function Details({ approval }: { approval: Approval }) {
  const { why, content, digest, needed, four_eyes, right, asked_by, asked_at, expires_at, decisions } = approval
  const { text, to } = aboutOf(approval)
  const yes = `${needed}${four_eyes ? ', not of whoever asked' : ''}${right === 'approve' ? '' : `, with the right ${right}`}`
  return (
    <>
      <Section title="What is asked">
        <Pairs
          label="what is asked"
          none=""
          pairs={[
            { name: 'Why', value: <span className="approval-why">{why}</span> },
            { name: 'About', value: to ? <To to={to}>{text}</To> : text },
            {
              name: 'Asked by',
              value: (
                <>
                  {asked_by ?? 'whoever uses this server'}, <Ago at={asked_at} />
                </>
              ),
            },
            { name: 'Yes needed', value: yes },
            { name: 'Waits until', value: formatAbsolute(Number(expires_at)) },
            { name: 'Digest', value: <code title={digest}>{digest.slice(0, 16)}…</code> },
          ]}
        />
      </Section>
      <Section title="Content" note="an approval counts for exactly this">
        {Object.keys(content).length ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          <pre className="panel approval-content" tabIndex={0}>
            {JSON.stringify(content, plain, 2)}
          </pre>
        ) : (
          <p className="low">Nothing but what it is about.</p>
        )}
      </Section>
      <Section title="Answers" note={String(decisions.length)}>
        {decisions.length ? (
          <ol className="approvals">
            {decisions.map(({ account_id, account, answer, reason, at }) => (
              <li key={account_id}>
                <span className={`chip ${answer === 'yes' ? 'good' : 'bad'}`}>
                  <i aria-hidden="true">{answer === 'yes' ? '●' : '✕'}</i>
                  {answer}
                </span>
                <p>
                  {reason}{' '}
                  <span className="low">
                    {account ?? 'whoever uses this server'}, <Ago at={at} />
                  </span>
                </p>
              </li>
            ))}
          </ol>
        ) : (
          <p className="low">Nobody has answered yet.</p>
        )}
      </Section>
    </>
  )
}
