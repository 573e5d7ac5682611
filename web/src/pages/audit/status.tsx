/** What the server found of the log when it last checked it, and what to keep elsewhere. */
import { formatCount } from '../../format/numbers.ts'
import { formatAbsolute } from '../../format/times.ts'
import { CopyButton } from '../../parts/copy.tsx'
import { formatAgo } from './ago.ts'
import type { Status } from './asks.ts'
import { STATES } from './words.ts'

export function StatusLine({ status, now }: { status: Status; now: number }) {
  const { state, good, checked_at, whole_at, kept, public_key } = status
  const { shape, tone, word } = STATES[state]
  return (
    <section className="panel audit-status" aria-label="State of the log">
      <span className={`chip ${tone}`}>
        <i aria-hidden="true">{shape}</i>
        {word}
      </span>
      <span>
        verified up to <b className="num">{formatCount(good.seq)}</b>
        {checked_at !== null && (
          <>
            , <time title={formatAbsolute(checked_at)}>{formatAgo(now - checked_at)}</time>
          </>
        )}
      </span>
      <span>
        head <code title={good.hash}>{good.hash.slice(0, 12)}…</code>{' '}
        <CopyButton text={`${good.seq}:${good.hash}`} label="Copy the head" className="button small bare" />
      </span>
      <span className="low">
        {whole_at === null
          ? 'not yet walked from its beginning'
          : `walked from its beginning ${formatAgo(now - whole_at)}`}
        {kept && `, head of ${formatCount(kept.seq)} kept beside the data`}
      </span>
      <span className="low">
        key <code title={public_key}>{public_key.slice(0, 8)}…</code>{' '}
        <CopyButton text={public_key} label="Copy the key" className="button small bare" />
      </span>
    </section>
  )
}
