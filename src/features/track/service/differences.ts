/** What differs between two runs; what is unknown of one of them is said, not compared. */
import type { Reply } from '../../../lib/contract.ts'
import type { own } from '../contract/own.ts'

type Detail = Reply<typeof own.run>
type Words = Record<string, string>

export interface Difference {
  name: string
  a: string | null
  b: string | null
}

/** Entries that differ, sorted by name; an entry that one side lacks is null there. */
function compare(a: Words, b: Words): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  return names.filter((name) => a[name] !== b[name]).map((name) => ({ name, a: a[name] ?? null, b: b[name] ?? null }))
}

const values = (metrics: Detail['run']['metrics']): Words =>
  Object.fromEntries(Object.entries(metrics).map(([name, point]) => [name, String(point.value)]))

const digests = (datasets: Detail['datasets']): Words =>
  Object.fromEntries(datasets.map(({ name, digest, context }) => [context ? `${name} (${context})` : name, digest]))

const FACTS = [
  'command',
  'directory',
  'commit',
  'branch',
  'remote',
  'dirty',
  'diff',
  'image',
  'python',
  'exit_code',
  'signal',
] as const

/** How a run ended is known to be nothing when it has not ended: only these count as unknown. */
const CAPTURED = ['command', 'commit', 'diff', 'python'] as const

const facts = (environment: Detail['environment']): Words =>
  Object.fromEntries(FACTS.flatMap((name) => (environment[name] === null ? [] : [[name, String(environment[name])]])))

export function differences(a: Detail, b: Detail) {
  const unknown = [...CAPTURED, 'packages' as const, 'device' as const].filter(
    (name) => a.environment[name] === null || b.environment[name] === null,
  )
  const known = ({ name }: Difference): boolean => !(unknown as string[]).includes(name)
  const table = (name: 'packages' | 'device'): Difference[] =>
    unknown.includes(name) ? [] : compare(a.environment[name] ?? {}, b.environment[name] ?? {})
  return {
    params: compare(a.run.params, b.run.params),
    metrics: compare(values(a.run.metrics), values(b.run.metrics)),
    tags: compare(a.run.tags, b.run.tags),
    datasets: compare(digests(a.datasets), digests(b.datasets)),
    environment: compare(facts(a.environment), facts(b.environment)).filter(known),
    packages: table('packages'),
    device: table('device'),
    unknown,
  }
}
