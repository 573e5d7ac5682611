/** `bellwether handbook`: what five documents say of leading an ML team, what is done of it here, what a team adds. */
import type { Command } from 'commander'
import { handbook } from '../../features/handbook/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { print, printJson } from '../output.ts'
import { table } from '../table.ts'
import { addFigures } from './figures.ts'
import { addOverlay } from './overlay.ts'
import { addRhythm } from './rhythm.ts'
import { addRoles } from './roles.ts'
import { addSpecialisations } from './specialisations.ts'
import { addTopics } from './topics.ts'

async function overview(options: ServerOptions): Promise<void> {
  const reply = await connect(options).call(handbook.overview, {})
  if (options.json) return printJson(reply)
  print(
    table(reply.topics, [
      { title: 'TOPIC', of: ({ title }) => title, whole: true },
      { title: 'COUNT', of: ({ count }) => String(count), right: true },
      { title: 'ABOUT', of: ({ about }) => about },
    ]),
  )
  print('')
  print(
    table(reply.sources, [
      { title: 'DOCUMENT', of: ({ id }) => id, whole: true },
      { title: 'TITLE', of: ({ title }) => title, whole: true },
      { title: 'LINES', of: ({ lines }) => String(lines), right: true },
      { title: 'ABOUT', of: ({ about }) => about },
    ]),
  )
}

export function addHandbook(program: Command): void {
  const noun = program
    .command('handbook')
    .description('what documents say of leading an ML team, and what is done here')
  withServer(noun.command('topics', { isDefault: true }).description('what there is, with counts')).action(overview)
  addRoles(noun)
  addSpecialisations(noun)
  addFigures(noun)
  addTopics(noun)
  addRhythm(noun)
  addOverlay(noun)
}
