/** The first page, the palette, workspaces: in a real browser. Slow: it waits for real paints. */
import { expect, test } from 'vitest'
import { workspaces } from '../../src/features/access/contract/workspaces.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)

test('the first page says what died, what runs and what changed, and each row leads there', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/')
  await page.waitForSelector('.today-needs li')
  expect(await page.textContent('.answer')).toMatch(/is lost.*(is|are) running/)
  expect(await page.textContent('.today-needs')).toMatch(/lost.*silent for/)
  expect(await page.textContent('.today-running')).toContain('ranker')
  await page.keyboard.press('j')
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('today-title')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/runs/*')
  await page.goto(`${url}/?span=week`)
  await page.waitForSelector('.today-changed li:has-text("ranker")')
})

test('what dies while the page is open shows by itself', { timeout: 30_000 }, async () => {
  const { page } = await open('/')
  await page.waitForSelector('.live-dot.live')
  const { run } = await filled.call(runs.create, {
    experiment_id: seeded.ranker,
    run_name: 'just-crashed',
    start_time: Date.now(),
  })
  await page.waitForSelector('.today-running li:has-text("just-crashed")')
  await filled.call(runs.update, { run_id: run.info.run_id, status: 'FAILED' })
  await page.waitForSelector('.today-needs li:has-text("just-crashed")')
})

test('the palette finds runs by words, goes to pages and does things, by keyboard alone', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('Control+k')
  await page.waitForSelector('.palette input:focus')
  await page.keyboard.type('brave heron 12')
  await page.waitForSelector('.palette-item[aria-selected=true]:has-text("brave-heron-12")')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/runs/${seeded.best}`)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('dark theme')
  await page.keyboard.press('Enter')
  await page.waitForSelector('html[data-theme=dark]')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('nothing has this name at all')
  await page.waitForSelector('.palette-foot:has-text("Nothing has all of these words")')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.palette', { state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.waitForURL(`${url}/`)
})

test('the palette says when it looked at the newest only', { timeout: 40_000 }, async () => {
  await filled.database.pool.query(`insert into nodes (workspace_id, kind, id, label)
    select 1, 'dataset-version', 'filler@' || n, 'filler (' || n || ')' from generate_series(1, 10001) n`)
  const { page } = await open('/experiments')
  await page.keyboard.press('Control+k')
  await page.waitForSelector('.palette input:focus')
  await page.keyboard.type('rav')
  await page.waitForSelector('.palette-foot:has-text("choose")')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('q')
  await page.waitForSelector('.palette-foot:has-text("only the newest of each kind were looked through")')
})

test('single keys can be turned off, and the choice is kept', { timeout: 30_000 }, async () => {
  const { page } = await open('/experiments')
  await page.keyboard.press('?')
  await page.click('.single-keys input')
  await page.keyboard.press('Escape')
  await page.reload()
  await page.waitForSelector('h1')
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  expect(await page.locator('dialog[open]').count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/experiments')
})

test('a workspace has pages of its own, and a demo is removed by one button', { timeout: 40_000 }, async () => {
  await filled.call(workspaces.create, { name: 'halm', is_demo: true })
  const made = await filled.send('POST', `/w/halm${experiments.create.path}`, { name: 'only-in-the-demo' })
  await filled.send('POST', `/w/halm${runs.create.path}`, { ...made.body, run_name: 'r', start_time: Date.now() })
  const { page } = await open('/experiments')
  await page.click('.workspace')
  await page.click('#workspaces a:has-text("halm")')
  await page.waitForURL('**/w/halm/')
  await page.waitForSelector('.demo-bar')
  await page.click('.rail a:has-text("Experiments")')
  await page.waitForURL('**/w/halm/experiments')
  await page.waitForSelector('tr:has-text("only-in-the-demo")')
  expect(await page.locator('tr:has-text("ranker")').count()).toBe(0)
  await page.click('.demo-bar button')
  await page.click('dialog button.go')
  await page.waitForURL(`${url}/`)
  expect((await filled.call(workspaces.list, {})).workspaces.map(({ name }) => name)).toEqual(['default'])
})
