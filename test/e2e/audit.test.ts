/** The page of the audit in a real browser; slow, as each test waits for real paints. */
import { expect, test } from 'vitest'
import { audit } from '../../src/features/activity/contract/audit.ts'
import { createCheck } from '../../src/platform/audit/check.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)
const { pool } = filled.database
const SLOW = { timeout: 40_000 }

const day = new Date().toISOString().slice(0, 10)

test('the page says how far the log is whole, and shows what happened as sentences with links', SLOW, async () => {
  const { page } = await open('/audit')
  await page.waitForSelector('.audit-status .chip:has-text("whole")')
  const { good } = await filled.call(audit.status, {})
  await page.waitForSelector(`.audit-status:has-text("verified up to ${good.seq}")`)
  expect(await page.textContent('.answer')).toContain(`Up to event ${good.seq} the log is as it was sealed`)
  await page.fill('input[aria-label="Words in details"]', 'brave heron')
  await page.waitForURL('**text=brave+heron')
  await page.waitForSelector('.audit-row:has-text("Run brave-heron-12 ended well.")')
  await page.click('.audit-row:has-text("Run brave-heron-12 ended well.") button')
  await page.waitForURL('**open=*')
  await page.click('.audit-only a:has-text("what is about this")')
  await page.waitForURL(`**kind=run&id=${seeded.best}`)
  // What was found before stands there until the answer comes.
  await expect
    .poll(async () => [...new Set(await page.locator('.audit-row a').allTextContents())])
    .toEqual(['brave-heron-12'])
  await page.click('.audit-row a:has-text("brave-heron-12") >> nth=0')
  await page.waitForURL(`**/runs/${seeded.best}`)
})

test('keys choose days of the strip and groups of its legend, all of it in the address', SLOW, async () => {
  const { page } = await open('/audit')
  await page.waitForSelector('.strip-plot')
  await page.focus('.strip-plot')
  expect(await page.getAttribute('.strip-plot', 'aria-valuetext')).toMatch(/: \d+ events, \d+ of runs/)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**since=${day}&until=${day}`)
  await page.waitForSelector('.audit-row')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Enter')
  await page.waitForSelector('p:has-text("No event of this workspace fits all of this.")')
  await page.keyboard.press('Escape')
  await page.waitForURL('**/audit')
  await page.click('.strip-legend a:has-text("experiments")')
  await page.waitForURL('**group=experiment')
  await page.waitForSelector('.audit-row:has-text("Experiment")')
  expect(await page.locator('.audit-row:has-text("Run ")').count()).toBe(0)
  expect(await page.inputValue('select[aria-label=Group]')).toBe('experiment')
})

test('the export of the page is a file that proves itself', SLOW, async () => {
  const { page } = await open('/audit')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("Export the log")')])
  expect(download.suggestedFilename()).toBe(`audit-default-${day}.jsonl`)
  const checking = createCheck()
  let text = ''
  for await (const chunk of await download.createReadStream()) text += chunk
  for (const line of text.trimEnd().split('\n')) checking.line(line)
  expect(checking.end()).toMatchObject({ ok: true, from: 1 })
})

test('the palette and two keys lead to the audit', SLOW, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.waitForURL('**/audit')
  await page.goto(`${url}/experiments`)
  await page.waitForSelector('h1')
  await page.keyboard.press('Control+k')
  await page.waitForSelector('.palette')
  await page.keyboard.type('audit')
  await page.waitForSelector('.palette-item:has-text("Audit")')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/audit')
})

test('a log that is not as it was sealed is said at once, with the event', SLOW, async () => {
  const { page } = await open('/audit')
  await page.waitForSelector('.audit-status .chip:has-text("whole")')
  await pool.query("update events set subject_id = 'x' where seq = 3")
  filled.advance(25 * 3_600_000)
  await page.waitForSelector('.audit-status .chip:has-text("broken")')
  expect(await page.textContent('.answer')).toContain('The log is not as it was sealed: event 3')
})
