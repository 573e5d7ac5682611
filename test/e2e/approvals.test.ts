import { expect, test } from 'vitest'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { url, seeded } = await seededServer()
const { open } = browserOn(url)

test('by keyboard: from the first page to what waits, and an answer with its reason', { timeout: 40_000 }, async () => {
  const { page } = await open('/')
  await page.waitForSelector('.today-needs li:has-text("Label 20,000 more queries")')
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.waitForSelector('section[aria-label="For you"] li')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/approvals/${seeded.asked}`)
  await page.waitForSelector('.approval-answer')
  expect(await page.isDisabled('button:has-text("Approve")')).toBe(true)
  await page.focus('#reason')
  await page.keyboard.type('Compared both on the data of last month.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.approval-answer:has-text("You have answered this")')
  expect(await page.textContent('section[aria-label="Answers"]')).toContain('Compared both on the data of last month.')
  expect(await page.textContent('.answer')).toContain('1 came')
  await page.click('button:has-text("Withdraw the question")')
  await page.waitForSelector('.answer:has-text("withdrew the question")')
  await page.goto(`${url}/approvals`)
  await page.waitForSelector('section[aria-label="Settled"] li:has-text("withdrawn")')
})
