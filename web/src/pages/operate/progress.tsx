/** What is being made or verified now; what last went wrong. */
import type { Kept } from './asks.ts'
import { progressOf } from './words.ts'

export function Progress({ kept: { active, failed }, now }: { kept: Kept; now: number }) {
  if (active) {
    const [done, total] = [Number(active.done), Number(active.total)]
    const said = progressOf(active, now)
    return (
      <section className="panel operate-progress" aria-label="Under way">
        <span className="chip busy">
          <i aria-hidden="true">▸</i>
          {active.task === 'make' ? 'being made' : 'being verified'}
        </span>
        <span className="num">{said}</span>
        <progress aria-label={said} max={total || 1} value={total ? Math.min(done, total) : 0} />
      </section>
    )
  }
  if (!failed) return null
  return (
    <section className="panel operate-progress" aria-label="What went wrong">
      <span className="chip bad">
        <i aria-hidden="true">■</i>
        {failed.task === 'make' ? 'not made' : 'not whole'}
      </span>
      <span>
        The last {failed.task === 'make' ? 'backup' : 'verification'} failed: {failed.error} Mend that, then make one.
      </span>
    </section>
  )
}
