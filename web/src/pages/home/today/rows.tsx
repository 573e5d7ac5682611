/** Rows of the first page: what it is, what is known of it, and the verb. */
import type { Row, Section, Tone } from '../../../../../src/lib/card.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { To } from '../../../parts/link.tsx'
import { Ago } from '../../../parts/time.tsx'
import { HEADINGS, NOTHING } from './words.ts'

const SHAPES: Record<Tone, string> = { bad: '■', warn: '▲', good: '●', busy: '▸', none: '◌' }

interface Rows {
  section: Section
  rows: Row[]
  note?: React.ReactNode
}

export function SectionOfRows({ section, rows, note }: Rows) {
  const title = HEADINGS[section]
  return (
    <section aria-label={title} className={`today-${section}`}>
      <h2>
        {title}
        {rows.length > 0 && <small className="num">{formatCount(rows.length)}</small>}
        {note}
      </h2>
      {rows.length ? (
        <ul className="today-rows">
          {rows.map((row) => (
            <TodayRow
              key={`${row.mark} ${row.href} ${row.title}`}
              row={row}
              isFirst={section === 'needs' && row === rows[0]}
            />
          ))}
        </ul>
      ) : (
        <p className="today-nothing">{NOTHING[section]}</p>
      )}
    </section>
  )
}

/** Gives way to the sections as a whole: how long they are is not known before. */
export const RowsToCome = () => (
  <div className="today-rows" aria-busy="true" style={{ marginTop: 56 }}>
    {[0, 1, 2, 3, 4].map((i) => (
      <div key={i}>
        <Bone width={84} height={20} />
        <Bone width={`${70 - i * 9}%`} />
      </div>
    ))}
  </div>
)

function TodayRow({ row: { tone, mark, title, note, verb, href, at }, isFirst }: { row: Row; isFirst: boolean }) {
  return (
    <li>
      <span className={`chip ${tone === 'none' ? '' : tone}`}>
        <i aria-hidden="true">{SHAPES[tone]}</i>
        {mark}
      </span>
      <p>
        <To to={href} title={title} data-row="" className="today-title">
          {middleCut(title, 60)}
        </To>{' '}
        <span className="low">
          {note}
          {at !== null && (
            <>
              {note && ' · '}
              <Ago at={at} />
            </>
          )}
        </span>
      </p>
      <To to={href} className={`button small${isFirst ? ' go' : ''}`} tabIndex={-1} aria-hidden="true">
        {verb}
      </To>
    </li>
  )
}
