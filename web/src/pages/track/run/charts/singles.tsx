/** Metrics of one point each, as a table of values: a chart for each would be a long page of nothing. */
import { middleCut } from '../../../../format/names.ts'
import { counted, formatCount } from '../../../../format/numbers.ts'
import { unitOf } from '../../../../format/units.ts'
import { useIsPhone } from '../../../../parts/phone.ts'
import { Value } from '../../experiment/cell.tsx'
import type { Run } from '../words.ts'
import './singles.css'

interface SinglesOf {
  /** In the order of the page. */
  names: string[]
  latest: Run['metrics']
  isOpen: boolean
  onOpen: () => void
}

/** The rest opens on demand. */
const FEW = 60
const FEW_ON_PHONE = 12

export function Singles({ names, latest, isOpen, onOpen }: SinglesOf) {
  const few = useIsPhone() ? FEW_ON_PHONE : FEW
  const shown = isOpen || names.length <= few + 3 ? names : names.slice(0, few)
  return (
    <section className="singles" aria-label="Metrics of one point">
      <h2>
        One point each <small>{counted(names.length, 'metric')}</small>
      </h2>
      <dl className="panel">
        {shown.map((name) => (
          <Single key={name} name={name} {...latest[name]!} />
        ))}
      </dl>
      {shown.length < names.length && (
        <button type="button" className="button small" onClick={onOpen}>
          Show all {formatCount(names.length)}
        </button>
      )}
    </section>
  )
}

function Single({ name, value, step }: { name: string } & Run['metrics'][string]) {
  const unit = unitOf(name)
  return (
    <div>
      <dt title={name}>
        {middleCut(name, 36)}
        {unit && <span className="low">, {unit}</span>}
      </dt>
      <dd className="num">
        <Value value={value} /> <span className="low">step {formatCount(step)}</span>
      </dd>
    </div>
  )
}
