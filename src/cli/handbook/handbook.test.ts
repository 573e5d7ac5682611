import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { loadBook } from '../../features/handbook/book/load.ts'
import { createProgram } from '../program.ts'

const ROOT = join(import.meta.dirname, '../../..')
const { listen } = await server()
const { bw, home } = commandLine(await listen())

test('the overview counts topics and names the documents', async () => {
  const { stdout } = await bw(['handbook'])
  expect(stdout).toMatch(/Figures\s+96/)
  expect(stdout).toMatch(/004\s+Lead ML Performance Engineer/)
})

test.each([
  ['Team-58', 'ml-engineering-team-lead'],
  ['Team-59', 'ml-tech-lead'],
])('%s: bw team role show %s prints duties, skills and following rungs, each with a reference', async (_, id) => {
  const { stdout, code } = await bw(['team', 'role', 'show', id])
  expect(code).toBe(0)
  const [told] = stdout.split('What the documents do not say')
  const lines = told!.split('\n').filter((line) => line.startsWith('- '))
  expect(lines.length).toBeGreaterThan(40)
  for (const line of lines) expect(line).toMatch(/ {2}00[0-4]:\d+/)
  expect(stdout).toContain('\nLeads to')
})

test('Team-60: two roles are compared, with the gaps of a self-assessment that is kept nowhere', async () => {
  const args = ['handbook', 'compare', 'machine-learning-engineer', 'lead-machine-learning-engineer']
  const { stdout } = await bw([...args, '--have', 'programming=expert', '--have', 'cloud'])
  expect(stdout).toMatch(/Skills\nBoth:\n- /)
  expect(stdout).toMatch(/Lead Machine Learning Engineer only:/)
  expect(stdout).toMatch(/Programming\s+both\s+have\s+Expert/)
  expect(stdout).toMatch(/Leadership\s+Lead Machine Learning Engineer\s+gap/)
  expect((await bw([...args, '--have', 'juggling'])).stderr).toContain("the skill 'juggling'")
})

test.each([
  ['roles', 'director-of-machine-learning'],
  ['paths', 'Chief AI Officer'],
  ['skills', 'large-language-models'],
  ['practices', 'Begin meetings on time'],
  ['challenges', 'Data quality and management'],
  ['trends', ':'],
  ['advice', 'Research|standard in the industry'],
  ['tools', 'Postgres'],
  ['missing', 'interview questions'],
  ['checks', 'There are no runs yet.'],
  ['rhythm', 'never scheduled'],
])('bw handbook %s prints what there is', async (topic, part) => {
  const { stdout, code } = await bw(['handbook', topic])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(part))
})

test('bw handbook role is bw team role show, also as JSON', async () => {
  const { role, sections } = (await bw(['handbook', 'role', 'staff-ml-scientist', '--json'])).json()
  expect(role).toMatchObject({ name: 'Staff ML Scientist' })
  expect((await bw(['team', 'role', 'show', 'staff-ml-scientist', '--json'])).json()).toMatchObject({ role, sections })
})

test('a search lists lines by id, and one line says where it comes from and what is done here', async () => {
  const { stdout, stderr } = await bw(['handbook', 'search', 'DATASET', 'metadata', '--limit', '1'])
  expect(stdout).toContain('practice-documentation-dataset-provenance')
  expect(stderr).toMatch(/^$|1 of \d+ shown/)
  const line = await bw(['handbook', 'line', 'practice-documentation-dataset-provenance'])
  expect(line.stdout).toMatch(/refs\s+000:342/)
  expect(line.stdout).toMatch(/check\s+There are no datasets yet\./)
  expect((await bw(['handbook', 'line', 'nope'])).code).toBe(1)
})

test("Platform-22: --sector workspace prints the pay of the workspace's sector, and says what sets one where there is none", async () => {
  const args = ['handbook', 'figures', '--group', 'pay', '--sector', 'workspace']
  const refused = await bw(args)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('bw workspaces set default --sector')
  await bw(['workspaces', 'set', 'default', '--sector', 'Healthcare'])
  const { stdout, stderr } = await bw(args)
  expect(stdout).toMatch(/f035\s+\$150,000 - \$250,000/)
  expect(stderr).toContain('Your sector is Healthcare: “Finance and Healthcare” in the documents.')
  expect((await bw(['handbook', 'role', 'ml-tech-lead'])).stdout).toMatch(/Figures\n- f035 .* your sector\n/)
  await bw(['workspaces', 'set', 'default', '--sector', 'Retail'])
  const none = await bw(args)
  expect(none.stdout).toBe('')
  expect(none.stderr).toContain('no pay for Retail; they name Tech and Software')
  await bw(['workspaces', 'set', 'default', '--sector', ''])
})

