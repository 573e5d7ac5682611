import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { team } from '../contract/team.ts'
import { handbook } from '../contract.ts'

const { call, database } = await server()

const OURS = `# How we work at Acme
ladder:
  - id: acme-staff
    name: Staff engineer at Acme
    level: lead
    summary: Answers for the models of two teams.
    after: [senior-machine-learning-engineer]
    before: [director-of-machine-learning]
    specialisations: [mlops]
    sections:
      - id: duties
        title: What we expect
        kind: responsibilities
        lines:
          - { id: acme-staff-two-teams, text: Keeps the models of two teams in one piece., skill: mlops }
practices:
  - id: acme-ships-small
    title: Ship small
    lines:
      - { id: acme-ships-small-daily, text: Merge every day., href: /experiments, check: runs-with-commit }
bands:
  - id: acme-berlin
    role: Machine Learning Engineer
    level: mid
    place: Berlin
    company_size: 50 to 200
    currency: EUR
    base: { low: 70000, high: 85000 }
    bonus: 5000
    source: our own survey
    date: '2026-01-15'
`
const put = (yaml: string) => call(team.putOverlay, { yaml })
/** The example with one text exchanged. */
const changed = (from: string, to: string): string => {
  expect(OURS).toContain(from)
  return OURS.replace(from, to)
}

test('Team-50: a YAML file of bands has ranges by role, level and place with source and day; it goes round trip', async () => {
  const { overlay } = await put(OURS)
  expect(overlay.bands).toEqual([
    {
      id: 'acme-berlin',
      role: 'Machine Learning Engineer',
      level: 'mid',
      place: 'Berlin',
      company_size: '50 to 200',
      currency: 'EUR',
      per: 'year',
      base: { low: 70_000, high: 85_000 },
      bonus: { low: 5_000, high: 5_000 },
      total: { low: 75_000, high: 90_000 },
      source: 'our own survey',
      date: '2026-01-15',
      basis: 'Machine Learning Engineer, mid, Berlin, 50 to 200',
    },
  ])
  const found = (await call(team.overlay, {})).overlay!
  expect(found).toEqual(overlay)
  expect(found.yaml).toBe(OURS)
})

test('overlaid lines carry the team as their source and are found, opened and compared like the others', async () => {
  await put(OURS)
  const { line, check, href } = await call(handbook.line, { id: 'acme-ships-small-daily' })
  expect(line).toMatchObject({ source: 'team', refs: [], here: { href: '/experiments', check: 'runs-with-commit' } })
  expect(check?.state).toBe('nothing')
  expect(href).toBe('/handbook/practices#acme-ships-small-daily')
  expect((await call(handbook.search, { q: 'two teams in one piece' })).found.map(({ id }) => id)).toEqual([
    'acme-staff-two-teams',
  ])
  const pair = await call(handbook.compare, { left: 'acme-staff', right: 'senior-machine-learning-engineer' })
  expect(pair.left).toMatchObject({ source: 'team', level: 'lead' })
  const { pieces } = await call(handbook.practices, {})
  expect(pieces.at(-1)).toMatchObject({ id: 'acme-ships-small', source: 'team' })
  expect((await call(handbook.overview, {})).overlaid).toBe(true)
  const { checks } = await call(handbook.checks, {})
  expect(checks.find(({ id }) => id === 'runs-with-commit')!.lines).toContain('acme-ships-small-daily')
})

test('the example of the guide can be applied', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guide/handbook.md'), 'utf8')
  const { overlay } = await put(/```yaml\n([\s\S]*?)```/.exec(guide)![1]!)
  expect([overlay.roles.length, overlay.practices.length, overlay.bands!.length]).toEqual([1, 1, 1])
})

test("a team's own ladder loads with its rungs in order between those of the documents", async () => {
  await put(OURS)
  const { before, next, sections } = await call(handbook.role, { id: 'acme-staff' })
  expect(before.map(({ id }) => id)).toEqual(['senior-machine-learning-engineer'])
  expect(next.map(({ id }) => id)).toEqual(['director-of-machine-learning'])
  expect(sections[0]!.lines[0]).toMatchObject({ text: 'Keeps the models of two teams in one piece.', skill: 'mlops' })
  const { steps } = await call(handbook.paths, {})
  expect(steps.filter(({ source }) => source === 'team')).toHaveLength(2)
})

