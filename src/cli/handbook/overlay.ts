/** `bellwether handbook overlay` and `advert`: what a team adds of its own, from files. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { team } from '../../features/handbook/contract/team.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { note, paintState, plain, print, printJson, Usage } from '../output.ts'
import { type Fact, facts, table } from '../table.ts'
import { count } from '../words.ts'
import { heading, money, printLine } from './show.ts'

type Overlay = NonNullable<Reply<typeof team.overlay>['overlay']>
type Draft = Reply<typeof team.advert>['drafts'][number]

/** A file, or what is piped in for `-`. */
function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new Usage(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`)
  }
}

function printOverlay(overlay: Overlay): void {
  if (overlay.problem !== null) note(`It does not fit this version: ${overlay.problem} The documents stand alone.`)
  for (const { role, sections } of overlay.roles) {
    print(`${heading(role.name)} (${role.level})\n${plain(role.summary)}`)
    for (const { title, lines } of sections) {
      print(heading(title))
      for (const line of lines) printLine(line)
    }
  }
  for (const { title, lines } of overlay.practices) {
    print(heading(title))
    for (const line of lines) printLine(line)
  }
  if (overlay.bands === null) note('Pay bands are for admins.')
  else if (overlay.bands.length) printBands(overlay.bands)
}

function printBands(bands: NonNullable<Overlay['bands']>): void {
  print(
    table(bands, [
      { title: 'BAND', of: ({ id }) => id, whole: true },
      { title: 'BASIS', of: ({ basis }) => basis },
      { title: 'BASE', of: ({ base, currency }) => money(base, currency) },
      { title: 'TOTAL', of: ({ total, currency, per }) => `${money(total, currency)} a ${per}`, whole: true },
      { title: 'SOURCE', of: ({ source, date }) => `${source}, ${date}` },
    ]),
  )
}

async function apply(file: string, options: ServerOptions): Promise<void> {
  const { overlay } = await connect(options).call(team.putOverlay, { yaml: readText(file) })
  if (options.json) return printJson({ overlay })
  const parts = [
    count(overlay.roles.length, 'role'),
    count(overlay.practices.length, 'practice'),
    count(overlay.bands?.length ?? 0, 'band'),
  ]
  print(`Applied ${file}: ${parts.join(', ')}.`)
}

async function show(options: ServerOptions): Promise<void> {
  const { overlay } = await connect(options).call(team.overlay, {})
  if (options.json) return printJson({ overlay })
  if (!overlay) return note('Nothing is laid over the handbook. Apply a file: bw handbook overlay apply FILE')
  printOverlay(overlay)
}

async function remove(options: ServerOptions): Promise<void> {
  await connect(options).call(team.deleteOverlay, {})
  if (options.json) return printJson({ overlay: null })
  print('Removed the overlay; the lines of the documents stay.')
}

function draftFacts({ title, employer, place, type, level, level_words, pay }: Draft): Fact[] {
  const unknown = (value: string | null): string => value ?? 'unknown'
  const bad = (text: string): string => paintState('attention', text)
  return [
    ['title', unknown(title)],
    ['employer', unknown(employer)],
    ['place', unknown(place)],
    ['type', unknown(type)],
    ['level', level === null ? 'unknown' : level_words === level ? level : `${level} (${level_words})`],
    ['pay', pay?.words ?? 'unknown'],
    ...(pay?.implausible ? [['implausible', `${pay.why}; it counts in no range`, bad] as const] : []),
  ]
}

async function advert(file: string, { yaml, ...options }: ServerOptions & { yaml?: boolean }): Promise<void> {
  const { drafts } = await connect(options).call(team.advert, { text: readText(file) })
  if (options.json) return printJson({ drafts })
  for (const [i, draft] of drafts.entries()) {
    if (i) print('')
    print(yaml ? draft.overlay.trimEnd() : facts(draftFacts(draft)))
    if (!yaml && draft.unread.length) note(`${count(draft.unread.length, 'line')} told none of these.`)
  }
}

export function addOverlay(noun: Command): void {
  const overlay = noun.command('overlay').description("the team's own roles, practices and pay bands, from a YAML file")
  const add = (usage: string, description: string): Command =>
    withServer(overlay.command(usage).description(description))
  add('apply <file>', 'replace what is laid over the handbook; - reads from the pipe').action(apply)
  add('show', 'what is laid over the handbook').action(show)
  add('remove', 'take it away; the lines of the documents stay').action(remove)
  withServer(noun.command('advert <file>').description('read job adverts as drafts of roles; - reads from the pipe'))
    .option('--yaml', 'print each draft as the beginning of an overlay file')
    .action(advert)
}
