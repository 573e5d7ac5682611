/** An import under way: what it does now, how far each kind is, how fast, how long it may take, and how it is ended. */
import { imports } from '../../../../src/features/transfer/contract/imports.ts'
import { middleCut } from '../../format/names.ts'
import { formatBytes, formatCount, formatValue } from '../../format/numbers.ts'
import { type Import, useDo } from './asks.ts'
import { nameOf, phaseOf, remaining, shareOf } from './words.ts'

export function Progress({ view }: { view: Import }) {
  const { id, place, dry_run, progress } = view
  const cancel = useDo(imports.cancel)
  const share = shareOf(view)
  const more = remaining(view)
  const said = [phaseOf(view), progress.current && middleCut(progress.current, 60)].filter(Boolean).join(': ')
  return (
    <section className="panel transfer-progress" aria-label={`${dry_run ? 'Dry run' : 'Import'} under way`}>
      <div className="transfer-head">
        <h3>
          {dry_run ? 'Dry run of' : 'Moving in from'} <span title={place}>{middleCut(place, 60)}</span>
        </h3>
        <button
          type="button"
          className="button small"
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ id })}
        >
          {dry_run ? 'End the dry run' : 'End it; what it took stays'}
        </button>
      </div>
      <p className="low" aria-live="polite">
        {said}
      </p>
      <progress aria-label={said} {...(share !== undefined && { value: share })} max={1} />
      <dl className="transfer-counts num">
        {progress.kinds.map(({ kind, done, total }) => (
          <div key={kind}>
            <dt>{nameOf(kind)}</dt>
            <dd>
              {kind === 'bytes' ? formatBytes(Number(done)) : formatCount(done)}
              {total !== null && (
                <small> of {kind === 'bytes' ? formatBytes(Number(total)) : formatCount(total)}</small>
              )}
            </dd>
          </div>
        ))}
        {progress.rate !== null && (
          <div>
            <dt>runs a second</dt>
            <dd>{formatValue(progress.rate)}</dd>
          </div>
        )}
        {more && (
          <div>
            <dt>estimated</dt>
            <dd>{more}</dd>
          </div>
        )}
      </dl>
      {cancel.error && (
        <p className="mistake" role="alert">
          {cancel.error.message}
        </p>
      )}
    </section>
  )
}