test('Team-51: a record with separate components reports their sum as the total', async () => {
  const record = `bands:
  - id: as-document-003
    role: Machine Learning Engineer
    level: mid
    place: US
    currency: USD
    base: 157969
    bonus: 44362
    source: figures f064 and f065
    date: '2024-01-01'
`
  const { overlay } = await put(record)
  const [band] = overlay.bands!
  const stated = (await call(handbook.figure, { id: 'f063' })).figure.amount
  expect(band!.total).toEqual({ low: stated, high: stated })
  const whole = record.replace(
    'bonus: 44362',
    'bonus: 10000\n    stock: { low: 5000, high: 30000 }\n    benefits: 4362',
  )
  expect((await put(whole)).overlay.bands![0]!.total).toEqual({ low: 177_331, high: 202_331 })
})

test.each([
  ['level: lead', 'level: boss', /overlay line 5, 'acme-staff': field 'ladder\[0\]\.level' must be one of junior, mid/],
  ['summary:', 'sumary:', /line 6, 'acme-staff': field 'ladder\[0\]\.sumary' is not known here/],
  ['    source: our own survey\n', '', /'acme-berlin': field 'bands\[0\]\.source' is missing/],
  ["'2026-01-15'", "'2026-02-31x'", /field 'bands\[0\]\.date' must match/],
  [
    'base: { low: 70000, high: 85000 }',
    'base: lots',
    /line 28, 'acme-berlin': field 'bands\[0\]\.base' must be an amount, or a mapping/,
  ],
  ['low: 70000', 'low: 90000', /has low 90000 above high 85000/],
  [
    '    place: Berlin\n    company_size: 50 to 200\n',
    '',
    /says nothing that the band depends on.* place, company_size, sector/,
  ],
  ['after: [senior-machine-learning-engineer]', 'after: [wizard]', /names the rung 'wizard', which no ladder has/],
  ['before: [director-of-machine-learning]', 'before: [machine-learning-engineer]', /leads back to itself/],
  ['id: acme-staff-two-teams', 'id: f001', /is 'f001', which is taken/],
  ['skill: mlops', 'skill: juggling', /names the skill 'juggling'/],
  ['check: runs-with-commit', 'check: runs-on-time', /names the check 'runs-on-time'; there are experiments-with-data/],
  ['ladder:', 'ladder: [', /overlay line \d+ is not valid YAML/],
])('an overlay with %j as %j is refused, with line and field, and the one before stays', async (from, to, reason) => {
  await put(OURS)
  await expect(put(changed(from, to))).rejects.toThrow(reason)
  expect((await call(team.overlay, {})).overlay!.yaml).toBe(OURS)
})

test('an overlay goes with an event that tells numbers only; what is gone is gone for the handbook', async () => {
  await put(OURS)
  await call(team.deleteOverlay, {})
  await call(team.deleteOverlay, {})
  expect((await call(team.overlay, {})).overlay).toBeNull()
  await expect(call(handbook.role, { id: 'acme-staff' })).rejects.toMatchObject({ status: 404 })
  const { rows } = await database.pool.query(
    `select d.details from events e join event_details d on d.event_id = e.id
     where e.name = 'handbook.overlaid' order by e.id desc limit 2`,
  )
  expect(rows.map(({ details }) => details)).toEqual([{ removed: true }, { rungs: 1, practices: 1, bands: 1 }])
})

test('an overlay that no longer fits is said to be so, and the documents stand alone', async () => {
  await put(OURS)
  await database.pool.query(`update handbook_overlays set yaml = replace(yaml, 'skill: mlops', 'skill: gone')`)
  const { overlay } = await call(team.overlay, {})
  expect(overlay!.problem).toMatch(/names the skill 'gone'/)
  expect((await call(handbook.roles, {})).roles.map(({ id }) => id)).not.toContain('acme-staff')
  await put(OURS)
})
