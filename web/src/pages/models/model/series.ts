/** Which metric the picture shows: the one in the address, else the most telling of those that most versions have. */
import { headlineOf } from '../../track/headline.ts'
import type { Series } from '../asks.ts'

/** Of the most widespread metric, a telling one may miss so many versions. */
const ENOUGH = 0.5

const placeOf = ({ dataset, of }: Series): string | undefined => dataset ?? (of === 'run' ? 'run' : undefined)

export function chosenOf(all: Series[], { metric, on }: { metric?: string; on?: string }): Series | undefined {
  if (metric !== undefined) {
    const named = all.filter(({ key }) => key === metric)
    return named.find((series) => placeOf(series) === on) ?? named[0]
  }
  const most = Math.max(0, ...all.map(({ versions }) => versions.length))
  const wide = all.filter(({ versions }) => versions.length >= most * ENOUGH)
  const key = headlineOf([...new Set(wide.map((series) => series.key))]) ?? wide[0]?.key
  // Measured on named data says more than what the run logged.
  return wide.filter((series) => series.key === key).sort((a, b) => Number(!!b.dataset) - Number(!!a.dataset))[0]
}
