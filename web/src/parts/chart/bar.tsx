/** What holds for all charts: the axis, smoothing, outliers, the search for a metric, the zoom. */
import type { ReactNode, Ref } from 'react'
import { AXES, AXIS_WORDS, type Axis } from './axis.ts'
import { CLIPPED, SMOOTHED } from './words.ts'

interface Bar {
  axis: Axis
  smoothing: number
  clip: boolean
  onAxis: (axis: Axis) => void
  onSmoothing: (amount: number) => void
  onClip: (isOn: boolean) => void
  children?: ReactNode
}

export function ChartBar({ axis, smoothing, clip, onAxis, onSmoothing, onClip, children }: Bar) {
  return (
    <div className="chart-bar">
      <fieldset className="segments" aria-label="Horizontal axis">
        {AXES.map((each) => (
          <button key={each} type="button" aria-pressed={axis === each} onClick={() => onAxis(each)}>
            {AXIS_WORDS[each]}
          </button>
        ))}
      </fieldset>
      <label className="smoothing" title={SMOOTHED}>
        Smoothing
        <input
          type="range"
          min={0}
          max={MOST_SMOOTHING}
          step={0.01}
          value={smoothing}
          aria-valuetext={smoothing ? smoothing.toFixed(2) : 'none'}
          onChange={({ target }) => onSmoothing(Number(target.value))}
        />
        <output className="num">{smoothing ? smoothing.toFixed(2) : 'none'}</output>
      </label>
      <button
        type="button"
        className="button small bare"
        aria-pressed={clip}
        title={CLIPPED}
        onClick={() => onClip(!clip)}
      >
        Without outliers
      </button>
      {children}
    </div>
  )
}

const MOST_SMOOTHING = 0.99

/** What an address says, as an amount; anything else smooths nothing. */
export const readSmoothing = (text: string | undefined): number => {
  const amount = Number(text ?? 0)
  return amount > 0 && amount <= MOST_SMOOTHING ? Math.round(amount * 100) / 100 : 0
}

interface Search {
  ref: Ref<HTMLInputElement>
  count: string
  value: string
  onChange: (text: string) => void
}

export const MetricSearch = ({ ref, count, value, onChange }: Search) => (
  <input
    ref={ref}
    type="search"
    className="field small"
    placeholder={`Find one of ${count} metrics`}
    aria-label="Find a metric"
    value={value}
    onChange={({ target }) => onChange(target.value)}
  />
)

interface Zoomed {
  from: string | undefined
  to: string | undefined
  unit: string
  onAll: () => void
}

export const ZoomNote = ({ from, to, unit, onAll }: Zoomed) => (
  <span className="zoomed">
    {unit} <span className="num">{from ?? 'first'}</span> to <span className="num">{to ?? 'last'}</span>
    <button type="button" className="button small" onClick={onAll}>
      Show all
    </button>
  </span>
)
