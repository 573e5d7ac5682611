/** What can be done with the selected runs. */
import { counted } from '../../../format/numbers.ts'

interface Bulk {
  count: number
  onCompare: () => void
  onClear: () => void
}

export function BulkBar({ count, onCompare, onClear }: Bulk) {
  return (
    <section className="bulk" aria-label="Selected runs">
      <span className="num" aria-live="polite">
        {counted(count, 'run')} selected
      </span>
      <button
        type="button"
        className="button small go"
        disabled={count !== 2}
        title={count === 2 ? 'c' : 'Select two runs to compare them'}
        onClick={onCompare}
      >
        Compare two
      </button>
      <button type="button" className="button small bare" onClick={onClear}>
        Clear
      </button>
    </section>
  )
}
