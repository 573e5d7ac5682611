/** Pages of the handbook. */
import type { Page } from 'playwright-core'
import type { Place } from './place.ts'

async function haveSector(page: Page, sector: string): Promise<void> {
  await page.evaluate(
    (to) =>
      fetch('/api/v1/workspace', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sector: to }),
      }),
    sector,
  )
  await page.reload()
}

/** A duty that is done and one that is due, with the history open; the same however often it is asked for. */
async function giveRhythm(page: Page): Promise<void> {
  await page.selectOption('#rhythm-code-reviews select', 'week')
  await page.waitForSelector('#rhythm-code-reviews .period')
  const duty = page.locator('#rhythm-stakeholder-reports')
  await duty.locator('select').selectOption('month')
  await duty.locator('.period').waitFor()
  const tick = duty.locator('button:has-text("Mark as done")')
  if (await tick.count()) await tick.click()
  await duty.locator('.chip:has-text("done")').waitFor()
  await duty.locator('summary').click()
  await duty.locator('.duty-history li').first().waitFor()
}

export const handbookPlaces: Place[] = [
  { name: 'handbook', path: '/handbook' },
  { name: 'handbook-found', path: '/handbook?q=kubernetes' },
  { name: 'handbook-found-nothing', path: '/handbook?q=kubernetes+horoscope' },
  { name: 'handbook-roles', path: '/handbook/roles' },
  { name: 'handbook-role', path: '/handbook/roles/ml-engineering-team-lead' },
  { name: 'handbook-role-thin', path: '/handbook/roles/chief-ai-officer' },
  { name: 'handbook-role-none', path: '/handbook/roles/no-such-role', expected: /404/ },
  { name: 'handbook-skills', path: '/handbook/skills' },
  { name: 'handbook-skills-of-role', path: '/handbook/skills?role=ml-tech-lead&have=programming&have=sql' },
  {
    name: 'handbook-specialisations',
    path: '/handbook/skills#specialisations',
    act: async (page) => {
      await page.check('input[aria-label="Mine: Natural language processing"]')
      await page.check('input[aria-label="Mine: MLOps"]')
      await page.waitForSelector('.specialisations tr:has-text("MLOps"):has-text("you")')
      await page.locator('#specialisations').scrollIntoViewIfNeeded()
    },
  },
  { name: 'handbook-compare-choose', path: '/handbook/compare' },
  {
    name: 'handbook-compare',
    path: '/handbook/compare?a=machine-learning-engineer&b=lead-machine-learning-engineer&have=programming',
  },
  { name: 'handbook-paths', path: '/handbook/paths' },
  { name: 'handbook-paths-of-document', path: '/handbook/paths?doc=003' },
  { name: 'handbook-salaries', path: '/handbook/salaries' },
  { name: 'handbook-salaries-of-role', path: '/handbook/salaries?role=ML+Tech+Lead' },
  { name: 'handbook-salaries-table', path: '/handbook/salaries?role=Lead+Machine+Learning+Engineer&table=yes' },
  { name: 'handbook-salaries-nothing', path: '/handbook/salaries?role=ML+Tech+Lead&company=Google' },
  { name: 'handbook-salaries-no-sector', path: '/handbook/salaries?sector=workspace', expected: /400/ },
  {
    name: 'handbook-salaries-sector',
    path: '/handbook/salaries',
    act: async (page) => {
      await haveSector(page, 'Finance')
      await page.selectOption('select[aria-label=Sector]', 'workspace')
      await page.waitForSelector('.answer:has-text("Your sector is Finance")')
    },
  },
  {
    name: 'handbook-salaries-sector-unknown',
    path: '/handbook/salaries',
    act: async (page) => {
      await haveSector(page, 'Retail')
      await page.selectOption('select[aria-label=Sector]', 'workspace')
      await page.waitForSelector('.answer:has-text("no pay for Retail")')
    },
  },
  {
    name: 'handbook-role-sector',
    path: '/handbook/roles/ml-tech-lead',
    act: async (page) => {
      await haveSector(page, 'Finance')
      await page.waitForSelector('.chip:has-text("your sector")')
    },
  },
  { name: 'handbook-advice', path: '/handbook/advice' },
  { name: 'handbook-trends', path: '/handbook/trends' },
  { name: 'handbook-practices', path: '/handbook/practices' },
  { name: 'handbook-challenges', path: '/handbook/challenges' },
  { name: 'handbook-practices-not-done', path: '/handbook/practices?show=none' },
  { name: 'handbook-rhythm', path: '/handbook/rhythm', act: giveRhythm },
  { name: 'handbook-tools', path: '/handbook/tools' },
  { name: 'handbook-tools-recipes', path: '/handbook/tools?how=recipe' },
  { name: 'handbook-contradictions', path: '/handbook/contradictions' },
  { name: 'handbook-missing', path: '/handbook/missing' },
  { name: 'handbook-line', path: '/handbook/lines/team-lead-minimum-years' },
  { name: 'handbook-figure', path: '/handbook/figures/f042' },
]
