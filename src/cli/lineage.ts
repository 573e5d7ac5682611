/** `bellwether lineage`: what a node came from, what depends on it, and what of it changed since. */
import type { Command } from 'commander'
import { home, MAX_DEPTH } from '../features/home/contract.ts'
import { registered } from '../features/models/contract/own.ts'
import type { Reply } from '../lib/contract.ts'
import { EVENTS, KINDS, type Kind, MOST_COUNTED } from '../lib/vocabulary.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf } from './options.ts'
import { note, paint, print, printJson } from './output.ts'
import { resolveExperiment, resolveRun } from './resolve.ts'
import { type Column, table } from './table.ts'
import { ago } from './words.ts'

type Lineage = Reply<typeof home.lineage>
type Found = Lineage['origins'][number]

const COLUMNS: Column<Found>[] = [
  { title: 'STEPS', of: (node) => String(node.steps), right: true },
  { title: 'KIND', of: (node) => node.kind, whole: true },
  { title: 'NAME', of: (node) => (node.deleted ? `${node.label} (deleted)` : node.label) },
  { title: 'ID', of: (node) => node.id },
]

const kind = oneOf({
  ...(Object.fromEntries(KINDS.map((word) => [word, word])) as Record<Kind, Kind>),
  dataset: 'dataset-version',
  'logged-model': 'model-version',
})

/** Runs and experiments may be named as everywhere else; other nodes by their id. */
async function idOf(client: Client, kind: Kind, given: string): Promise<string> {
  if (kind === 'run') return (await resolveRun(client, given)).run_id
  if (kind === 'experiment') return (await resolveExperiment(client, given)).experiment_id
  if (kind === 'model' && !/^\d+$/.test(given)) return (await client.call(registered.model, { name: given })).model.id
  return given
}

function show({ node, origins, dependents, cuts, whole, newer, changes }: Lineage): void {
  const part = (title: string, nodes: Found[], none: string): void => {
    print(paint('bold', title))
    print(nodes.length ? table(nodes, COLUMNS) : none)
  }
  part(`What ${node.label} came from`, origins, 'Nothing that is known.')
  part(`What depends on ${node.label}`, dependents, 'Nothing yet.')
  if (newer.length) {
    print(paint('bold', 'Newer data'))
    for (const { of, label, since } of newer) print(`${label}, since ${ago(Date.parse(since))}, of ${of.id}`)
  }
  if (changes.length) {
    print(paint('bold', 'What happened to its origins since'))
    for (const { at, name, subject_id } of changes) print(`${ago(at)}  ${name}  ${subject_id}  (${EVENTS[name]})`)
  }
  for (const cut of cuts)
    note(
      `${cut.kind} ${cut.id}: ${cut.shown} of ${cut.total}${cut.total < MOST_COUNTED ? '' : ' or more'} shown by '${cut.rel}', the newest. --limit shows more.`,
    )
  if (!whole) note('There is more than 1,000 nodes. A smaller --depth or --limit shows a part of it whole.')
}

interface Options extends ServerOptions {
  depth: number
  limit: number
}

async function lineage(kind: Kind, id: string, { depth, limit, ...options }: Options): Promise<void> {
  const client = connect(options)
  const result = await client.call(home.lineage, { kind, id: await idOf(client, kind, id), depth, limit })
  if (options.json) printJson(result)
  else show(result)
}

export function addLineage(program: Command): void {
  const command = program
    .command('lineage')
    .description('what a run, dataset, model or experiment came from, and what depends on it')
    .argument('<kind>', `one of ${KINDS.join(', ')}`, kind)
    .argument('<id>', 'its id; name@digest for data')
  withServer(command)
    .option('--depth <steps>', 'how far in each direction', integer(1, MAX_DEPTH), 2)
    .option('--limit <number>', 'neighbours of one node by one relation, the newest first', integer(1, 1_000), 50)
    .action(lineage)
}
