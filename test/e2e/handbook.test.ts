/** The handbook in a real browser. Slow: it waits for real paints. */
import { expect, test } from 'vitest'
import { workspaces } from '../../src/features/access/contract/workspaces.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, url } = await seededServer()
const { open } = browserOn(url)

test('the keyboard alone leads to the handbook, to a word in it, to a line and back', { timeout: 40_000 }, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.waitForURL('**/handbook')
  await page.waitForSelector('.answer:has-text("lines and figures from five documents")')
  await page.waitForSelector('.main-roles a')
  await page.keyboard.press('/')
  await page.keyboard.type('transfer graph representation')
  await page.waitForSelector('.book-found mark')
  expect(new URL(page.url()).searchParams.get('q')).toBe('transfer graph representation')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/handbook/roles/ml-engineering-team-lead#team-lead-techniques')
  await expect.poll(() => page.locator('.book-line.is-target').textContent()).toContain('graph representation learning')
  await expect.poll(() => page.locator('.book-line.is-target').isVisible()).toBe(true)
  await page.goBack()
  await page.waitForSelector('.book-found mark')
})

test('a line has an address of its own, which its place on the page copies', { timeout: 40_000 }, async () => {
  const { page } = await open('/handbook/roles/ml-engineering-team-lead')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const line = page.locator('#team-lead-minimum-years')
  expect(await line.textContent()).toContain('000:105')
  await line.locator('.anchor').click()
  await page.waitForURL('**#team-lead-minimum-years')
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(`${url}/handbook/lines/team-lead-minimum-years`)
  await page.goto(copied)
  await page.waitForSelector('section[aria-label=References]:has-text("000:105")')
  expect(await page.textContent('section[aria-label=Figures]')).toContain('Minimum 5 years')
  await page.click('text=read it where it stands')
  await page.waitForSelector('#team-lead-minimum-years.is-target')
})

test('who said what they answer for is led to that role', { timeout: 40_000 }, async () => {
  await filled.call(workspaces.choose, { answers_for: 'ml-tech-lead' })
  const { page } = await open('/experiments')
  await page.click('.rail a:has-text("Handbook")')
  await page.waitForURL('**/handbook/roles/ml-tech-lead')
  await page.waitForSelector('.kind:has-text("what you answer for")')
  await page.click('.chapters a:has-text("Overview")')
  await page.waitForSelector('.main-roles li:first-child:has-text("yours")')
})

test('Team-55: what the reader ticks as their specialisation is saved, and shown as covered', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/handbook/skills#specialisations')
  const row = page.locator('.specialisations tr', { hasText: 'Computer vision' })
  expect(await row.textContent()).toContain('nobody')
  await row.locator('input').check()
  await expect.poll(() => row.textContent()).toContain('you')
  await page.reload()
  await expect.poll(() => row.locator('input').isChecked()).toBe(true)
  await row.locator('input').uncheck()
  await expect.poll(() => row.textContent()).toContain('nobody')
})

test('⌘K finds lines of the handbook by their words', { timeout: 40_000 }, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('Control+k')
  await page.waitForSelector('.palette input:focus')
  await page.keyboard.type('draw infrastructure architecture')
  await page.waitForSelector('.palette-item[aria-selected=true]:has-text("Draw up the infrastructure")')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/handbook/lines/team-lead-draw-the-architecture')
  await page.waitForSelector('section[aria-label=References]:has-text("000:68")')
})

const SALARIES = '/handbook/salaries'
const numbersIn = (text: string | null): string[] => (text ?? '').match(/\$[\d,]+/g) ?? []

