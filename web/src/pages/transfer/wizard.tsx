/** Moving in or following, step by step: the source, what of it, a dry run with its report, then the real thing. */
import { type FormEvent, useState } from 'react'
import { follows } from '../../../../src/features/transfer/contract/follows.ts'
import { imports } from '../../../../src/features/transfer/contract/imports.ts'
import { Problem } from '../../parts/problem.tsx'
import { type Import, isUnderWay, useDo } from './asks.ts'
import { type Asked, EMPTY, toFollow, toImport, type Way } from './draft.ts'
import { SourceFields, WhatFields } from './fields.tsx'
import { Progress } from './progress.tsx'
import { Report } from './report.tsx'
import { resultOf, WAYS } from './words.ts'

interface WizardOf {
  way: Way
  /** All imports, among them the dry run. */
  all: Import[]
  /** `id` of the import that began. */
  end: (id?: number) => void
}

const STEPS: Record<Way, string[]> = {
  move: ['The source', 'What to take', 'Dry run'],
  follow: ['The source', 'What to follow'],
}

export function Wizard({ way, all, end }: WizardOf) {
  const [step, setStep] = useState(0)
  const [draft, setDraft] = useState<Asked>(EMPTY)
  const [dryId, setDryId] = useState<number>()
  const create = useDo(imports.create)
  const follow = useDo(follows.create)
  const change = (next: Partial<Asked>): void => setDraft((before) => ({ ...before, ...next }))
  const steps = STEPS[way]
  const error = create.error ?? follow.error
  const isBusy = create.isPending || follow.isPending
  const to = (next: number): void => {
    create.reset()
    follow.reset()
    setStep(next)
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (step === 0) to(1)
    else if (way === 'follow') follow.mutate(toFollow(draft), { onSuccess: () => end() })
    else
      create.mutate(toImport(draft, true), {
        onSuccess: ({ import: view }) => {
          setDryId(view.id)
          to(2)
        },
      })
  }

  const dry = all.find(({ id }) => id === dryId)
  return (
    <section className="panel transfer-wizard" aria-label={WAYS[way].title}>
      <h2>{WAYS[way].title}</h2>
      <p className="low">{WAYS[way].text}</p>
      <ol className="transfer-steps" aria-label="Steps">
        {steps.map((name, i) => (
          <li key={name} {...(i === step && { 'aria-current': 'step' as const })}>
            {i + 1}. {name}
          </li>
        ))}
      </ol>
      {step < 2 ? (
        <form onSubmit={submit}>
          {step === 0 ? (
            <SourceFields way={way} draft={draft} change={change} />
          ) : (
            <WhatFields way={way} draft={draft} change={change} />
          )}
          {error && <Problem error={error} />}
          <div className="transfer-do">
            <button type="submit" className="button go" disabled={isBusy}>
              {step === 0 ? 'Next: what to take' : way === 'follow' ? 'Follow it' : 'Try it without writing'}
            </button>
            {step > 0 && (
              <button type="button" className="button" onClick={() => to(step - 1)}>
                Back
              </button>
            )}
            <button type="button" className="button bare" onClick={() => end()}>
              Cancel
            </button>
          </div>
        </form>
      ) : (
        <Tried
          view={dry}
          error={create.error}
          isBusy={isBusy}
          back={() => to(0)}
          move={() => create.mutate(toImport(draft, false), { onSuccess: ({ import: view }) => end(view.id) })}
          end={() => end()}
        />
      )}
    </section>
  )
}

interface TriedOf {
  view: Import | undefined
  error: Error | null
  isBusy: boolean
  back: () => void
  move: () => void
  end: () => void
}

function Tried({ view, error, isBusy, back, move, end }: TriedOf) {
  if (!view || isUnderWay(view))
    return view ? <Progress view={view} /> : <p className="low">The dry run begins in a moment.</p>
  const isGood = view.state === 'done'
  return (
    <>
      <p role="status">
        {isGood
          ? `${resultOf(view)} Nothing was written.`
          : (view.error ?? 'The dry run was ended before it was through.')}
      </p>
      {isGood && <Report view={view} />}
      {error && <Problem error={error} />}
      <div className="transfer-do">
        <button
          type="button"
          className="button go"
          disabled={!isGood || isBusy}
          // biome-ignore lint/a11y/noAutofocus: the dry run that was asked for is through, and this is what comes next
          autoFocus={isGood}
          onClick={move}
        >
          Move it in
        </button>
        <button type="button" className="button" onClick={back}>
          Change what is taken
        </button>
        <button type="button" className="button bare" onClick={end}>
          Leave it
        </button>
      </div>
    </>
  )
}
