/** The handbook as a team uses it, in a real browser: evidence, duties, comparison, its own lines. Slow: real paints. */
import { expect, test } from 'vitest'
import { team } from '../../src/features/handbook/contract/team.ts'
import { models } from '../../src/features/models/contract.ts'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)

test('evidence of a challenge changes by itself when a run says what it read', { timeout: 40_000 }, async () => {
  const { page } = await open('/handbook/challenges')
  await page.waitForSelector('.live-dot.live')
  const evidence = page.locator('#challenge-data-accessible .evidence')
  const before = /^(\d+) of (\d+) runs/.exec((await evidence.textContent())!.replace(/^\W+/, ''))!
  const { run } = await filled.call(runs.create, {
    experiment_id: seeded.ranker,
    run_name: 'says-what-it-read',
    start_time: Date.now(),
  })
  await filled.call(inputs.log, {
    run_id: run.info.run_id,
    datasets: [{ dataset: { name: 'clicks', digest: 'feed0001', source_type: 's3', source: '{}' } }],
  })
  const after = `${Number(before[1]) + 1} of ${Number(before[2]) + 1} runs`
  await expect.poll(() => evidence.textContent(), { timeout: 8_000 }).toContain(after)
})

test('Team-60: two roles stand in two columns, what they share in one row', { timeout: 40_000 }, async () => {
  const { page } = await open('/handbook/compare')
  await page.selectOption('select[aria-label="First role"]', 'machine-learning-engineer')
  await page.selectOption('select[aria-label="Second role"]', 'lead-machine-learning-engineer')
  await page.waitForURL('**/compare?a=machine-learning-engineer&b=lead-machine-learning-engineer')
  const section = page.locator('section[aria-label="What the role does"]')
  await section.waitFor()
  expect(await section.locator('.two-sides > div:first-child').textContent()).toContain(
    'Only Machine Learning Engineer',
  )
  expect(await section.locator('.two-sides > div:last-child').textContent()).toContain('002:27')
  const shared = page.locator('section[aria-label=Skills] .shared-rows li:has-text("002:38")')
  expect(await shared.textContent()).toContain('002:50')
  await page.click('[aria-label="I have it: Programming"]')
  await page.waitForURL('**have=programming')
  await page.waitForSelector('.skills-of-two tr:has-text("Programming"):has-text("have")')
  await page.waitForSelector('.skills-of-two tr:has-text("Leadership"):has-text("gap")')
  await page.click('text=Swap')
  await page.waitForURL('**/compare?a=lead-machine-learning-engineer&b=machine-learning-engineer&have=programming')
})

test('Team-20 Team-71: the ladders are one picture whose rungs are links, and a table that names the documents', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/handbook/paths')
  const names = await page
    .locator('.ladders a.rung')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
  expect(names).toEqual(expect.arrayContaining(['ML Tech Lead', 'Chief AI Officer', 'VP of Engineering']))
  const step = page.locator('.steps tr:has-text("Chief AI Officer")')
  expect(await step.textContent()).toMatch(/ML Engineering Team Lead.*000:187/)
  const boxes = await page.locator('.rung rect').evaluateAll((all) =>
    all.map((each) => {
      const { left, top, right, bottom } = each.getBoundingClientRect()
      return { left, top, right, bottom }
    }),
  )
  const overlaps = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
  )
  expect(overlaps, 'no rung covers another').toEqual([])
  await page.click('.strand-legend a:has-text("003")')
  await page.waitForURL('**/paths?doc=003')
  expect(await page.locator('.steps tbody tr').count()).toBe(5)
  await page.focus('.ladders a[aria-label="ML Tech Lead"]')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/handbook/roles/ml-tech-lead')
})

