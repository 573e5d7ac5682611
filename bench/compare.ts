/** One scenario on all servers: who of the peers does best is found first, then it and ours take turns. */
import { medianInterval } from '../src/lib/stats/median.ts'
import type { Connections } from './load.ts'
import type { Peer } from './peers.ts'
import type { Measured, Scenario } from './scenarios/scenario.ts'

/** A peer and how it is spoken to. */
interface Entry {
  label: string
  peer: Peer
  connections: Connections
}

export interface Ratio {
  median: number
  low: number
  high: number
  confidence: number
}

export interface Comparison {
  what: string
  unit: string
  rounds: number
  /** Medians. */
  ours: number
  p50_ms: number | undefined
  p99_ms: number | undefined
  peer: string | undefined
  theirs: number | undefined
  /** What each entry of the peer reached in the heats, or why it did not. */
  heats: Record<string, number | string>
  ratio: Ratio | undefined
  levels: Scenario['levels']
  /** The level that the median of the ratios reaches. */
  reached: 0 | 1 | 2 | undefined
  /** Ours to a server of nothing but node:http. */
  of_bare: Ratio | undefined
}

const digits = (n: number): number => (n >= 1000 ? Math.round(n) : Number(n.toPrecision(3)))
const middle = (values: (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined)
  return known.length ? digits(medianInterval(known).median) : undefined
}

/** Only one server runs at a time. */
export async function alone<T>(peer: Peer, task: () => Promise<T>): Promise<T> {
  peer.resume()
  try {
    return await task()
  } finally {
    peer.pause()
  }
}

function ratioOf(scenario: Scenario, ours: Measured[], theirs: Measured[]): Ratio {
  const ratios = ours.map(({ value }, i) =>
    scenario.better === 'greater' ? value / theirs[i]!.value : theirs[i]!.value / value,
  )
  const { median, low, high, confidence } = medianInterval(ratios)
  return { median: digits(median), low: digits(low), high: digits(high), confidence: digits(confidence) }
}

interface Options {
  ours: Peer
  peers: Peer[]
  bare: Peer | undefined
  rounds: number
  seconds: number
  say(line: string): void
}

export async function compare(scenario: Scenario, { ours, peers, bare, rounds, seconds, say }: Options) {
  const measure = ({ peer, connections }: Omit<Entry, 'label'>): Promise<Measured> =>
    alone(peer, () => scenario.run(peer, seconds, connections))
  const kinds: Connections[] = scenario.keptOnly ? ['kept'] : ['kept', 'fresh']
  const entries = peers.flatMap((peer) =>
    kinds.map((connections): Entry => ({ label: `${peer.name}, ${connections} connections`, peer, connections })),
  )
  const isBetter = (a: number, b: number): boolean => (scenario.better === 'greater' ? a > b : a < b)
  const heats: Comparison['heats'] = {}
  // Nobody is measured cold: workers load what a request needs when it comes first.
  for (const peer of [ours, ...peers])
    await alone(peer, () => scenario.run(peer, Math.min(1, seconds), 'kept')).catch((error: Error) => {
      if (peer === ours) throw error
    })
  let best: Entry | undefined
  for (const entry of entries) {
    // A peer that breaks under the load is out, and the record says how.
    const value = await measure(entry).then(
      (measured) => digits(measured.value),
      (error: Error) => error.message,
    )
    heats[entry.label] = value
    say(`${entry.label}: ${value} ${scenario.unit}`)
    if (typeof value === 'number' && (!best || isBetter(value, heats[best.label] as number))) best = entry
  }
  const own: Measured[] = []
  const theirs: Measured[] = []
  const least: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    own.push(await measure({ peer: ours, connections: 'kept' }))
    if (best) theirs.push(await measure(best))
    if (bare && scenario.ofBare !== undefined) least.push(await measure({ peer: bare, connections: 'kept' }))
    say(`round ${round + 1}: ${digits(own.at(-1)!.value)} ${scenario.unit}, beside ${theirs.at(-1)?.value ?? 'nobody'}`)
  }
  const ratio = best && ratioOf(scenario, own, theirs)
  const [first, second] = scenario.levels
  const comparison: Comparison = {
    what: scenario.what,
    unit: scenario.unit,
    rounds,
    ours: middle(own.map(({ value }) => value))!,
    p50_ms: middle(own.map(({ p50 }) => p50)),
    p99_ms: middle(own.map(({ p99 }) => p99)),
    peer: best?.label,
    theirs: middle(theirs.map(({ value }) => value)),
    heats,
    ratio,
    levels: scenario.levels,
    reached: ratio && (second !== undefined && ratio.median >= second ? 2 : ratio.median >= first ? 1 : 0),
    of_bare: least.length ? ratioOf(scenario, own, least) : undefined,
  }
  return comparison
}
