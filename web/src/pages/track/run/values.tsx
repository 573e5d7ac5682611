/** Metrics in numbers: the last value of each, its best, and between what it lay. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { extremes } from '../../../../../src/features/track/contract/extremes.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Section } from '../../../parts/section.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { KEYS } from '../../../queries.ts'
import { Value } from '../experiment/cell.tsx'
import { directionOf } from '../headline.ts'
import type { Run } from './words.ts'

type Extremes = Reply<typeof extremes.ofRun>['extremes'][number]

const FEW = 12
const PAGE = 100
const NO_DIRECTION = 'its name does not tell whether high or low is good'
const NO_FINITE = 'none of its values is a finite number'

export function ValuesSection({ run: { run_id, metrics } }: { run: Run }) {
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(FEW)
  const names = Object.keys(metrics).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const found = names.filter((name) => name.toLowerCase().includes(search.toLowerCase()))
  const shown = found.length <= most + 3 ? found : found.slice(0, most)
  const { data } = useQuery({
    enabled: shown.length > 0,
    queryKey: [KEYS.run, run_id, 'extremes', shown],
    queryFn: async ({ signal }) => {
      const parts: Extremes[] = []
      // The server answers for so many at once.
      for (let at = 0; at < shown.length; at += PAGE)
        parts.push(...(await call(extremes.ofRun, { run_id, keys: shown.slice(at, at + PAGE) }, signal)).extremes)
      return new Map(parts.map((each) => [each.key, each]))
    },
    placeholderData: keepPreviousData,
  })
  // The place of the charts has said so already.
  if (!names.length) return null
  return (
    <Section title="Metrics in numbers" id="values" note={formatCount(names.length)}>
      {names.length > FEW && (
        <input
          className="field small find-in"
          type="search"
          placeholder={`Find in ${formatCount(names.length)} metrics`}
          aria-label="Find in metrics in numbers"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      <table className="table dense values-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="n">
              Last
            </th>
            <th scope="col" className="n wide">
              at step
            </th>
            <th scope="col" className="n">
              Best
            </th>
            <th scope="col" className="n wide">
              at step
            </th>
            <th scope="col" className="n wide">
              Least
            </th>
            <th scope="col" className="n wide">
              Greatest
            </th>
            <th scope="col" className="n wide">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((name) => (
            <Row key={name} name={name} last={metrics[name]!} extremes={data?.get(name)} />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className="low">No metric has this in its name.</p>}
      {shown.length < found.length && (
        <button type="button" className="button small bare more" onClick={() => setMost(most + PAGE)}>
          {found.length - shown.length > PAGE
            ? `Show ${PAGE} more of ${formatCount(found.length)}`
            : `Show all ${formatCount(found.length)}`}
        </button>
      )}
    </Section>
  )
}

interface RowOf {
  name: string
  last: Run['metrics'][string]
  extremes: Extremes | undefined
}

function Row({ name, last, extremes }: RowOf) {
  const direction = directionOf(name)
  const best = extremes && direction && (direction === 'down' ? extremes.least : extremes.greatest)
  // Until the extremes are there their cells keep their place, empty.
  const cell = (of: { value: number } | null | undefined, why: string) =>
    extremes ? of ? <Value value={of.value} /> : <Unknown why={why} /> : null
  return (
    <tr>
      <th scope="row" title={name}>
        {middleCut(name, 60)}
      </th>
      <td className="n">
        <Value value={last.value} />
      </td>
      <td className="n low wide">{formatCount(last.step)}</td>
      <td className="n">{cell(best, direction ? NO_FINITE : NO_DIRECTION)}</td>
      <td className="n low wide">{best && formatCount(best.step)}</td>
      <td className="n wide">{cell(extremes?.least, NO_FINITE)}</td>
      <td className="n wide">{cell(extremes?.greatest, NO_FINITE)}</td>
      <td className="n wide">{extremes && formatCount(extremes.points)}</td>
    </tr>
  )
}
