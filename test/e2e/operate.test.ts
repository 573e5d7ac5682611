/** The page of backups and health in a real browser; slow, as a backup is made and restored. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, url } = await seededServer(10)
const { open } = browserOn(url)
const { pool } = filled.database
const backups = filled.config.backup.to
const SLOW = { timeout: 90_000 }

test('two keys lead to the page, which says that all is well, and what uses the disk', SLOW, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.waitForURL('**/operate')
  await page.waitForSelector('.answer:has-text("All is well. There is no backup yet.")')
  for (const name of ['Database', 'Schema', 'Backups', 'Background jobs', 'Artifacts', 'Disk', 'Event log'])
    await page.waitForSelector(`.operate-checks b:has-text("${name}")`)
  expect(await page.locator('.operate-checks .chip.good').count()).toBeGreaterThan(6)
  expect(await page.getAttribute('.disk-bar', 'aria-label')).toMatch(/^database .+B, artifacts .+B, .+free .+B$/)
})

test('one backup is made and proved by keys alone, with its progress, and stands in the strip', SLOW, async () => {
  const { page } = await open('/operate')
  await page.waitForSelector('.operate-checks')
  await page.focus('button:has-text("Make a backup")')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.backup-row:has-text("by hand")')
  expect(readdirSync(backups).filter((name) => name.endsWith('.tar'))).toHaveLength(1)
  await page.waitForSelector('.operate-progress', { state: 'detached' })
  await page.focus('.backup-plot')
  expect(await page.getAttribute('.backup-plot', 'aria-valuetext')).toMatch(/by hand: .* rows, not proved yet/)
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Verify/)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.operate-progress progress')
  await page.waitForSelector('.backup-row .chip.good:has-text("proved")', { timeout: 60_000 })
  await page.waitForSelector('.answer:has-text("restored beside, it is the same in every byte")')
})

test(
  'what is not well stands first, in the words of the doctor, and a backup that is damaged is named',
  SLOW,
  async () => {
    await pool.query('drop index runs_newest')
    filled.advance(61_000)
    writeFileSync(join(backups, 'bellwether-20260101T000000000Z-by-hand.tar'), 'no backup')
    const { page } = await open('/operate')
    await page.waitForSelector('.operate-checks li:first-child .chip.bad')
    expect(await page.textContent('.operate-checks')).toContain('index runs_newest is missing')
    expect(await page.textContent('.answer')).toMatch(/things need you: The database is not as the migrations make it/)
    await page.waitForSelector('.operate-backups .problem:has-text("is no backup of Bellwether")')
  },
)
