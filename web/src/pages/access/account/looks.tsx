/** Who looked at what is known of you: nobody does so unseen. */
import { useState } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { useLooks } from '../asks.ts'

const FEW = 8

export function Looks() {
  const { data, error, refetch } = useLooks()
  const [isOpen, setOpen] = useState(false)
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const looks = data?.looks ?? []
  const shown = isOpen ? looks : looks.slice(0, FEW)
  return (
    <Section title="Who looked at what is known of you">
      {looks.length === 0 ? (
        <p className="access-line low" aria-busy={!data}>
          {data && 'Nobody. Each look at what people say of themselves is recorded, and would stand here.'}
        </p>
      ) : (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">At what</th>
              <th scope="col" className="wide">
                In workspace
              </th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ at, by, what, workspace }) => (
              <tr key={`${at} ${by} ${what}`}>
                <th scope="row">{by ?? 'an account that is gone'}</th>
                <td>{what ?? <Unknown why="What it said was erased." />}</td>
                <td className="wide">{workspace ?? <Unknown />}</td>
                <td className="low">
                  <Ago at={at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length < looks.length && (
        <button type="button" className="button small bare more" onClick={() => setOpen(true)}>
          Show all {formatCount(looks.length)}
        </button>
      )}
    </Section>
  )
}
