import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { handbook } from '../../features/handbook/contract.ts'

const { call, listen } = await server({ now: Date.UTC(2026, 5, 1) })
const { bw } = commandLine(await listen())

const FIXTURE = '../../features/handbook/tests/source-figures.tsv'
const stated = readFileSync(join(import.meta.dirname, FIXTURE), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string])

/** What `bw team market show` prints of each figure. */
const printed = new Map<string, Map<string, string>>()
const roles = new Map<string, string>()
/** Years of experience belong to roles; a role template prints those of its role. */
const TEMPLATES = {
  'ml-engineering-team-lead': ['f021', 'f022'],
  'senior-ml-engineer-genai': ['f023'],
  'senior-game-data-analyst': ['f024'],
  'senior-ml-engineer-llm': ['f025'],
  'lead-machine-learning-engineer': ['f049', 'f088'],
  'ml-engineering-manager': ['f070', 'f071', 'f072', 'f073', 'f074'],
  'lead-ml-performance-engineer': ['f087'],
}

beforeAll(async () => {
  // A process for each figure would take a minute; the command takes several ids.
  const { stdout } = await bw(['team', 'market', 'show', ...stated.map(([id]) => id)])
  for (const block of stdout.trim().split('\n\n')) {
    const facts = new Map(block.split('\n').map((line) => /^(.*?)\s{2,}(.*)$/.exec(line)!.slice(1) as [string, string]))
    printed.set(facts.get('figure')!, facts)
  }
  for (const id of Object.keys(TEMPLATES)) roles.set(id, (await bw(['team', 'role', 'show', id])).stdout)
})

for (const [id, ref, value] of stated)
  test(`${id}: the command prints it word for word, with its label and the line where it stands`, async () => {
    const facts = printed.get(id)!
    const { figure } = await call(handbook.figure, { id })
    expect(facts.get('value')).toBe(value)
    expect(facts.get('label')).toBe(figure.label)
    expect(facts.get('reference')!.startsWith(`${ref} (`)).toBe(true)
    expect(facts.get('said by')).toBe('n=1 source')
    if (figure.group === 'market') expect(facts.get('period')).toBe(figure.period ?? 'not given')
    if (figure.group === 'date') expect(facts.get('from')).toMatch(/^20\d\d, \d years? ago$/)
    if (figure.group === 'experience') {
      const [role] = Object.entries(TEMPLATES).find(([, figures]) => figures.includes(id))!
      expect(roles.get(role)).toContain(`${id}  ${value}  ${figure.label}  ${ref}`)
    }
  })

test('f042: silly advert pay is printed as it stands and marked', () => {
  expect(printed.get('f042')!.get('implausible')).toBe('kept as words, in no range')
  expect([...printed.values()].filter((facts) => facts.has('implausible'))).toHaveLength(1)
})

test('Team-77 Team-78: figures are filtered by company and place as the documents name them; an empty answer says what there is', async () => {
  const google = await bw(['handbook', 'figures', '--company', 'Google'])
  expect(google.stdout).toContain('f011')
  expect(google.stderr).toContain('1 figure, one source')
  const seattle = await bw(['handbook', 'figures', '--place', 'Seattle', '--json'])
  expect(seattle.json<{ figures: { id: string }[] }>().figures.map(({ id }) => id)).toEqual(['f009', 'f010', 'f029'])
  const nowhere = await bw(['handbook', 'figures', '--place', 'Atlantis'])
  expect(nowhere).toMatchObject({ code: 0, stdout: '' })
  expect(nowhere.stderr).toContain('"New York, NY"')
  expect((await bw(['handbook', 'figures', '--group', 'wages'])).code).toBe(2)
  expect(await bw(['team', 'market', 'show', 'f999'])).toMatchObject({ code: 1 })
})

test('Team-79: contradicting figures are printed in one table, each with its line', async () => {
  const { stdout } = await bw(['handbook', 'contradictions'])
  for (const part of ['$81,709', '003:136', '$201,000 - $260,000', '003:141']) expect(stdout).toContain(part)
  const { stdout: one } = await bw(['handbook', 'figure', 'f040'])
  expect(one).toContain('f063 $202,331')
})
