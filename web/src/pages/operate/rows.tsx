/** The backups, the newest first: what is in each, whether it proved to be whole, how to restore it. */
import { counted, formatBytes, formatDuration } from '../../format/numbers.ts'
import { CopyButton } from '../../parts/copy.tsx'
import { shell } from '../../parts/copy-as.tsx'
import { Ago } from '../../parts/time.tsx'
import type { Backup, Kept } from './asks.ts'
import { rowId } from './strip.tsx'
import { artifactsOf, KINDS } from './words.ts'

interface Props {
  kept: Kept
  now: number
  verify: (name: string) => void
  /** Something is under way: only one at a time. */
  isBusy: boolean
}

export function Rows({ kept: { backups, unreadable, place, nightly }, verify, isBusy }: Props) {
  return (
    <section className="operate-backups" aria-label="Backups">
      {unreadable.map(({ name, reason }) => (
        <p key={name} className="problem">
          {reason}
        </p>
      ))}
      <ol>
        {backups.map((backup) => (
          <Row key={backup.name} backup={backup} verify={verify} isBusy={isBusy} />
        ))}
      </ol>
      {backups.length === 0 && (
        <p className="answer-more">
          {nightly.on
            ? `Tonight at ${nightly.at} the first one is made, into ${place}. "Make a backup" makes one now.`
            : `None is made by itself: BELLWETHER_BACKUP=nightly makes one every night into ${place}.`}
        </p>
      )}
      {backups.length > 0 && (
        <p className="low">
          {nightly.on
            ? `Every night at ${nightly.at} one is made; ${counted(nightly.keep, 'nightly one stays', 'nightly ones stay')}. Those made by hand are yours to remove. Place: ${place}`
            : `None is made by itself. Place: ${place}`}
        </p>
      )}
    </section>
  )
}

function Row({ backup, verify, isBusy }: { backup: Backup } & Pick<Props, 'verify' | 'isBusy'>) {
  const { name, made_ms, kind, bytes, rows, took_ms, version, verified_ms, place } = backup
  const restore = `bw restore ${shell(place)} --data-dir NEW-FOLDER`
  return (
    <li id={rowId(name)} className="backup-row">
      <span className="when">
        <Ago at={made_ms} />
      </span>
      <span className="what">
        <b title={name}>{KINDS[kind]}</b>{' '}
        <span className="low">
          {formatBytes(Number(bytes))}, {counted(Number(rows), 'row')}, {artifactsOf(backup)}, in{' '}
          {formatDuration(took_ms)}, by version {version}
        </span>
      </span>
      {verified_ms === null ? (
        <span
          className="chip"
          title="Read back when it was made; verifying restores it beside and compares every byte."
        >
          <i aria-hidden="true">◌</i>
          not proved yet
        </span>
      ) : (
        <span className="chip good">
          <i aria-hidden="true">●</i>
          proved <Ago at={verified_ms} />
        </span>
      )}
      <span className="doings">
        <button
          type="button"
          className="button small"
          data-row=""
          disabled={isBusy}
          title="Restores it into a temporary database and compares every byte"
          onClick={() => verify(name)}
        >
          Verify<span className="seen-by-readers"> the backup {name}</span>
        </button>
        <CopyButton text={restore} label="Copy how to restore" className="button small bare" />
      </span>
    </li>
  )
}
