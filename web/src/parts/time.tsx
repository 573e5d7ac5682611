/** A moment: relative in the text, exact on hover. */
import { formatAbsolute, formatRelative } from '../format/times.ts'
import { useNow } from './now.ts'
import { Unknown } from './unknown.tsx'

export function Ago({ at }: { at: number | bigint | null }) {
  const now = useNow()
  if (at === null) return <Unknown />
  const ms = Number(at)
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatAbsolute(ms)}>
      {formatRelative(ms, now)}
    </time>
  )
}
