/** `bellwether runs diff`: what differs between two runs; what is unknown of one of them is said. */
import { own } from '../../features/track/contract/own.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { paint, plain, print, printJson } from '../output.ts'
import { resolveRun, shortId } from '../resolve.ts'
import { table } from '../table.ts'
import { changed, isOwnTag } from './page.ts'

type Difference = Reply<typeof own.diff>
type Row = Difference['params'][number]

const SECTIONS = [
  ['Params', 'params'],
  ['Metrics', 'metrics'],
  ['Tags', 'tags'],
  ['Datasets', 'datasets'],
  ['Environment', 'environment'],
  ['Packages', 'packages'],
  ['Device', 'device'],
] as const

interface Options extends ServerOptions {
  experiment?: string
  code?: boolean
}

export async function diff(a: string, b: string, { experiment, code, ...options }: Options): Promise<void> {
  const client = connect(options)
  const left = await resolveRun(client, a, { experiment })
  const right = await resolveRun(client, b, { experiment })
  const found = await client.call(own.diff, { a: left.run_id, b: right.run_id })
  if (options.json) return printJson(found)
  print(summary(found))
  if (code) print(`\n${await codeOf(found, (run_id) => client.call(own.run, { run_id }))}`)
}

/** A diff of a thousand lines is no cell of a table. */
const shown = ({ name }: Row, text: string | null): string =>
  text === null ? '—' : name !== 'diff' ? text : text === '' ? 'nothing uncommitted' : changed(text)

function summary(found: Difference): string {
  const parts = SECTIONS.flatMap(([title, key]) => {
    const rows = key === 'tags' ? found.tags.filter(({ name }) => isOwnTag(name)) : found[key]
    if (rows.length === 0) return []
    const columns = [
      { title: 'KEY', of: (row: Row) => (row.name === 'diff' ? 'uncommitted' : row.name) },
      { title: `A ${found.a.name}`, of: (row: Row) => shown(row, row.a) },
      { title: `B ${found.b.name}`, of: (row: Row) => shown(row, row.b) },
    ]
    return [`${paint('bold', title)}\n${table(rows, columns)}`]
  })
  const head = `A ${found.a.name} (${shortId(found.a.run_id)}), B ${found.b.name} (${shortId(found.b.run_id)})`
  const unknown = found.unknown.length
    ? [`Unknown of at least one of them, so not compared: ${found.unknown.join(', ')}.`]
    : []
  if (parts.length === 0) parts.push('Nothing that is known of both differs.')
  return [plain(head), ...parts, ...unknown, ...commits(found)].join('\n\n')
}

/** The commits differ: git has the rest. */
function commits({ environment }: Difference): string[] {
  const row = environment.find(({ name }) => name === 'commit')
  return row?.a && row.b ? [`The committed code: git diff ${plain(row.a)} ${plain(row.b)}`] : []
}

async function codeOf(found: Difference, get: (id: string) => Promise<Reply<typeof own.run>>): Promise<string> {
  const sides = await Promise.all([get(found.a.run_id), get(found.b.run_id)])
  return sides
    .map(({ run, environment: { commit, diff: text } }, i) => {
      const head = `${'AB'[i]} ${run.name}: uncommitted changes on ${commit ?? 'an unknown commit'}`
      const body = text === null ? 'unknown' : text === '' ? 'none' : text.trimEnd()
      return `${paint('bold', plain(head))}\n${plain(body)}`
    })
    .join('\n\n')
}
