/** Metrics in groups by the part of their names before the slash, the telling groups first. */
import { byWeight } from '../../headline.ts'

export interface Group {
  name: string
  metrics: string[]
}

/** Larger groups open on demand. */
export const FIRST = 9

/** `layer_0/…` and `layer_1/…` belong together. */
const groupOf = (metric: string): string =>
  metric.includes('/') ? metric.slice(0, metric.indexOf('/')).replace(/\d+/g, '#') : ''

/** Alone in their groups, metrics stand together rather than each under a title. */
export function toGroups(metrics: string[]): Group[] {
  const groups = new Map<string, string[]>()
  for (const metric of byWeight([...metrics].sort(compareNatural))) {
    const name = groupOf(metric)
    groups.set(name, [...(groups.get(name) ?? []), metric])
  }
  if (metrics.length <= FEW) return [{ name: '', metrics: [...groups.values()].flat() }]
  const result: Group[] = []
  for (const [name, list] of groups) {
    const title = list.length === 1 ? '' : name
    const there = result.find((group) => group.name === title)
    if (there) there.metrics.push(...list)
    else result.push({ name: title, metrics: list })
  }
  return result
}

/** Without groups, so many fit on a screen or two. */
const FEW = 9

const natural = new Intl.Collator('en', { numeric: true })
const compareNatural = (a: string, b: string): number => natural.compare(a, b)
