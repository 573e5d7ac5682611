/** Days of the log as the bars of a strip: one for each day, or for each week where there are many. */
import { groupOf } from '../../../../src/lib/vocabulary.ts'
import type { Days } from './asks.ts'

const DAY_MS = 86_400_000
/** From here on bars of a day would be too thin. */
const MOST_DAYS = 120
const LEAST_DAYS = 14
/** Groups with a colour of their own; the rest share one. */
const MOST_GROUPS = 5
export const OTHERS = 'others'

export interface Bin {
  /** Days, both included. */
  from: string
  to: string
  total: number
  /** In the order of the groups. */
  counts: number[]
}

export interface Strip {
  bins: Bin[]
  groups: string[]
  most: number
  isWeekly: boolean
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The most frequent first; what is too many is put together. */
function groupsOf({ days }: Days): string[] {
  const totals = new Map<string, number>()
  for (const { name, n } of days) totals.set(groupOf(name), (totals.get(groupOf(name)) ?? 0) + n)
  const sorted = [...totals].sort(([, a], [, b]) => b - a).map(([group]) => group)
  return sorted.length <= MOST_GROUPS + 1 ? sorted : [...sorted.slice(0, MOST_GROUPS), OTHERS]
}

/** Which of the groups an event belongs to. */
export const placeIn = (groups: string[], group: string): number => {
  const at = groups.indexOf(group)
  return at < 0 ? groups.length - 1 : at
}

export function stripOf(data: Days): Strip {
  const groups = groupsOf(data)
  const last = Date.parse(data.until)
  const first = Math.min(data.days[0] ? Date.parse(data.days[0].day) : last, last - (LEAST_DAYS - 1) * DAY_MS)
  const days = Math.round((last - first) / DAY_MS) + 1
  const width = days > MOST_DAYS ? 7 : 1
  const n = Math.ceil(days / width)
  // The last bar ends today: the first may begin before the first event.
  const begin = last - (n * width - 1) * DAY_MS
  const bins: Bin[] = Array.from({ length: n }, (_, i) => ({
    from: dayOf(begin + i * width * DAY_MS),
    to: dayOf(begin + (i * width + width - 1) * DAY_MS),
    total: 0,
    counts: groups.map(() => 0),
  }))
  for (const { day, name, n: count } of data.days) {
    const bin = bins[Math.floor((Date.parse(day) - begin) / DAY_MS / width)]
    if (!bin) continue
    bin.total += count
    bin.counts[placeIn(groups, groupOf(name))]! += count
  }
  return { bins, groups, most: Math.max(1, ...bins.map(({ total }) => total)), isWeekly: width > 1 }
}
