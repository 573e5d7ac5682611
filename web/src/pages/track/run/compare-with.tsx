/** Chooses the run to compare with: the likely ones first, any other by a part of its name. */
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { own } from '../../../../../src/features/track/contract/own.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatValue } from '../../../format/numbers.ts'
import { pathOf, useGo } from '../../../parts/link.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import { KEYS } from '../../../queries.ts'
import { directionOf, headlineOf } from '../headline.ts'
import { moveFocus } from '../move-focus.ts'
import type { Detail, Run } from './words.ts'

const SHOWN = 12

interface Choice {
  run: Run
  why: string
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The leader of the experiment, the one before, and the newest. */
async function likely({ run }: Detail, signal: AbortSignal): Promise<Choice[]> {
  const metric = headlineOf(Object.keys(run.metrics).sort())
  const direction = metric === undefined ? undefined : directionOf(metric)
  const search = (order_by: string[], limit: number, filter?: string) =>
    call(own.searchRuns, { experiment_ids: [run.experiment_id], order_by, limit, filter }, signal).then(({ runs }) =>
      runs.filter(({ run_id }) => run_id !== run.run_id),
    )
  const [leaders, before, newest] = await Promise.all([
    metric && direction
      ? search([`metrics.\`${metric}\` ${direction === 'down' ? 'ASC' : 'DESC'}`], 3, `metrics.\`${metric}\` < 1e308`)
      : [],
    run.started_at === null
      ? []
      : search(['attributes.start_time DESC'], 2, `attributes.start_time < ${run.started_at}`),
    search(['attributes.start_time DESC'], SHOWN + 1),
  ])
  const word = direction === 'down' ? 'lowest' : 'highest'
  const choices: Choice[] = [
    ...leaders.slice(0, 1).map((each) => ({
      run: each,
      why: `${word} ${middleCut(metric!, 24)}: ${formatValue(each.metrics[metric!]!.value)}`,
    })),
    ...before.slice(0, 1).map((each) => ({ run: each, why: 'the one before' })),
    ...newest.map((each) => ({ run: each, why: '' })),
  ]
  return choices.filter(({ run }, i) => choices.findIndex((other) => other.run.run_id === run.run_id) === i)
}

async function named({ run }: Detail, text: string, signal: AbortSignal): Promise<Choice[]> {
  const filter = `attributes.run_name ILIKE ${quoted(`%${text}%`)}`
  const { runs } = await call(
    own.searchRuns,
    { experiment_ids: [run.experiment_id], filter, order_by: ['attributes.start_time DESC'], limit: SHOWN + 1 },
    signal,
  )
  return runs.filter(({ run_id }) => run_id !== run.run_id).map((each) => ({ run: each, why: '' }))
}

export function CompareWith({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const go = useGo()
  useEffect(() => dialog.current?.showModal(), [])
  const { data, error } = useQuery({
    queryKey: [KEYS.experiment, detail.run.experiment_id, 'compare-with', detail.run.run_id, wanted],
    queryFn: ({ signal }) => (wanted ? named(detail, wanted, signal) : likely(detail, signal)),
    placeholderData: (before) => before,
  })
  const choose = (other: string): void => go(pathOf('/compare', { run: [detail.run.run_id, other] }))
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    moveFocus('.compare-choice', event.key === 'ArrowDown' ? 1 : -1)
  }
  const first = data?.[0]
  return (
    <dialog ref={dialog} className="compare-with" onClose={onClose} onKeyDown={onKey} aria-labelledby="compare-title">
      <h1 id="compare-title">Compare with</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (first) choose(first.run.run_id)
        }}
      >
        <input
          className="field"
          type="search"
          placeholder={`A run of ${middleCut(detail.experiment.name, 40)}, by its name`}
          aria-label="Find a run by its name"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
      <ul className="compare-choices" aria-busy={!data && !error}>
        {error && <li className="in-place-trouble">{error.message}</li>}
        {data?.length === 0 && (
          <li className="low">{wanted ? 'No run has this in its name.' : 'The experiment has no other run yet.'}</li>
        )}
        {data?.slice(0, SHOWN).map(({ run, why }) => (
          <li key={run.run_id}>
            <button type="button" className="compare-choice" onClick={() => choose(run.run_id)}>
              <span title={run.name}>{middleCut(run.name, 44)}</span>
              <StateChip state={run.state} />
              <small>{why || <Ago at={run.started_at} />}</small>
            </button>
          </li>
        ))}
      </ul>
      <form method="dialog" className="dialog-end">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  )
}
