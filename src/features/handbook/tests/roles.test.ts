import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { LEVELS } from '../contract/shapes.ts'
import { handbook } from '../contract.ts'

const { call, app } = await server()
const role = (id: string) => call(handbook.role, { id })
const linesOf = async (id: string, kind: string) =>
  (await role(id)).sections.filter((section) => section.kind === kind).flatMap(({ lines }) => lines)
const { rungs, steps } = await call(handbook.paths, {})

/** Every rung that can be reached from one, upwards or downwards. */
function reach(from: string, direction: 'up' | 'down', without?: string): Set<string> {
  const seen = new Set<string>()
  const walk = (id: string): void => {
    if (seen.has(id) || id === without) return
    seen.add(id)
    for (const step of steps)
      if (direction === 'up' ? step.from === id : step.to === id) walk(direction === 'up' ? step.to : step.from)
  }
  walk(from)
  return seen
}

test.each([
  ['Team-58', 'ml-engineering-team-lead', 'ML Engineering Team Lead'],
  ['Team-59', 'ml-tech-lead', 'ML Tech Lead'],
])('%s: the ladder of %s ships with duties, skills and what follows, each with a reference', async (_, id, name) => {
  const shown = await role(id)
  expect(shown.role).toMatchObject({ name, main: true, level: 'lead' })
  for (const kind of ['responsibilities', 'skills', 'soft-skills', 'education', 'next-steps']) {
    const lines = await linesOf(id, kind)
    expect(lines.length, kind).toBeGreaterThan(0)
    for (const line of lines) expect(line.refs.length, line.id).toBeGreaterThan(0)
  }
  expect(shown.next.length).toBeGreaterThan(1)
  for (const rung of shown.next) expect(rung.refs.length).toBeGreaterThan(0)
})

test('Team-60: the lead ML engineer ships, and stands beside the ML engineer in two columns', async () => {
  const pair = await call(handbook.compare, {
    left: 'machine-learning-engineer',
    right: 'lead-machine-learning-engineer',
  })
  const skills = pair.sections.find(({ kind }) => kind === 'skills')!
  expect(skills.shared.map(({ left, because }) => [left.skill, because])).toEqual(
    expect.arrayContaining([['programming', 'same skill']]),
  )
  for (const { left, right } of skills.shared) expect(left.skill).toBe(right.skill)
  const duties = pair.sections.find(({ kind }) => kind === 'responsibilities')!
  expect(duties.left.map(({ id }) => id)).toContain('mle-infrastructure')
  expect(duties.right.length).toBeGreaterThan(2)
  expect(pair.figures.left.map(({ id }) => id)).toContain('f040')
  expect(pair.figures.right.map(({ id }) => id)).toContain('f041')
})

test('comparing loses no line: each stands once, shared or as its own', async () => {
  const pair = await call(handbook.compare, { left: 'ml-tech-lead', right: 'ml-engineering-manager' })
  for (const side of ['left', 'right'] as const) {
    const ids = pair.sections.flatMap((section) => [
      ...section.shared.map((both) => both[side].id),
      ...section[side].map(({ id }) => id),
    ])
    const all = (await role(pair[side].id)).sections.flatMap(({ lines }) => lines.map(({ id }) => id))
    expect(ids.toSorted()).toEqual(all.toSorted())
  }
  await expect(call(handbook.compare, { left: 'ml-tech-lead', right: 'king' })).rejects.toThrow(
    /Role 'king' does not exist/,
  )
})

test('Team-61: the ML engineering manager ships with duties, requirements and advice on moving into the job', async () => {
  const { role: head, sections } = await role('ml-engineering-manager')
  expect(head.level).toBe('manager')
  const kinds = new Set(sections.map(({ kind }) => kind))
  for (const kind of ['responsibilities', 'education', 'experience', 'next-steps'] as const)
    expect(kinds).toContain(kind)
  const found = await call(handbook.search, { q: 'challenge-management', topic: 'challenges' })
  expect(found.found.flatMap(({ refs }) => refs)).toEqual(expect.arrayContaining(['003:235']))
})