test('a duty gets a cadence, is ticked off by hand, taken back, and keeps its history', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/handbook/rhythm')
  const duty = page.locator('#rhythm-code-reviews')
  await duty.locator('select').selectOption({ label: 'Every week' })
  await duty.locator('.chip:has-text("due")').waitFor()
  await page.waitForSelector('.answer:has-text("one is due")')
  await duty.locator('button:has-text("Mark as done")').click()
  await duty.locator('.chip:has-text("done")').waitFor()
  expect(await duty.textContent()).toContain('by hand')
  await duty.locator('button:has-text("Take back")').click()
  await duty.locator('.chip:has-text("due")').waitFor()
  await duty.locator('summary').click()
  await expect
    .poll(async () => (await duty.locator('.duty-history li').allTextContents()).map((text) => text.split(' · ')[1]))
    .toEqual(['tick taken back', 'ticked off by hand', 'got a cadence: every week'])
  await page.click('.parts a:has-text("due")')
  await page.waitForURL('**/rhythm?state=due')
  await expect.poll(() => page.locator('.duty').count()).toBe(1)
})

test('an event ticks a duty off, and the page names it', { timeout: 40_000 }, async () => {
  await filled.call(team.schedule, { id: 'rhythm-update-models', every: 'month' })
  const { page } = await open('/handbook/rhythm')
  await page.waitForSelector('.live-dot.live')
  const duty = page.locator('#rhythm-update-models')
  await duty.waitFor()
  const { model } = await filled.call(models.create, {
    experiment_id: seeded.ranker,
    name: 'ranker',
    source_run_id: seeded.best,
  })
  await duty.locator(`.duty-done:has-text("a model was logged") a[href*="${model.info.model_id}"]`).waitFor()
  expect(await duty.locator('.chip').textContent()).toContain('done')
})

test('a duty that is due stands on the first page, which leads to it', { timeout: 40_000 }, async () => {
  await filled.call(team.schedule, { id: 'rhythm-retraining', every: 'week' })
  await filled.call(team.schedule, { id: 'rhythm-key-metrics', every: 'day' })
  const { page } = await open('/')
  const row = page.locator('.today-needs li:has-text("Look at the key")')
  await row.locator('text=Tick off').click()
  await page.waitForURL('**/handbook/rhythm#rhythm-key-metrics')
  const duty = page.locator('#rhythm-key-metrics.is-target')
  await duty.locator('button:has-text("Mark as done")').click()
  await duty.locator('.chip:has-text("done")').waitFor()
  await page.goto(`${url}/`)
  await page.waitForSelector('.today-needs')
  expect(await row.count()).toBe(0)
})

test('lines of the team stand among those of the documents, marked as theirs', { timeout: 40_000 }, async () => {
  await filled.call(team.putOverlay, {
    yaml: `
ladder:
  - id: staff-ranking-engineer
    name: Staff ranking engineer
    level: lead
    summary: Owns the ranking of the shop.
    after: [senior-machine-learning-engineer]
practices:
  - id: our-launches
    title: How we launch
    lines:
      - { id: our-launches-friday, text: Nothing ships on a Friday., href: /experiments }
bands:
  - { id: band-berlin, role: Senior ML engineer, level: senior, place: Berlin, currency: EUR, base: { low: 85000, high: 105000 }, bonus: 8000, source: our own, date: 2026-01-05 }
`,
  })
  const { page } = await open('/handbook/practices')
  await page.waitForSelector('#our-launches-friday:has-text("your team"):has-text("Do it here: Experiments")')
  await page.goto(`${url}/handbook/paths`)
  await page.waitForSelector('.ladders a.is-team[aria-label="Staff ranking engineer"]')
  await page.goto(`${url}/handbook/salaries`)
  await page.waitForSelector('section[aria-label="Bands of your team"]:has-text("€93,000 to €113,000 a year")')
  await page.goto(`${url}/handbook/lines/our-launches-friday`)
  await page.waitForSelector('.answer:has-text("Your team wrote this line")')
  await filled.call(team.deleteOverlay, {})
})
