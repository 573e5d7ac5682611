/** `bellwether runs compare`: several runs beside each other, only what differs; repetitions with their mean and interval. */
import { compare as contract } from '../../features/track/contract/compare.ts'
import type { Reply } from '../../lib/contract.ts'
import { meanInterval, summaryOf } from '../../lib/stats/student.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { paint, plain, print, printJson, Usage } from '../output.ts'
import { resolveRun, shortId } from '../resolve.ts'
import { type Column, table } from '../table.ts'
import { count, shortNumber } from '../words.ts'
import { isOwnTag } from './page.ts'

type Comparison = Reply<typeof contract.runs>
type Line = Comparison['params'][number]

const SECTIONS = [
  ['Params', 'params'],
  ['Tags', 'tags'],
  ['Datasets', 'datasets'],
  ['Environment', 'environment'],
  ['Packages', 'packages'],
  ['Device', 'device'],
] as const

interface Options extends ServerOptions {
  experiment?: string
  all?: boolean
  base?: string
}

export async function compare(given: string[], { experiment, all, base, ...options }: Options): Promise<void> {
  const client = connect(options)
  const ids: string[] = []
  for (const one of given) ids.push((await resolveRun(client, one, { experiment })).run_id)
  const pinned = base === undefined ? undefined : (await resolveRun(client, base, { experiment })).run_id
  if (pinned !== undefined && !ids.includes(pinned))
    throw new Usage(`--base names run ${pinned}, which is not among those compared. Add it to the list.`)
  const found = await client.call(contract.runs, { run_id: ids, ...(all && { all }) })
  if (options.json) return printJson(found)
  print(summary(found, pinned))
}

/** A, B, … Z: twenty at most. */
const letter = (i: number): string => String.fromCharCode(65 + i)

function summary(found: Comparison, base: string | undefined): string {
  const heads = found.runs.map((run, i) => `${letter(i)} ${run.name}`)
  const columns = <L extends { name: string }>(of: (line: L, i: number) => string, right: boolean): Column<L>[] => [
    { title: 'KEY', of: ({ name }) => (name === 'diff' ? 'uncommitted' : name) },
    ...heads.map((title, i) => ({ title, right, of: (line: L) => of(line, i) })),
  ]
  const parts = SECTIONS.flatMap(([title, key]) => {
    const lines = key === 'tags' ? found.tags.filter(({ name }) => isOwnTag(name)) : found[key]
    if (!lines.length) return []
    const same = found.same[key] ? ` (${found.same[key].toLocaleString('en')} the same in all)` : ''
    return [
      `${paint('bold', title)}${same}\n${table(
        lines,
        columns<Line>((line, i) => line.values[i] ?? '—', false),
      )}`,
    ]
  })
  const pinned = found.runs.findIndex((run) => run.run_id === base)
  const cell = ({ values }: Comparison['metrics'][number], i: number): string => {
    const value = values[i] ?? null
    if (value === null) return '—'
    const at = pinned < 0 || pinned === i ? null : (values[pinned] ?? null)
    return at === null ? shortNumber(value) : `${shortNumber(value)} (${signed(Number(value) - Number(at))})`
  }
  if (found.metrics.length)
    parts.unshift(
      `${paint('bold', 'Metrics')}${pinned < 0 ? '' : ` (difference to ${plain(heads[pinned]!)})`}\n${table(found.metrics, columns(cell, true))}`,
    )
  if (parts.length === 0) parts.push('Nothing that is known of all of them differs.')
  const head = found.runs.map((run, i) => `${letter(i)} ${run.name} (${shortId(run.run_id)})`).join(', ')
  return [plain(head), ...parts, ...repetitions(found), ...unknown(found)].join('\n\n')
}

const signed = (n: number): string => (n > 0 ? `+${shortNumber(n)}` : shortNumber(n))

/** Runs that differ in nothing but the seed: what their mean is, and where it lies. */
function repetitions({ groups, metrics, runs, seeds }: Comparison): string[] {
  const several = groups.filter((group) => group.length > 1)
  const place = (id: string): number => runs.findIndex((run) => run.run_id === id)
  const rows = several.flatMap((group) =>
    metrics.flatMap(({ name, values }) => {
      const own = group.flatMap((id) => values[place(id)] ?? []).map(Number)
      return own.length > 1 && own.every(Number.isFinite) ? [{ group, name, of: summaryOf(own) }] : []
    }),
  )
  type Row = (typeof rows)[number]
  const interval = ({ of }: Row): string => {
    const { low, high } = meanInterval(of)!
    return `${shortNumber(low)} to ${shortNumber(high)}`
  }
  const columns: Column<Row>[] = [
    { title: 'RUNS', of: ({ group }) => group.map((id) => letter(place(id))).join(' ') },
    { title: 'KEY', of: ({ name }) => name },
    { title: 'N', of: ({ of }) => String(of.n), right: true },
    { title: 'MEAN', of: ({ of }) => shortNumber(of.mean), right: true },
    { title: '95 % INTERVAL', of: interval, right: true },
  ]
  if (!rows.length) return []
  const by = seeds.length ? ` (${seeds.join(', ')})` : ''
  return [
    `${paint('bold', 'Repetitions')}, alike in all that is known but the seed${plain(by)}; Student's t\n${table(rows, columns)}`,
  ]
}

function unknown({ unknown: missing, runs }: Comparison): string[] {
  if (!missing.length) return []
  const of = missing.map(({ name, run_ids }) =>
    run_ids.length === runs.length ? `${name} (of all)` : `${name} (of ${count(run_ids.length, 'run')})`,
  )
  return [`Unknown, so not compared: ${of.join(', ')}.`]
}