test('Team-77 Team-78: filters of pay are the words of the documents, and the address keeps them', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(SALARIES)
  await page.selectOption('select[aria-label=Company]', 'Facebook (Meta)')
  await page.waitForURL('**/handbook/salaries?company=Facebook+%28Meta%29')
  await page.waitForSelector('.answer:has-text("One figure from one source, document 000")')
  await page.waitForSelector('.pay-evidence svg:has-text("$231,000 to $338,000")')
  await page.reload()
  await page.waitForSelector('.answer:has-text("One figure from one source, document 000")')
  await page.click('text=Clear filters')
  await page.selectOption('select[aria-label=Place]', 'New York, NY')
  await page.waitForSelector('.answer:has-text("Three figures from one source")')
  const options = await page.locator('select[aria-label=Place] option').allTextContents()
  expect(options).toEqual(
    expect.arrayContaining(['San Francisco Bay Area (1)', 'New York City (2)', 'Galveston, TX (1)']),
  )
  await page.click('text=Show as table')
  await page.waitForURL(/table=yes/)
  expect(await page.locator('.pay-table tbody tr').allTextContents()).toHaveLength(3)
})

test('Team-76: pay that cannot be meant is flagged apart, and is in no picture and no sentence', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(SALARIES)
  const apart = page.locator('section[aria-label=Implausible]')
  await apart.waitFor()
  expect(await apart.textContent()).toMatch(/USD 1111111K - 1111111K.*implausible.*002:110/)
  await page.waitForSelector('.pay-evidence svg')
  expect(await page.textContent('.pay-evidence svg')).not.toContain('1111111')
  const said = numbersIn(await page.textContent('.answer')).map((text) => Number(text.replace(/\D/g, '')))
  expect(said).toEqual([51_000, 554_000])
})

test('Team-79: figures that contradict each other stand side by side, none merged', { timeout: 40_000 }, async () => {
  const { page } = await open('/handbook/trends')
  const cards = page.locator(
    'section[aria-label="Contradiction: Growth according to the US Bureau of Labor Statistics"] li',
  )
  await cards.first().waitFor()
  expect(await cards.locator('b').allTextContents()).toEqual([
    '15-23%',
    '23% growth rate from 2022 to 2032',
    '23% growth rate for machine learning engineering from 2022 to 2032',
    '11% from 2019 to 2029',
  ])
  const tops = await cards.evaluateAll((all) => all.map((card) => card.getBoundingClientRect().top))
  expect(new Set(tops).size, 'all beside each other').toBe(1)
  await page.goto(`${url}${SALARIES}?role=ML+Engineering+Manager`)
  await page.waitForSelector('section[aria-label="Contradiction: What a manager of ML earns"]:has-text("$81,709")')
})

test('Team-52: advice on negotiation stands beside the figures', { timeout: 30_000 }, async () => {
  const { page } = await open(SALARIES)
  const [picture, advice] = await Promise.all([
    page.locator('.pay-evidence').boundingBox(),
    page.locator('aside[aria-label=Negotiation]').boundingBox(),
  ])
  expect(advice!.x).toBeGreaterThan(picture!.x + picture!.width)
  expect(Math.abs(advice!.y - picture!.y)).toBeLessThan(40)
})

test('Team-39: the reader’s ticks turn needs into haves and gaps, and stay in the address', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/handbook/skills?role=ml-tech-lead')
  await page.waitForSelector('.matrix td.is-chosen .mark-need')
  await page.click('[aria-label="I have it: Programming"]')
  await page.waitForURL('**have=programming')
  await page.waitForSelector('tr:has-text("Programming") td.is-chosen:has-text("have")')
  expect(await page.locator('.matrix td.is-chosen .mark-gap').count()).toBeGreaterThan(5)
  expect(await page.textContent('.answer')).toContain('By your own ticks you have 1 of them')
  expect(await page.textContent('.skills-for')).toContain('nothing is kept')
})

test('in the table of roles no word is broken on a phone', { timeout: 40_000 }, async () => {
  const { page } = await open('/handbook/roles', { width: 390, height: 844, theme: 'light' })
  await page.waitForSelector('.all-roles tbody td:nth-child(2)')
  const broken = await page.locator('.all-roles tbody td').evaluateAll((cells) => {
    const range = document.createRange()
    const walk = (node: Node): string[] =>
      node instanceof Text
        ? [...node.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
            range.setStart(node, index)
            range.setEnd(node, index + word.length)
            return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : []
          })
        : [...node.childNodes].flatMap(walk)
    return cells.flatMap(walk)
  })
  expect(broken).toEqual([])
})
