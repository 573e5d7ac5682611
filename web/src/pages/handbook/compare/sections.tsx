/** One part of two roles: rows that they share, then what only one of them has. */
import type { Compared, LineOf } from '../asks.ts'
import { Refs } from '../lines/refs.tsx'
import { BECAUSE } from './words.ts'

type Section = Compared['sections'][number]

export function SectionOfTwo({ section, names }: { section: Section; names: [string, string] }) {
  const { title, shared, left, right } = section
  return (
    <section aria-label={title}>
      <h2>
        {title}{' '}
        <small>
          {shared.length} in both, {left.length} and {right.length} of their own
        </small>
      </h2>
      {shared.length > 0 && (
        <ul className="shared-rows">
          {shared.map((pair) => (
            <li key={pair.left.id}>
              <Said line={pair.left} name={names[0]} />
              <span className="because">{BECAUSE[pair.because]}</span>
              <Said line={pair.right} name={names[1]} />
            </li>
          ))}
        </ul>
      )}
      {(left.length > 0 || right.length > 0) && (
        <div className="two-sides">
          <Own lines={left} name={names[0]} />
          <Own lines={right} name={names[1]} />
        </div>
      )}
    </section>
  )
}

const Said = ({ line, name }: { line: LineOf; name: string }) => (
  <p>
    <span className="seen-by-readers">{name}: </span>
    {line.text} <Refs id={line.id} refs={line.refs} />
  </p>
)

const Own = ({ lines, name }: { lines: LineOf[]; name: string }) => (
  <div>
    <h3>Only {name}</h3>
    {lines.length ? (
      <ul className="own-lines">
        {lines.map((line) => (
          <li key={line.id}>
            {line.text} <Refs id={line.id} refs={line.refs} />
          </li>
        ))}
      </ul>
    ) : (
      <p className="low">Nothing of its own.</p>
    )}
  </div>
)
