/** The last deliveries as bars, the newest at the right: how long each took, and which were not received. */
import { formatCount } from '../../format/numbers.ts'
import type { Delivery } from './asks.ts'
import { DELIVERY } from './words.ts'

const LEAST = 0.08

export function Strip({ deliveries }: { deliveries: Delivery[] }) {
  const longest = Math.max(1, ...deliveries.map(({ took_ms }) => took_ms ?? 0))
  const bad = deliveries.filter(({ error }) => error !== null).length
  const told = `The last ${formatCount(deliveries.length)} deliveries: ${bad ? `${bad} not received` : 'all received'}, at most ${formatCount(longest)} ms`
  return (
    <figure className="hook-strip">
      <div role="img" aria-label={told}>
        {deliveries.toReversed().map(({ id, state, event, took_ms, error }) => (
          <i
            key={String(id)}
            className={error !== null ? 'bad' : state === 'waiting' ? 'waits' : 'good'}
            style={{ height: `${100 * Math.max(LEAST, took_ms === null ? 1 : took_ms / longest)}%` }}
            title={`${event.name}: ${error ?? `${DELIVERY[state]}${took_ms === null ? '' : ` after ${took_ms} ms`}`}`}
          />
        ))}
      </div>
      <figcaption className="low">{told}</figcaption>
    </figure>
  )
}