test('Team-55: specialisations are declared, suggested and cleared from the terminal', async () => {
  const args = ['handbook', 'specialisations']
  expect((await bw([...args, '--declare', 'nlp', 'performance'])).stdout).toMatch(
    /natural-language-processing\s+Natural language processing\s+\d+\s+you\n/,
  )
  const { stdout, stderr } = await bw([...args, '--suggest', 'nlp', 'mlops', '--level', 'lead'])
  expect(stdout).toContain('- you declared Natural language processing.\n- Nobody here has declared MLOps.')
  expect(stdout).toMatch(/ML Engineering Team Lead \(lead\): Natural language processing, MLOps/)
  expect(stderr).toContain('nobody is ranked. People carry no level: lead narrows the roles only.')
  expect((await bw([...args, '--clear'])).stderr).toContain('You declared none')
  expect((await bw([...args, '--level', 'lead'])).code).toBe(2)
  expect((await bw([...args, '--declare', 'juggling'])).stderr).toContain('no role of the handbook specialises in')
})

test('duties are scheduled, ticked off and opened again from the terminal', async () => {
  const id = 'rhythm-mentoring'
  expect((await bw(['handbook', 'rhythm', 'schedule', id, 'week'])).stdout).toMatch(/due\s+week/)
  expect((await bw(['handbook', 'rhythm', 'done', id, '--note', 'pairing'])).stdout).toMatch(/done\s+week/)
  const { duties } = (await bw(['handbook', 'rhythm', '--state', 'done', '--json'])).json<{
    duties: { id: string }[]
  }>()
  expect(duties.map((duty) => duty.id)).toEqual([id])
  expect((await bw(['handbook', 'rhythm', 'reopen', id])).stdout).toMatch(/due\s+week/)
  expect((await bw(['handbook', 'rhythm', 'schedule', id, 'fortnight'])).code).toBe(2)
  expect((await bw(['handbook', 'rhythm', 'unschedule', id])).stdout).toContain('never scheduled')
})

test('an overlay is applied, shown and removed; a wrong one names its line', async () => {
  const file = join(home, 'ours.yaml')
  writeFileSync(
    file,
    `bands:
  - { id: ours, role: ML engineer, level: mid, place: Berlin, currency: EUR, base: 80000, bonus: 5000, source: survey, date: '2026-01-15' }
`,
  )
  expect(await bw(['handbook', 'overlay', 'apply', file])).toMatchObject({
    code: 0,
    stdout: `Applied ${file}: 0 roles, 0 practices, 1 band.\n`,
  })
  expect((await bw(['handbook', 'overlay', 'show'])).stdout).toMatch(
    /ML engineer, mid, Berlin\s+80,000 EUR\s+85,000 EUR a year/,
  )
  writeFileSync(file, 'bands:\n  - id: ours\n')
  const refused = await bw(['handbook', 'overlay', 'apply', file])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/overlay line 2, 'ours': field 'bands\[0\]\.role' is missing/)
  expect((await bw(['handbook', 'overlay', 'remove'])).stdout).toContain('Removed')
  expect((await bw(['handbook', 'overlay', 'show'])).stderr).toContain('bw handbook overlay apply FILE')
  expect(await bw(['handbook', 'overlay', 'apply', join(home, 'none.yaml')])).toMatchObject({ code: 2 })
})

test('Team-76: an advert in a file becomes a draft of a role, its silly pay flagged', async () => {
  const file = join(home, 'advert.txt')
  writeFileSync(
    file,
    'Bioinformatic Expert\nUniversity of Texas Medical Branch\nGalveston, TX\nUSD 1111111K - 1111111K\n',
  )
  const { stdout } = await bw(['handbook', 'advert', file])
  expect(stdout).toMatch(/pay\s+USD 1111111K - 1111111K/)
  expect(stdout).toMatch(/implausible\s+1111111 is a placeholder; it counts in no range/)
  expect((await bw(['handbook', 'advert', file, '--yaml'])).stdout).toContain('name: Bioinformatic Expert')
})

test('every command that the handbook names exists, and every page of the handbook or the app', async () => {
  const { here, tools, entries } = await loadBook()
  const program = await createProgram()
  for (const [id, { command }] of Object.entries(here)) {
    if (command === undefined) continue
    let found = program as ReturnType<typeof program.command> | undefined
    for (const word of command.split(' ').slice(1)) {
      if (!/^[a-z]+$/.test(word) || !found?.commands.length) break
      found = found.commands.find((one) => one.name() === word || one.aliases().includes(word))
      expect(found, `${id}: ${command}`).toBeDefined()
    }
  }
  const pages = globSync('web/src/pages/*/routes.ts', { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/path: '([^']+)'/g)].map(([, path]) => path!),
  )
  const isPage = (href: string): boolean =>
    pages.some((page) => new RegExp(`^${page.replace(/\$\w+/g, '[^/]+')}$`).test(href.split(/[#?]/)[0]!))
  const named = [...Object.values(here), ...tools].flatMap(({ href }) => (href?.startsWith('/') ? [href] : []))
  const hrefs = [...named, ...[...entries.values()].map(({ href }) => href)]
  expect(hrefs.length).toBeGreaterThan(1_000)
  expect(hrefs.filter((href) => !isPage(href))).toEqual([])
})
