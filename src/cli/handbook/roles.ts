/** `bellwether handbook roles`, `role`, `compare`, `skills`, `paths`. */
import type { Command } from 'commander'
import { LEVELS, type Level } from '../../features/handbook/contract/shapes.ts'
import { handbook } from '../../features/handbook/contract.ts'
import type { Reply } from '../../lib/contract.ts'
import { connect } from '../client.ts'
import { type ServerOptions, withServer } from '../find-server.ts'
import { oneOf, repeated } from '../options.ts'
import { paintState, plain, print, printJson } from '../output.ts'
import { type Column, table } from '../table.ts'
import { type Figure, heading, printLine } from './show.ts'

type Head = Reply<typeof handbook.roles>['roles'][number]
interface HaveOptions extends ServerOptions {
  have?: string[]
}

const ROLES: Column<Head>[] = [
  { title: 'ID', of: ({ id }) => id, whole: true },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'LEVEL', of: ({ level }) => level },
  { title: 'LINES', of: ({ lines }) => String(lines), right: true },
  { title: 'FROM', of: ({ sources, source }) => (source === 'team' ? 'team' : sources.join(' ')) },
]

async function list({ level, ...options }: ServerOptions & { level?: Level }): Promise<void> {
  const reply = await connect(options).call(handbook.roles, { level })
  if (options.json) return printJson(reply)
  print(table(reply.roles, ROLES))
}

const printFigures = (figures: Figure[], ofSector: string[] = []): void => {
  for (const { id, value, label, ref } of figures)
    print(`- ${id}  ${value}  ${label}  ${ref}${ofSector.includes(id) ? '  your sector' : ''}`)
}

const MARKS = { need: 'need', have: 'have', gap: 'gap' } as const
const STYLES = { need: 'unknown', have: 'ok', gap: 'attention' } as const

export async function showRole(id: string, { have, ...options }: HaveOptions): Promise<void> {
  const reply = await connect(options).call(handbook.role, { id, have })
  if (options.json) return printJson(reply)
  const { role, sections, skills, figures, workspace_sector, before, next, missing } = reply
  print(`${heading(role.name)} (${role.level})  ${role.summary_refs.join(' ')}\n${plain(role.summary)}`)
  if (role.specialisations.length) print(`Specialisations: ${role.specialisations.map(({ name }) => name).join(', ')}`)
  for (const { title, lines } of sections) {
    print(`\n${heading(title)}`)
    for (const line of lines) printLine(line)
  }
  if (have) {
    print(`\n${heading('Need, have, gap')}`)
    for (const { skill, state, level } of skills)
      print(`- ${paintState(STYLES[state], MARKS[state])}  ${skill.name}${level === undefined ? '' : `, ${level}`}`)
  }
  for (const [title, rungs] of [
    ['Comes from', before],
    ['Leads to', next],
  ] as const)
    if (rungs.length) {
      print(`\n${heading(title)}`)
      for (const rung of rungs) print(`- ${rung.name} (${rung.level})  ${rung.refs.join(' ')}`)
    }
  if (figures.length) {
    print(`\n${heading('Figures')}`)
    printFigures(figures, workspace_sector?.figures)
    if (workspace_sector) print(plain(workspace_sector.says))
  }
  if (missing.length) {
    print(`\n${heading('What the documents do not say')}`)
    for (const sentence of missing) print(`- ${sentence}`)
  }
}

async function compare(left: string, right: string, { have, ...options }: HaveOptions): Promise<void> {
  const reply = await connect(options).call(handbook.compare, { left, right, have })
  if (options.json) return printJson(reply)
  print(heading(`${reply.left.name} and ${reply.right.name}`))
  for (const section of reply.sections) {
    print(`\n${heading(section.title)}`)
    if (section.shared.length) print('Both:')
    for (const { left: one, right: other } of section.shared) {
      printLine(one)
      if (other.text !== one.text) print(`  and: ${plain(other.text)}  ${other.refs.join(' ')}`)
    }
    for (const [side, lines] of [
      [reply.left.name, section.left],
      [reply.right.name, section.right],
    ] as const)
      if (lines.length) {
        print(`${side} only:`)
        for (const line of lines) printLine(line)
      }
  }
  const sides = { both: 'both', left: reply.left.name, right: reply.right.name }
  print(`\n${heading('Skills')}`)
  print(
    table(reply.skills, [
      { title: 'SKILL', of: ({ skill }) => skill.name },
      { title: 'NEEDED BY', of: ({ needed_by }) => sides[needed_by] },
      { title: 'STATE', of: ({ state }) => state, paint: (text, { state }) => paintState(STYLES[state], text) },
      { title: 'LEVEL', of: ({ level }) => level ?? '' },
    ]),
  )
}

async function skills({ have, role, ...options }: HaveOptions & { role?: string[] }): Promise<void> {
  const reply = await connect(options).call(handbook.skills, { have, role })
  if (options.json) return printJson(reply)
  const cell = (id: string, i: number): string => {
    const { need, have: had, level } = reply.roles[i]!.cells.find(({ skill }) => skill === id)!
    if (had === null) return need ? 'need' : ''
    return need ? (had ? `have${level === undefined ? '' : ` (${level})`}` : 'gap') : ''
  }
  print(
    table(reply.skills, [
      { title: 'SKILL', of: ({ id }) => id, whole: true },
      ...reply.roles.map(({ name }, i) => ({
        title: name,
        of: ({ id }: (typeof reply.skills)[number]) => cell(id, i),
      })),
    ]),
  )
}

async function paths(options: ServerOptions): Promise<void> {
  const reply = await connect(options).call(handbook.paths, {})
  if (options.json) return printJson(reply)
  const nameOf = (id: string): string => reply.rungs.find((rung) => rung.id === id)!.name
  print(
    table(reply.steps, [
      { title: 'FROM', of: ({ from }) => nameOf(from) },
      { title: 'TO', of: ({ to }) => nameOf(to) },
      { title: 'REFS', of: ({ refs, source }) => (source === 'team' ? 'team' : refs.join(' ')) },
    ]),
  )
  print('')
  for (const line of reply.notes) printLine(line)
}

const HAVE = 'a skill that you have, with a level if you like (sql=expert); may come several times, kept nowhere'

export function addRoles(noun: Command): void {
  withServer(noun.command('roles').description('the roles, in the order of their levels'))
    .option('--level <level>', LEVELS.join(', '), oneOf(Object.fromEntries(LEVELS.map((level) => [level, level]))))
    .action(list)
  withServer(noun.command('role <id>').description('what a role does, needs and leads to'))
    .option('--have <skill>', HAVE, repeated)
    .action(showRole)
  withServer(noun.command('compare <left> <right>').description('two roles side by side: shared and own lines'))
    .option('--have <skill>', HAVE, repeated)
    .action(compare)
  withServer(noun.command('skills').description('which role needs which skill, and where your gaps are'))
    .option('--have <skill>', HAVE, repeated)
    .option('--role <id>', 'only this role; may come several times', repeated)
    .action(skills)
  withServer(noun.command('paths').description('every career ladder of the documents')).action(paths)
}
