/** `bellwether search`: finds anything in the graph by words of its name or by the beginning of its id. */
import type { Command } from 'commander'
import { home } from '../features/home/contract.ts'
import type { Hit } from '../lib/source.ts'
import type { Kind } from '../lib/vocabulary.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer } from './options.ts'
import { note, print, printJson } from './output.ts'
import { type Column, table } from './table.ts'

interface Found {
  kind: Kind
  id: string
  label: string
  deleted: boolean
}

const COLUMNS: Column<Found>[] = [
  { title: 'KIND', of: (node) => node.kind },
  { title: 'NAME', of: (node) => (node.deleted ? `${node.label} (deleted)` : node.label) },
  { title: 'ID', of: (node) => node.id },
]

const ELSEWHERE: Column<Hit>[] = [
  { title: 'IN', of: (hit) => hit.group },
  { title: 'TITLE', of: (hit) => hit.title },
  { title: 'PAGE', of: (hit) => hit.href },
]

async function search(words: string[], { limit, ...options }: ServerOptions & { limit: number }): Promise<void> {
  const result = await connect(options).call(home.search, { q: words.join(' '), limit })
  if (options.json) return printJson(result)
  if (!result.whole) note('For such words only the newest of each kind were looked through.')
  if (result.found.length + result.elsewhere.length === 0) return note('Nothing found.')
  if (result.found.length) print(table(result.found, COLUMNS))
  if (result.elsewhere.length) print(table(result.elsewhere, ELSEWHERE))
}

export function addSearch(program: Command): void {
  withServer(program.command('search <words...>').description('find experiments, runs, data and models by name or id'))
    .option('--limit <number>', 'at most this many', integer(1, 200), 20)
    .action(search)
}
