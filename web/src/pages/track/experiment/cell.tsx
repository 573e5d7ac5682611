/** One cell of the table of runs; what a run does not have is hatched, what is not a number says NaN. */
import type { ReactNode } from 'react'
import { middleCut } from '../../../format/names.ts'
import { formatDuration, formatFixed, numberOf } from '../../../format/numbers.ts'
import { useNow } from '../../../parts/now.ts'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import type { Column, Look, Run } from './columns.ts'
import { MISSING } from './words.ts'

interface CellOf {
  run: Run
  column: Column
  look: Look
  best: boolean
}

const MOST_LETTERS = 28

export function Cell({ run, column, look, best }: CellOf) {
  const content = contentOf(run, column, look)
  const className = `${look.numeric ? 'n' : ''} ${column.id === 'state' ? '' : 'wide-after'}`
  if (content === undefined)
    return (
      <td className={`${className} unknown`} title={MISSING}>
        <span aria-hidden="true">—</span>
        <span className="seen-by-readers">{MISSING}</span>
      </td>
    )
  return (
    <td className={className}>{best ? <b title="the one that the sentence above names">{content}</b> : content}</td>
  )
}

function contentOf(run: Run, { kind, id, name }: Column, { decimals }: Look): ReactNode {
  if (kind === 'metrics') {
    const point = run.metrics[name]
    return point && <Value value={point.value} decimals={decimals} />
  }
  if (kind !== 'attribute') return textOf(run[kind][name])
  switch (id) {
    case 'state':
      return <StateChip state={run.state} />
    case 'started':
      return run.started_at === null ? undefined : <Ago at={run.started_at} />
    case 'duration':
      return run.started_at === null ? undefined : <Duration run={run} />
    default:
      return textOf(run.user ?? undefined)
  }
}

const textOf = (text: string | undefined): ReactNode =>
  text === undefined ? undefined : text === '' ? <span className="low">empty</span> : <Text text={text} />

const Text = ({ text }: { text: string }) => <span title={text}>{middleCut(text, MOST_LETTERS)}</span>

export function Value({ value, decimals }: { value: number | string; decimals?: number | undefined }) {
  const n = numberOf(value)
  if (Number.isNaN(n))
    return (
      <span className="nan" title="Not a number: a division by zero, an overflow or a loss that diverged.">
        NaN
      </span>
    )
  return (
    <span className={Number.isFinite(n) ? '' : 'nan'} title={String(n)}>
      {formatFixed(n, decimals)}
    </span>
  )
}

/** What has not ended is measured until it was last heard of. */
function Duration({ run: { started_at, ended_at, last_seen_at, state } }: { run: Run }) {
  const now = useNow()
  const end = ended_at ?? (state === 'running' ? now : last_seen_at)
  if (end === null || end === undefined) return '…'
  const ms = Math.max(0, Number(end) - Number(started_at))
  return (
    <span className={ended_at === null ? 'low' : ''} title={`${ms} ms`}>
      {formatDuration(ms)}
    </span>
  )
}
