/** Cells of the table: of a run, and of a group with the means of its runs. */
import { memo } from 'react'

import { MARKS } from '../../../parts/state.tsx'
import type { Group, Look, Run } from './columns.ts'
import type { Place } from './grid/geometry.ts'
import { ROLE } from './grid/roles.ts'
import { mayBeLong, say, sayNumber, saysSame } from './say.ts'
import { sayGroup } from './say-group.ts'
import { BEST, BEST_MEAN, MISSING } from './words.ts'

interface CellOf {
  place: Place
  look: Look
  /** Undefined while it is on its way. */
  run: Run | undefined
  /** The best value of the column; undefined where none is better than another. */
  best: number | undefined
  now: number
}

/** One element whatever it says: a row that is reused for another run changes texts and little else. */
function RunCell({ place: { column, left, width, number }, look, run, best, now }: CellOf) {
  const said = run && say(run, column, look, width, now)
  const isBest = best !== undefined && run?.metrics[column.name]?.value === best
  const isMissing = run !== undefined && said === undefined
  return (
    <td
      {...ROLE.cell}
      aria-colindex={number}
      className={isMissing ? 'unknown' : classOf(said?.text, look, width)}
      style={{ left, width }}
    >
      {isMissing ? (
        <Missing />
      ) : column.id === 'state' ? (
        run && <State state={run.state} />
      ) : isBest ? (
        <b title={BEST}>{said?.text}</b>
      ) : said?.tone ? (
        <span className={said.tone}>{said.text}</span>
      ) : (
        said?.text
      )}
    </td>
  )
}

export const Cell = memo(
  RunCell,
  (a, b) =>
    a.place === b.place &&
    a.look === b.look &&
    a.best === b.best &&
    a.now === b.now &&
    saysSame(a.run, b.run, a.place.column),
)

interface GroupCellOf {
  place: Place
  look: Look
  group: Group | undefined
  now: number
  best: number | undefined
}

export function GroupCell({ place: { column, left, width, number }, look, group, now, best }: GroupCellOf) {
  const isBest = best !== undefined && group?.metrics[column.name]?.mean === best
  const said = group && sayGroup(group, column, look, width, now)
  const isMissing = group !== undefined && said === undefined
  return (
    <td
      {...ROLE.cell}
      aria-colindex={number}
      className={isMissing ? 'unknown' : classOf(`${said?.text} ${said?.more ?? ''}`, look, width)}
      style={{ left, width }}
    >
      {isMissing ? <Missing /> : isBest ? <b title={BEST_MEAN}>{said?.text}</b> : said?.text}
      {said?.more && <span className="low"> {said.more}</span>}
    </td>
  )
}

const classOf = (text: string | undefined, { numeric }: Look, width: number): string =>
  `${numeric ? 'n' : ''}${text && mayBeLong(text, width) ? ' long' : ''}`

const Missing = () => (
  <>
    <span aria-hidden="true">—</span>
    <span className="seen-by-readers">{MISSING}</span>
  </>
)

function State({ state }: { state: Run['state'] }) {
  const { shape, tone, word } = MARKS[state]
  return (
    <span className={`chip ${tone}`}>
      <i aria-hidden="true">{shape}</i>
      {word}
    </span>
  )
}

/** A number outside of the table, with the exact one on hover. */
export function Value({ value, decimals }: { value: number | string; decimals?: number | undefined }) {
  const { text, tone } = sayNumber(value, decimals)
  const isNone = text === 'NaN'
  return (
    <span
      className={tone}
      title={isNone ? 'Not a number: a division by zero, an overflow or a loss that diverged.' : String(value)}
    >
      {text}
    </span>
  )
}
