/** Imports and follows with their state, and what can be done about each. */
import { useState } from 'react'
import { follows } from '../../../../src/features/transfer/contract/follows.ts'
import { imports } from '../../../../src/features/transfer/contract/imports.ts'
import { middleCut } from '../../format/names.ts'
import { counted, formatCount, formatDuration } from '../../format/numbers.ts'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { Asked } from '../access/asked.tsx'
import { type Follow, type Import, isUnderWay, useDo } from './asks.ts'
import { Report } from './report.tsx'
import { amountOf, FOLLOW_STATES, lasted, resultOf, STATES } from './words.ts'

const Chip = ({ shape, tone, word }: { shape: string; tone: string; word: string }) => (
  <span className={`chip ${tone}`}>
    <i aria-hidden="true">{shape}</i>
    {word}
  </span>
)

interface ImportsOf {
  all: Import[]
  open: string | undefined
  toggle: (id: number) => void
}

export function Imports({ all, open, toggle }: ImportsOf) {
  return (
    <Section title="Taken in" id="imports" note={all.length ? formatCount(all.length) : undefined}>
      {all.length === 0 ? (
        <p className="low">Nothing yet.</p>
      ) : (
        <ol className="transfer-rows">
          {all.map((view) => (
            <ImportRow key={view.id} view={view} isOpen={open === String(view.id)} toggle={() => toggle(view.id)} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function ImportRow({ view, isOpen, toggle }: { view: Import; isOpen: boolean; toggle: () => void }) {
  const { id, place, kind, dry_run, state, asked_ms, error } = view
  const resume = useDo(imports.resume)
  const mark = STATES[state]
  const time = lasted(view)
  return (
    <li className="panel">
      <div className="transfer-head">
        <Chip {...mark} />
        <h3 title={place}>{middleCut(place, 60)}</h3>
        {dry_run && <span className="chip">dry run</span>}
        <span className="low">
          {kind} · <Ago at={asked_ms} />
          {time && ` · in ${time}`}
        </span>
        <span className="transfer-do">
          {(state === 'failed' || state === 'cancelled') && !dry_run && (
            <button
              type="button"
              className="button small"
              disabled={resume.isPending}
              onClick={() => resume.mutate({ id })}
            >
              Go on with it
            </button>
          )}
          <button
            type="button"
            className="button small bare"
            data-row=""
            aria-expanded={isOpen}
            aria-label={`Report of import ${id}`}
            onClick={toggle}
          >
            Report
          </button>
        </span>
      </div>
      <p>
        {isUnderWay(view) ? 'It is under way; the report grows with it.' : state === 'failed' ? error : resultOf(view)}
      </p>
      {resume.error && (
        <p className="mistake" role="alert">
          {resume.error.message}
        </p>
      )}
      {isOpen && <Report view={state === 'failed' ? { ...view, error: null } : view} />}
    </li>
  )
}

export function Follows({ all }: { all: Follow[] }) {
  if (!all.length) return null
  return (
    <Section title="Followed" id="follows" note={formatCount(all.length)}>
      <ol className="transfer-rows">
        {all.map((follow) => (
          <FollowRow key={follow.name} follow={follow} />
        ))}
      </ol>
    </Section>
  )
}

function FollowRow({ follow }: { follow: Follow }) {
  const { name, place, state, every, experiments, copy_files, behind_ms, seen_ms, error, counts } = follow
  const [pause, resume, stop] = [useDo(follows.pause), useDo(follows.resume), useDo(follows.stop)]
  const [asks, setAsks] = useState(false)
  const failed = pause.error ?? resume.error
  const isBusy = pause.isPending || resume.isPending
  const shown = Object.entries(counts).filter(([, n]) => Number(n) > 0)
  return (
    <li className="panel">
      <div className="transfer-head">
        <Chip {...FOLLOW_STATES[state]} />
        <h3>{name}</h3>
        <code title={place}>{middleCut(place, 60)}</code>
        <span className="transfer-do">
          <button
            type="button"
            className="button small"
            disabled={isBusy}
            onClick={() => (state === 'paused' ? resume : pause).mutate({ name })}
          >
            {state === 'paused' ? 'Go on following' : 'Pause'}
          </button>
          <button type="button" className="button small bare" aria-expanded={asks} onClick={() => setAsks(!asks)}>
            Stop following
          </button>
        </span>
      </div>
      <p>
        {shown.length
          ? `${shown.map(([kind, n]) => amountOf(kind, Number(n))).join(', ')} so far. `
          : 'Nothing was there so far. '}
        <span className="low">
          Looked at every {counted(every, 'second')}
          {experiments && `, only ${experiments.map((each) => middleCut(each, 30)).join(', ')}`}
          {copy_files ? '; files are copied' : '; files are read there'}
          {seen_ms === null ? '; it has not answered yet' : ''}
          {behind_ms !== null && `; at most ${formatDuration(Number(behind_ms))} behind`}.
        </span>
      </p>
      {error !== null && <p className="mistake">{error}</p>}
      {failed && (
        <p className="mistake" role="alert">
          {failed.message}
        </p>
      )}
      {asks && (
        <Asked
          question={`${name} is asked no more. What came from there stays, and can be changed here from then on.`}
          verb={`Stop following ${name}`}
          keep="Go on following it"
          isPending={stop.isPending}
          error={stop.error}
          act={() => stop.mutate({ name })}
          end={() => setAsks(false)}
        />
      )}
    </li>
  )
}
