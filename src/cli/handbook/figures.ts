/** `bellwether handbook figures`, `figure`, `contradictions`: values as the documents have them. */
import type { Command } from 'commander'
import { GROUPS, type Group, OWN_SECTOR } from '../../features/handbook/contract/shapes.ts'
import { handbook } from '../../features/handbook/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { oneOf } from '../options.ts'
import { note, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { count } from '../words.ts'
import { aboutOf, type Figure, heading, printFigure } from './show.ts'

const COLUMNS: Column<Figure>[] = [
  { title: 'ID', of: ({ id }) => id, whole: true },
  { title: 'VALUE', of: ({ value, implausible }) => (implausible ? `${value} (implausible)` : value), whole: true },
  { title: 'LABEL', of: ({ label }) => label },
  { title: 'ABOUT', of: aboutOf },
  { title: 'REF', of: ({ ref }) => ref, whole: true },
  { title: 'YEAR', of: ({ year }) => (year === undefined ? 'unknown' : String(year)), right: true },
]

interface Filters extends ServerOptions {
  group?: Group
  role?: string
  level?: string
  place?: string
  company?: string
  sector?: string
  source?: string
}

async function list({ url, dataDir, json, ...filter }: Filters): Promise<void> {
  const reply = await connect({ ...(url && { url }), ...(dataDir && { dataDir }) }).call(handbook.figures, filter)
  if (json) return printJson(reply)
  const { figures, said_by, facets, workspace_sector } = reply
  if (filter.sector === OWN_SECTOR && workspace_sector) note(workspace_sector.says)
  if (figures.length === 0) {
    const offered = Object.entries(facets).filter(([key, values]) => key in filter && values.length)
    for (const [key, values] of offered) note(`--${key} can be ${values.map(({ value }) => `"${value}"`).join(', ')}.`)
    return note('No document has such a figure; filters take the words of the documents.')
  }
  print(table(figures, COLUMNS))
  note(`${count(figures.length, 'figure')}, ${said_by}; none is merged with another.`)
}

/** Of one figure or of several. */
export async function showFigures(ids: string[], options: ServerOptions): Promise<void> {
  const client = connect(options)
  const replies = []
  for (const id of ids) replies.push(await client.call(handbook.figure, { id }))
  if (options.json) return printJson({ figures: replies })
  for (const [i, reply] of replies.entries()) {
    if (i) print('')
    printFigure(reply)
  }
}

async function contradictions(options: ServerOptions): Promise<void> {
  const reply = await connect(options).call(handbook.contradictions, {})
  if (options.json) return printJson(reply)
  for (const { topic, why, figures } of reply.contradictions)
    print(`${heading(topic)}\n${why}\n${table(figures, COLUMNS)}\n`)
}

export function addFigures(noun: Command): void {
  withServer(noun.command('figures').description('the figures, word for word; filters take the words of the documents'))
    .option('--group <which>', GROUPS.join(', '), oneOf(Object.fromEntries(GROUPS.map((group) => [group, group]))))
    .option('--role <name>', 'such as "ML Tech Lead"')
    .option('--level <level>', 'such as senior')
    .option('--place <place>', 'such as "New York, NY"')
    .option('--company <company>', 'such as Google')
    .option('--sector <sector>', 'such as "Finance and Healthcare"; workspace is the sector of the workspace')
    .option('--source <document>', 'such as 003')
    .action(list)
  withServer(noun.command('figure <ids...>').description('figures with all that is known of them')).action(showFigures)
  withServer(noun.command('contradictions').description('where the documents disagree, side by side')).action(
    contradictions,
  )
}
