/** The main path by keyboard alone: from the first start to a run, its comparison and the handbook. Slow: real paints. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { runs } from '../../src/features/track/contract/runs.ts'
import { anExperiment } from '../harness/factories.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { seeded, url } = await seededServer()
const { open } = browserOn(url)

/** Tab until what has the focus says this; a person who cannot use a mouse does no other. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const text = await page.evaluate(() => {
      const at = document.activeElement
      return `${at?.getAttribute('aria-label') ?? ''} ${at?.textContent ?? ''}`
    })
    if (words.test(text)) return
  }
  throw new Error(`Tab never came to ${words}`)
}

test('by keyboard alone: the first start, a first run, its page', { timeout: 60_000 }, async () => {
  const empty = await server()
  const base = await empty.listen()
  const { page } = await open(`${base}/`)
  await tabTo(page, /lead ML performance engineer/i)
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("How do you want to begin?")')
  await tabTo(page, /Copy/)
  await page.waitForSelector('.live-dot.live')
  const experiment_id = await anExperiment(empty.call, 'first-steps')
  const { run } = await empty.call(runs.create, { experiment_id, run_name: 'first', start_time: Date.now() })
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.waitForSelector('.today-running li:has-text("first-steps")')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${base}/runs/${run.info.run_id}`)
})

test('by keyboard alone: from the first page to a comparison, its difference, the handbook and back', {
  timeout: 60_000,
}, async () => {
  const { page } = await open('/')
  await page.waitForSelector('.today-needs li')
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.waitForSelector('tr:has-text("ranker")')
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('j')
    if ((await page.evaluate(() => document.activeElement?.textContent)) === 'ranker') break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/experiments/${seeded.ranker}`)
  await page.waitForSelector('[data-row="1"]')
  for (const key of ['j', 'x', 'j', 'x', 'c']) await page.keyboard.press(key)
  await page.waitForURL(/\/(compare|diff)\?/)
  await page.waitForSelector('.answer:not(:empty)')
  await page.keyboard.press('Control+k')
  await page.waitForSelector('.palette input:focus')
  await page.keyboard.type('document dataset metadata')
  await page.waitForSelector('.palette-item[aria-selected=true]')
  await page.waitForSelector('.palette-group:has-text("Handbook")')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/handbook\//)
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.waitForSelector('.today-needs li')
  expect(new URL(page.url()).pathname).toBe('/')
})
