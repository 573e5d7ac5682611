/** What lies in the trash, by kind, the last that came first. */
import { TRASHED, type Trashed } from '../../../../src/features/trash/contract.ts'
import { middleCut } from '../../format/names.ts'
import { counted, formatCount } from '../../format/numbers.ts'
import { To } from '../../parts/link.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import type { Item, Listed } from './asks.ts'
import { factsOf, KINDS } from './words.ts'

interface Rows {
  listed: Listed
  mayRestore: (kind: Trashed) => boolean
  isBusy: boolean
  onRestore: (item: Item) => void
}

const pathTo: Record<Trashed, (id: string) => string> = {
  experiment: (id) => `/experiments/${id}`,
  run: (id) => `/runs/${id}`,
  model: (id) => `/lineage/model-version/${id}`,
}

export function Rows({ listed: { items, totals }, ...rest }: Rows) {
  return TRASHED.map((kind) => {
    const some = items.filter((item) => item.kind === kind)
    if (some.length === 0) return null
    return (
      <Section key={kind} title={KINDS[kind].title} note={formatCount(totals[kind])}>
        <ol className="trash-rows">
          {some.map((item) => (
            <Row key={item.id} item={item} {...rest} />
          ))}
        </ol>
        {some.length < totals[kind] && (
          <p className="low">{counted(totals[kind] - some.length, 'earlier one is', 'earlier ones are')} not shown.</p>
        )}
      </Section>
    )
  })
}

function Row({ item, mayRestore, isBusy, onRestore }: { item: Item } & Omit<Rows, 'listed'>) {
  const name = middleCut(item.name || item.id, 60)
  return (
    <li className="trash-row">
      <span className="what">
        <To to={pathTo[item.kind](item.id)} title={item.id}>
          {name}
        </To>{' '}
        <span className="low">{factsOf(item)}</span>
        {item.needed_by !== null && <span className="chip">needed by {item.needed_by}</span>}
      </span>
      <span className="when low">
        <Ago at={item.deleted_at} />
      </span>
      {mayRestore(item.kind) && (
        <button type="button" className="button small" data-row="" disabled={isBusy} onClick={() => onRestore(item)}>
          Restore
          <span className="seen-by-readers">
            {' '}
            the {KINDS[item.kind].one} {name}
          </span>
        </button>
      )}
    </li>
  )
}
