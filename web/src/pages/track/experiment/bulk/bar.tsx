/** What can be done with the selected runs, and how it goes. */
import { type FormEvent, useState } from 'react'
import { MOST_RUNS } from '../../../../../../src/features/track/contract/compare.ts'
import { counted, formatCount } from '../../../../format/numbers.ts'
import { useMay } from '../../../../parts/may.ts'
import { TAG_HINT, TRASH } from '../words.ts'
import type { Bulk } from './use-bulk.ts'

interface BulkBar {
  /** Runs that are selected. */
  count: number
  isAll: boolean
  /** Runs that match, to offer them all. */
  total: number | undefined
  bulk: Bulk
  onCompare: () => void
  onAll: () => void
  onClear: () => void
}

/** So many go to the trash without being asked about: there is a way back. */
const FEW = 200

export function BulkBar({ count, isAll, total, bulk, onCompare, onAll, onClear }: BulkBar) {
  const [asking, setAsking] = useState<'tag' | 'delete'>()
  const mayWrite = useMay('write')
  const { doing } = bulk
  const close = (): void => setAsking(undefined)
  if (doing.kind !== 'nothing') return <Progress bulk={bulk} />
  if (count === 0) return null
  const canCompare = !isAll && count >= 2 && count <= MOST_RUNS
  return (
    <section className="bulk" aria-label="Selected runs">
      <span className="num" aria-live="polite">
        {isAll ? 'All ' : ''}
        {counted(count, 'run')} selected
      </span>
      {asking === 'tag' ? (
        <TagForm
          onTag={(key, value) => {
            close()
            void bulk.tag(key, value)
          }}
          onCancel={close}
        />
      ) : asking === 'delete' ? (
        <>
          <span>{TRASH(count)}</span>
          <button
            type="button"
            className="button small danger"
            onClick={() => {
              close()
              void bulk.remove()
            }}
          >
            Delete {counted(count, 'run')}
          </button>
          <button type="button" className="button small bare" onClick={close}>
            Keep them
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            className="button small go"
            disabled={!canCompare}
            title={canCompare ? 'c' : `Select 2 to ${MOST_RUNS} runs to compare them`}
            onClick={onCompare}
          >
            Compare{canCompare ? ` ${formatCount(count)}` : ''}
          </button>
          {mayWrite && (
            <>
              <button type="button" className="button small" onClick={() => setAsking('tag')}>
                Tag
              </button>
              <button
                type="button"
                className="button small"
                onClick={() => (count > FEW ? setAsking('delete') : void bulk.remove())}
              >
                Delete
              </button>
            </>
          )}
          {!isAll && total !== undefined && total > count && (
            <button type="button" className="button small bare" onClick={onAll}>
              Select all {formatCount(total)}
            </button>
          )}
          <button type="button" className="button small bare" onClick={onClear}>
            Clear
          </button>
        </>
      )}
    </section>
  )
}

function Progress({ bulk: { doing, dismiss } }: { bulk: Bulk }) {
  return (
    <section className={`bulk${doing.kind === 'failed' ? ' failed' : ''}`} aria-label="Selected runs">
      {doing.kind === 'working' && (
        <>
          <span className="num" role="status">
            {doing.what} {formatCount(doing.done)} of {counted(doing.total, 'run')}
          </span>
          <progress value={doing.done} max={doing.total} aria-label={doing.what} />
          <button type="button" className="button small" onClick={doing.stop}>
            Stop
          </button>
        </>
      )}
      {(doing.kind === 'done' || doing.kind === 'failed') && (
        <>
          <span role={doing.kind === 'failed' ? 'alert' : 'status'}>{doing.says}</span>
          {doing.kind === 'done' && doing.undo && (
            <button type="button" className="button small" onClick={doing.undo}>
              Undo
            </button>
          )}
          <button type="button" className="button small bare" onClick={dismiss}>
            Close
          </button>
        </>
      )}
    </section>
  )
}

function TagForm({ onTag, onCancel }: { onTag: (key: string, value: string) => void; onCancel: () => void }) {
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (key.trim()) onTag(key.trim(), value)
  }
  return (
    <form className="tag-form" onSubmit={submit} onKeyDown={({ key }) => key === 'Escape' && onCancel()}>
      <input
        // biome-ignore lint/a11y/noAutofocus: somebody just asked for it
        autoFocus
        className="field small"
        placeholder="tag"
        aria-label="Tag"
        value={key}
        onChange={({ target }) => setKey(target.value)}
      />
      <input
        className="field small"
        placeholder="value"
        aria-label="Value"
        value={value}
        onChange={({ target }) => setValue(target.value)}
      />
      <button type="submit" className="button small go" disabled={!key.trim()} title={TAG_HINT}>
        Set tag
      </button>
      <button type="button" className="button small bare" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}
