/** Emptying the trash: what that frees, what stays, and the button; while it lasts, how far it is. */
import { Ago } from '../../parts/time.tsx'
import { isUnderWay, type Sweep, usePlan } from './asks.ts'
import { AGES, type Age } from './routes.ts'
import { AGE_NAMES, freedOf, keptOf, outcomeOf, planOf, progressOf } from './words.ts'

interface Asked {
  age: Age
  isBusy: boolean
  onAge: (age: Age) => void
  onEmpty: () => void
  onClose: () => void
}

export function Emptying({ age, isBusy, onAge, onEmpty, onClose }: Asked) {
  const { data: plan, error } = usePlan(age, true)
  return (
    <section className="panel trash-empty" aria-label="Empty the trash">
      <label>
        Free{' '}
        <select className="field" value={age} onChange={({ target }) => onAge(Number(target.value) as Age)}>
          {AGES.map((each) => (
            <option key={each} value={each}>
              {AGE_NAMES[each]}
            </option>
          ))}
        </select>
      </label>
      <p role="status">{plan ? planOf(plan) : error ? (error as Error).message : 'Looking what that frees…'}</p>
      {plan && plan.kept_total > 0 && (
        <>
          <p>{keptOf(plan)}</p>
          <ul>
            {plan.kept.map(({ kind, id, needed_by }) => (
              <li key={`${kind} ${id}`}>
                {kind} <code>{id}</code>: {needed_by}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="trash-doings">
        <button type="button" className="button go" disabled={!plan || !freedOf(plan) || isBusy} onClick={onEmpty}>
          Free it for good
        </button>
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </section>
  )
}

export function Swept({ sweep }: { sweep: Sweep }) {
  if (isUnderWay(sweep)) {
    const done = sweep.experiments + sweep.runs + sweep.models
    const said = sweep.total ? progressOf(sweep) : 'The trash is being emptied.'
    return (
      <section className="panel trash-swept" aria-label="Under way">
        <span className="chip busy">
          <i aria-hidden="true">▸</i>
          being emptied
        </span>
        <span className="num">{said}</span>
        <progress aria-label={said} max={sweep.total || 1} value={Math.min(done, sweep.total)} />
      </section>
    )
  }
  return (
    <p className={sweep.error === null ? 'low trash-last' : 'problem trash-last'}>
      {outcomeOf(sweep)} <Ago at={sweep.ended_ms ?? sweep.asked_ms} />
    </p>
  )
}
