/** A whole and its parts: one bar, whose legend is the filter. */
import { To } from '../../../parts/link.tsx'
import './parts-bar.css'

export interface Part {
  /** Names the filling in the style sheet. */
  fill: 'good' | 'half' | 'none' | 'place' | 'plain' | 'unknown'
  shape: string
  tone: string
  word: string
  count: number
  /** Shows only this part, or all again when it is on. */
  to: string
  isOn: boolean
}

interface PartsBar {
  label: string
  parts: Part[]
  /** Shows all parts again. */
  all: string
}

export function PartsBar({ label, parts, all }: PartsBar) {
  const there = parts.filter(({ count }) => count > 0)
  return (
    <nav aria-label={label} className="parts">
      <div className="parts-bar" aria-hidden="true">
        {there.map(({ word, fill, count }) => (
          <span key={word} className={`fill-${fill}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul>
        {there.map(({ shape, tone, word, count, to, isOn }) => (
          <li key={word}>
            <To to={isOn ? all : to} className={`chip ${tone}`} {...(isOn && { 'aria-current': 'true' as const })}>
              <i aria-hidden="true">{shape}</i>
              <span className="num">{count}</span> {word}
            </To>
          </li>
        ))}
        {parts.some(({ isOn }) => isOn) && (
          <li>
            <To to={all}>Show all</To>
          </li>
        )}
      </ul>
    </nav>
  )
}