test('Team-62: the lead ML performance engineer ships with its duties, each of its practices about performance links to a check or page of today or says that it waits for the performance lab, which is not there yet', async () => {
  expect((await role('lead-ml-performance-engineer')).role).toMatchObject({ main: true, level: 'lead' })
  for (const kind of ['responsibilities', 'skills', 'soft-skills', 'education', 'experience', 'next-steps'])
    expect((await linesOf('lead-ml-performance-engineer', kind)).length, kind).toBeGreaterThan(0)
  const { pieces } = await call(handbook.practices, {})
  const { checks } = await call(handbook.checks, {})
  const practices = pieces.flatMap(({ lines }) => lines).filter(({ id }) => /performance|llm-inference/.test(id))
  const duties = (await linesOf('lead-ml-performance-engineer', 'responsibilities')).filter(({ skill }) =>
    ['performance-engineering', 'gpu-programming'].includes(skill!),
  )
  expect([practices.length, duties.length]).toEqual([12, 8])
  const waiting = [...practices, ...duties].filter(({ id, here }) => {
    const check = checks.find((one) => one.id === here?.check)
    const works = (check && check.state !== 'not-yet') ?? here?.href !== undefined
    const waits = /^Waits for the performance lab: .* not in the product yet\.$/.test(here?.later ?? '')
    expect(works || waits, id).toBe(true)
    return waits
  })
  // A line that no longer waits loses its sentence.
  expect(waiting).toHaveLength(17)
})

test('Team-63: from every rung above it one can walk down to Machine Learning Engineer, and nothing stands below that', async () => {
  const entry = rungs.find(({ name }) => name === 'Machine Learning Engineer')!
  expect(steps.filter(({ to }) => to === entry.id)).toEqual([])
  const above = rungs.filter(({ level }) => LEVELS.indexOf(level) >= LEVELS.indexOf('senior'))
  expect(above.length).toBeGreaterThan(7)
  for (const { id } of above) expect(reach(id, 'down'), id).toContain(entry.id)
})

test('Team-64: every way from ML engineer to a lead or manager passes Senior Machine Learning Engineer', async () => {
  const higher = rungs.filter(({ level }) => LEVELS.indexOf(level) > LEVELS.indexOf('senior'))
  expect(reach('machine-learning-engineer', 'up').size).toBe(higher.length + 2)
  expect([...reach('machine-learning-engineer', 'up', 'senior-machine-learning-engineer')]).toEqual([
    'machine-learning-engineer',
  ])
})

test('rungs and roles have one of seven levels, and no ladder leads back to itself', () => {
  for (const { level } of rungs) expect(LEVELS).toContain(level)
  for (const { id } of rungs)
    for (const step of steps.filter(({ from }) => from === id)) expect(reach(step.to, 'up')).not.toContain(id)
})

test.each([
  ['Team-66', 'senior-ml-engineer-genai', 'f023'],
  ['Team-67', 'senior-game-data-analyst', 'f024'],
  ['Team-68', 'senior-ml-engineer-llm', 'f025'],
])(
  '%s: the profile of %s is installed with the duties that its document names, and its years as text',
  async (_, id, figure) => {
    expect((await linesOf(id, 'responsibilities')).length).toBeGreaterThan(4)
    expect((await role(id)).figures.map((one) => one.id)).toContain(figure)
  },
)

test('Team-69: the staff scientist ships and says what sets it apart from data scientist and ML engineer', async () => {
  const differs = (await linesOf('staff-ml-scientist', 'differs')).map(({ text }) => text).join(' ')
  expect(differs).toMatch(/Data scientists/)
  expect(differs).toMatch(/ML engineers/)
})

test('Team-70: Director of Machine Learning is a later rung, with nothing but what the documents say', async () => {
  const { role: head, sections, missing } = await role('director-of-machine-learning')
  expect(head.level).toBe('director')
  expect(sections.map(({ kind }) => kind)).toEqual(['next-steps'])
  expect(missing.length).toBeGreaterThan(0)
  expect(reach('director-of-machine-learning', 'down')).toContain('ml-tech-lead')
})

test('Team-71: executive rungs end the ladder graph', () => {
  const last = rungs.filter(({ level }) => level === 'executive')
  expect(last.map(({ name }) => name).toSorted()).toEqual(['Chief AI Officer', 'VP of Engineering'])
  for (const { id } of last) expect(steps.filter(({ from }) => from === id)).toEqual([])
})

test('Team-38: the catalogue has programming like any other skill, with levels and the evidence that counts', async () => {
  const { skills } = await call(handbook.skills, {})
  const programming = skills.find(({ id }) => id === 'programming')!
  expect(programming.levels.length).toBeGreaterThan(2)
  expect(programming.evidence).toContain('Runs with their commit')
  expect(programming.refs).toContain('000:114')
  for (const { id, levels, evidence, evidence_later } of skills)
    expect(levels.length * (evidence.length + evidence_later.length), id).toBeGreaterThan(0)
  expect(programming.evidence_later).toEqual(['Reviews given'])
  expect(skills.flatMap(({ evidence }) => evidence).filter((name) => /later/.test(name))).toEqual([])
})

