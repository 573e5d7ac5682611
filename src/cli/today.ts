/** `bellwether today`: what needs you, what changed, what is running. */
import type { Command } from 'commander'
import { home } from '../features/home/contract.ts'
import type { Row, Section } from '../lib/card.ts'
import { connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer } from './options.ts'
import { note, paint, print, printJson } from './output.ts'
import { type Column, table } from './table.ts'

const TITLES: Record<Section, string> = { needs: 'Needs you', changed: 'Changed', running: 'Running' }

async function today({ hours, ...options }: ServerOptions & { hours: number }): Promise<void> {
  const client = connect(options)
  const result = await client.call(home.today, { since: Date.now() - hours * 3_600_000 })
  if (options.json) return printJson(result)
  if (result.is_empty) return note('Nothing has run here yet.')
  print(result.sentence || `Nothing happened in the last ${hours} h, and nothing is running.`)
  const columns: Column<Row>[] = [
    { title: 'WHAT', of: (row) => row.mark },
    { title: 'NAME', of: (row) => row.title },
    { title: 'KNOWN', of: (row) => row.note },
    { title: 'PAGE', of: (row) => client.url + row.href },
  ]
  for (const [section, title] of Object.entries(TITLES)) {
    const rows = result.rows.filter((row) => row.section === section)
    if (rows.length) print(`\n${paint('bold', title)}\n${table(rows, columns)}`)
  }
}

export function addToday(program: Command): void {
  withServer(program.command('today').description('what needs you, what changed, what is running'))
    .option('--hours <number>', 'what changed in the last hours', integer(1, 2_160), 24)
    .action(today)
}
