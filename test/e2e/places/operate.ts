/** Backups and health: without a backup, and with one that proved to be whole. */
import type { Page } from 'playwright-core'
import type { Place } from './place.ts'

const isLookedAt = (page: Page) => page.waitForSelector('.operate-checks .chip')

async function withOne(page: Page): Promise<void> {
  await isLookedAt(page)
  if ((await page.locator('.backup-row').count()) === 0) await page.click('button:has-text("Make a backup")')
  await page.waitForSelector('.backup-row')
  await page.waitForSelector('.operate-progress', { state: 'detached' })
  if ((await page.locator('.backup-row .chip.good').count()) === 0) await page.click('.backup-row button >> nth=0')
  await page.waitForSelector('.backup-row .chip.good', { timeout: 60_000 })
  await page.waitForSelector('.operate-progress', { state: 'detached' })
}

export const operatePlaces: Place[] = [
  { name: 'operate', path: '/operate', act: isLookedAt },
  { name: 'operate-proved', path: '/operate', act: withOne },
]