test('Team-39: for every role and skill the matrix says need, present level and gap, for what the caller names', async () => {
  const { skills, roles } = await call(handbook.skills, { have: ['programming=2', 'sql'] })
  expect(roles.length).toBeGreaterThan(10)
  for (const { cells } of roles) expect(cells.map(({ skill }) => skill)).toEqual(skills.map(({ id }) => id))
  const lead = roles.find(({ id }) => id === 'ml-engineering-team-lead')!
  const cell = (skill: string) => lead.cells.find((one) => one.skill === skill)!
  expect(cell('programming')).toEqual({
    skill: 'programming',
    need: true,
    have: true,
    gap: false,
    level: 'Proficient',
  })
  expect(cell('mentoring')).toEqual({ skill: 'mentoring', need: true, have: false, gap: true })
  expect(cell('game-analytics')).toEqual({ skill: 'game-analytics', need: false, have: false, gap: false })
  const [bare] = (await call(handbook.skills, { role: ['ml-tech-lead'] })).roles
  expect(bare!.cells[0]).toMatchObject({ have: null, gap: null })
})

test('what the caller has is compared and kept nowhere; what the catalogue lacks is named', async () => {
  const { skills } = await call(handbook.role, { id: 'ml-tech-lead', have: ['programming'] })
  expect(skills.find(({ skill }) => skill.id === 'programming')).toMatchObject({ state: 'have' })
  for (const level of ['2', 'proficient', 'Proficient', 'Proficient: writes Python that is tested'])
    expect(
      (await call(handbook.role, { id: 'ml-tech-lead', have: [`programming=${level}`] })).skills.find(
        ({ skill }) => skill.id === 'programming',
      ),
    ).toMatchObject({ state: 'have', level: 'Proficient' })
  expect(new Set(skills.map(({ state }) => state))).toEqual(new Set(['have', 'gap']))
  expect(new Set((await role('ml-tech-lead')).skills.map(({ state }) => state))).toEqual(new Set(['need']))
  await expect(call(handbook.role, { id: 'ml-tech-lead', have: ['juggling'] })).rejects.toThrow(/the skill 'juggling'/)
  await expect(call(handbook.role, { id: 'ml-tech-lead', have: ['programming=9'] })).rejects.toThrow(
    /the level '9'; it has Familiar, Proficient/,
  )
})

test('Team-46: education stands in the templates as text, and no route can filter by it', async () => {
  for (const id of [
    'ml-engineering-team-lead',
    'ml-tech-lead',
    'ml-engineering-manager',
    'lead-ml-performance-engineer',
  ])
    expect((await linesOf(id, 'education')).length, id).toBeGreaterThan(0)
  const inputs = app.http.routes
    .filter(({ id }) => id.startsWith('handbook.'))
    .flatMap(({ input }) => Object.keys((input as { properties?: object }).properties ?? {}))
  expect(inputs.filter((name) => /education|degree|experience|years/.test(name))).toEqual([])
})

test('Team-47: years of experience stand in the templates as text, next to where they come from', async () => {
  const years = {
    'ml-engineering-team-lead': ['f021', 'f022'],
    'lead-machine-learning-engineer': ['f049', 'f088'],
    'ml-engineering-manager': ['f070', 'f071', 'f072', 'f073', 'f074'],
    'lead-ml-performance-engineer': ['f087'],
  }
  for (const [id, figures] of Object.entries(years)) {
    const shown = await role(id)
    for (const figure of figures) {
      const { ref, value } = (await call(handbook.figure, { id: figure })).figure
      expect(shown.figures, id).toContainEqual(expect.objectContaining({ id: figure, ref, value, group: 'experience' }))
    }
    const lines = shown.sections.flatMap((section) => section.lines)
    expect(lines.filter((line) => figures.some((figure) => line.figures.includes(figure))).length).toBeGreaterThan(0)
  }
})

test('Team-20: the rungs come in the order of their levels, each with what it expects', async () => {
  const { roles } = await call(handbook.roles, {})
  const ranks = roles.map(({ level }) => LEVELS.indexOf(level))
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
  for (const { id, lines, summary } of roles) expect(lines * summary.length, id).toBeGreaterThan(0)
  const columns = await call(handbook.compare, { left: 'ml-tech-lead', right: 'ml-engineering-team-lead' })
  expect(columns.sections.length).toBeGreaterThan(3)
})
