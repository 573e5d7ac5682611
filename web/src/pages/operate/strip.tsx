/** Backups over time: how large they were, which proved to be whole, where there were none, when the next one comes. */
import { type KeyboardEvent, useMemo, useState } from 'react'
import { formatMoment } from '../../format/times.ts'
import type { Backup, Kept } from './asks.ts'
import { describe } from './words.ts'

const DAY_MS = 86_400_000
const LEAST_DAYS = 14
/** Of the height, so that the smallest one is seen. */
const LEAST_HEIGHT = 0.12

interface Span {
  from: number
  to: number
}

function spanOf(backups: Backup[], next: number | null, now: number): Span {
  const oldest = backups.at(-1)
  const from = Math.min(oldest ? Number(oldest.made_ms) : now, now - LEAST_DAYS * DAY_MS)
  return { from: from - DAY_MS / 2, to: Math.max(now, next ?? now) + DAY_MS / 4 }
}

export const rowId = (name: string): string => `backup-${name}`

export function Strip({ kept, now }: { kept: Kept; now: number }) {
  const { backups, nightly } = kept
  const oldestFirst = useMemo(() => backups.toReversed(), [backups])
  const [chosen, setChosen] = useState<string>()
  const found = oldestFirst.findIndex(({ name }) => name === chosen)
  const at = found < 0 ? oldestFirst.length - 1 : found
  const next = nightly.next_ms === null ? null : Number(nightly.next_ms)
  const { from, to } = spanOf(backups, next, now)
  const most = Math.max(1, ...backups.map(({ bytes }) => Number(bytes)))
  const left = (ms: number): string => `${((ms - from) / (to - from)) * 100}%`
  const height = (bytes: number): string => `${(LEAST_HEIGHT + (1 - LEAST_HEIGHT) * (bytes / most)) * 100}%`
  const now_ = oldestFirst[at]

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -oldestFirst.length, End: oldestFirst.length }[event.key]
    if (step !== undefined) setChosen(oldestFirst[Math.min(oldestFirst.length - 1, Math.max(0, at + step))]?.name)
    else if (event.key === 'Enter' && now_)
      document.getElementById(rowId(now_.name))?.querySelector<HTMLElement>('[data-row]')?.focus()
    else return
    event.preventDefault()
  }

  return (
    <section className="panel backup-strip" aria-label="Backups over time">
      <h3>
        Backups over time <small>as high as they are large; choose with ← →, Enter leads to its row</small>
      </h3>
      <ul className="backup-legend">
        <li>
          <i className="mark proved" aria-hidden="true" /> proved by restoring it
        </li>
        <li>
          <i className="mark" aria-hidden="true" /> not proved yet
        </li>
        <li>
          <i className="mark next" aria-hidden="true" /> the next one
        </li>
      </ul>
      <div
        className="backup-plot"
        role="slider"
        tabIndex={0}
        aria-label="Backup"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, oldestFirst.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={now_ ? describe(now_, now) : 'There is no backup yet'}
        onKeyDown={onKey}
      >
        {oldestFirst.map((backup, i) => (
          <i
            key={backup.name}
            className={`mark${backup.verified_ms === null ? '' : ' proved'}${i === at ? ' at' : ''}`}
            style={{ left: left(Number(backup.made_ms)), height: height(Number(backup.bytes)) }}
            title={describe(backup, now)}
            onPointerEnter={() => setChosen(backup.name)}
          />
        ))}
        {next !== null && (
          <i className="mark next" style={{ left: left(Math.max(next, now)), height: '50%' }} title="the next one" />
        )}
        <i className="today" style={{ left: left(now) }} />
      </div>
      <div className="backup-axis" aria-hidden="true">
        <span>{formatMoment(from, now).slice(0, -6)}</span>
        <span>{next === null ? 'now' : `next: ${formatMoment(next, now)}`}</span>
      </div>
      <p className="backup-said" aria-live="polite">
        {now_ ? describe(now_, now) : `There is no backup in ${kept.place} yet.`}
      </p>
    </section>
  )
}
