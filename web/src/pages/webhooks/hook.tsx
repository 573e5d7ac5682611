/** One program that is told: what of, how it went, and what can be done about it. */
import { useState } from 'react'
import { webhooks } from '../../../../src/features/webhooks/contract.ts'
import { Bone } from '../../parts/bone.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/time.tsx'
import { useDeliveries, useDo, type Webhook } from './asks.ts'
import { Deliveries } from './deliveries.tsx'
import { Secret } from './secret.tsx'
import { Strip } from './strip.tsx'
import { stateOf } from './words.ts'

interface Props {
  hook: Webhook
  isOpen: boolean
  toggle: () => void
}

/** What takes something away is asked for once more, where it was asked for. */
const SURE = {
  renew: { ask: 'The secret before signs nothing any more.', yes: 'Make another secret' },
  remove: { ask: 'What is known of its deliveries goes with it.', yes: 'Remove it' },
}

export function Hook({ hook, isOpen, toggle }: Props) {
  const { id, name, url, form, events, stopped, last, waiting } = hook
  const [asks, setAsks] = useState<keyof typeof SURE>()
  const [test, change, renew, remove] = [
    useDo(webhooks.test),
    useDo(webhooks.change),
    useDo(webhooks.renew),
    useDo(webhooks.delete),
  ]
  const deliveries = useDeliveries(id)
  const rows = deliveries.data?.pages.flatMap((page) => page.deliveries)
  const { shape, tone, word } = stateOf(hook)
  const error = test.error ?? change.error ?? renew.error ?? remove.error ?? deliveries.error
  const sure = (): void => {
    if (asks === 'renew') renew.mutate({ id })
    else remove.mutate({ id })
    setAsks(undefined)
  }
  return (
    <li className="panel hook">
      <div className="hook-head">
        <h2>{name}</h2>
        <span className={`chip ${tone}`}>
          <i aria-hidden="true">{shape}</i>
          {word}
        </span>
        <code title={url}>{url}</code>
      </div>
      <p className="low">
        Told of {events.includes('*') ? 'everything' : events.join(', ')}
        {form === 'mlflow' && ' · as MLflow’s server tells it, made by its client'}
        {stopped !== null && ` · stopped: ${stopped}`}
        {last && (
          <>
            {' · '}
            {last.error ?? `${last.status} after ${last.took_ms} ms`}, <Ago at={last.at} />
          </>
        )}
        {waiting > 0 && ` · ${waiting} waiting`}
      </p>
      {rows ? (
        rows.length > 0 && <Strip deliveries={rows.slice(0, 60)} />
      ) : (
        <div aria-busy="true" className="hook-strip">
          <Bone width="100%" height={64} />
        </div>
      )}
      {renew.data && <Secret secret={renew.data.secret} />}
      {test.data && (
        <p role="status">
          {test.data.ok
            ? `The test was received: ${test.data.status} after ${test.data.took_ms} ms.`
            : `The test was not received: ${test.data.error}`}
        </p>
      )}
      {error && <Problem error={error} />}
      {asks ? (
        <div className="hook-do" role="alert">
          <span>{SURE[asks].ask}</span>
          <button type="button" className="button" onClick={sure}>
            {SURE[asks].yes}
          </button>
          <button type="button" className="button bare" onClick={() => setAsks(undefined)}>
            Keep it
          </button>
        </div>
      ) : (
        <div className="hook-do">
          <button type="button" className="button small" disabled={test.isPending} onClick={() => test.mutate({ id })}>
            Send a test
          </button>
          <button
            type="button"
            className="button small"
            aria-expanded={isOpen}
            disabled={!rows?.length}
            onClick={toggle}
          >
            Deliveries
          </button>
          <button
            type="button"
            className="button small"
            onClick={() => change.mutate({ id, active: stopped !== null })}
          >
            {stopped === null ? 'Stop' : 'Start'}
          </button>
          {form === 'cloudevents' && (
            <button type="button" className="button small bare" onClick={() => setAsks('renew')}>
              New secret
            </button>
          )}
          <button type="button" className="button small bare" onClick={() => setAsks('remove')}>
            Remove
          </button>
        </div>
      )}
      {isOpen && rows && (
        <>
          <Deliveries hook={id} rows={rows} mayRepeat={stopped === null} />
          {deliveries.hasNextPage && (
            <button type="button" className="button small" onClick={() => void deliveries.fetchNextPage()}>
              Show older ones
            </button>
          )}
        </>
      )}
    </li>
  )
}
