/** Units that a metric's name tells; nothing is guessed beyond its last words. */

const UNITS: [pattern: RegExp, unit: string][] = [
  [/(tokens|samples|rows|examples|images|steps|requests|queries|items)_per_(?:s|sec|second)$/, '$1/s'],
  [/_(?:ms|msec|millis|milliseconds)$/, 'ms'],
  [/_(?:us|usec|micros|microseconds)$/, 'µs'],
  [/_(?:s|sec|secs|seconds)$/, 's'],
  [/_(?:min|mins|minutes)$/, 'min'],
  [/_(?:h|hours)$/, 'h'],
  [/_(?:percentage|percent|pct)$/, '%'],
  [/_bytes$/, 'B'],
  [/_(?:mb|megabytes)$/, 'MB'],
  [/_(?:gb|gigabytes)$/, 'GB'],
  [/_mib$/, 'MiB'],
  [/_gib$/, 'GiB'],
  [/_watts$/, 'W'],
  [/_(?:celsius|degc)$/, '°C'],
  [/_usd$/, 'USD'],
  [/_eur$/, 'EUR'],
  [/_mhz$/, 'MHz'],
]

/** "ms" of "latency_ms"; undefined when the name tells none. */
export function unitOf(metric: string): string | undefined {
  const name = metric.toLowerCase()
  for (const [pattern, unit] of UNITS) {
    const found = pattern.exec(name)
    if (found) return unit.replace('$1', found[1] ?? '')
  }
  return undefined
}

/** "latency_ms, ms (log)": the title of a chart and of its vertical axis. */
export function titleOf(metric: string, log: boolean): string {
  const unit = unitOf(metric)
  return `${metric}${unit ? `, ${unit}` : ''}${log ? ' (log)' : ''}`
}
