/** Comparisons in a real browser. Slow: each test opens a page with charts and waits for real paints. */
import { expect, test } from 'vitest'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer(12)
const { open, browser } = browserOn(url)

const runs = (ids: string[]): string => ids.map((id) => `run=${id}`).join('&')
const twelve = `/compare?${runs(seeded.repeats)}`

test('Track-29: repetitions are one setting with mean, n and interval; the sentence says whether the first two can be told apart', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(twelve)
  const answer = (await page.textContent('.answer'))!
  expect(answer).toMatch(
    /^4 settings of 12 runs differ in the params .*lr.*; lr 0\.003, layers 8 ×3 has the highest mean val\/ndcg \(0\.80\d+, 0\.\d+ to 0\.\d+, n = 3\)/,
  )
  const more = (await page.textContent('.answer-more'))!
  expect(more).toMatch(
    /The two cannot be told apart yet: difference .* 95 % interval −.* to .* by Welch's t, corrected for 3 comparisons, n = 3 and 3\./,
  )
  const row = page.locator('section[aria-label=Metrics] tr:has-text("val/ndcg")')
  expect(await row.locator('td').first().textContent()).toMatch(/^0\.\d+ ± 0\.\d+/)
  expect(await row.locator('.delta').nth(1).textContent()).toMatch(/^[+−]0\.\d+ \(/)
  await page.click('text=Repetitions as one')
  await page.waitForURL(/seeds=apart/)
  await expect.poll(() => page.textContent('.answer')).toMatch(/^12 runs differ in .* has the highest val\/ndcg/)
  expect(await page.textContent('.answer-more')).toContain('Each is a single run (n = 1)')
})

test('old links of two runs lead to the comparison', { timeout: 40_000 }, async () => {
  const { page } = await open(`/diff?a=${seeded.best}&b=${seeded.second}`)
  await page.waitForURL((at) => at.pathname === '/compare' && at.searchParams.getAll('run').length === 2)
  await page.waitForSelector('section[aria-label=Params]')
  expect(await page.textContent('.not-compared')).toMatch(/^Unknown of 1 of the 2 runs: .*packages/)
})

test('a hidden run is gone from curves and tables, a pinned one is what differences are against, both by keyboard', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(`${twelve}&seeds=apart`)
  const item = (name: string) => page.locator(`.compared li:has-text("${name}")`)
  const heads = (): Promise<string[]> => page.locator('section[aria-label=Metrics] thead th').allTextContents()
  expect(await heads()).toHaveLength(12)
  await item('hasty-seed-2').locator('.compared-mark').focus()
  await page.keyboard.press('h')
  await page.waitForURL(/hide=/)
  await expect.poll(heads).toHaveLength(11)
  expect(await heads()).not.toContain(' hasty-seed-2')
  expect(await page.locator('.wide-chart .plot[aria-label*="11 lines"]').count()).toBe(1)
  await item('wider-seed-1').locator('.compared-mark').focus()
  await page.keyboard.press('b')
  await page.waitForURL(/base=/)
  await page.waitForSelector('section[aria-label=Metrics] th:has-text("wider-seed-1"):has-text("baseline")')
  await item('small-seed-1').locator('button[aria-label^="Take"]').click()
  await expect.poll(heads).toHaveLength(10)
  await page.goBack()
  await expect.poll(heads).toHaveLength(11)
})

test('params are a tree, tables turn, the same is shown on demand, and it is all in the address', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(twelve)
  const params = page.locator('section[aria-label=Params]')
  await params.locator('.branch button:has-text("model.encoder")').click()
  await page.waitForURL(/fold=model\.encoder/)
  expect(await params.locator('tbody tr').count()).toBe(2)
  await page.click('text=Only differences')
  await params.locator('th:has-text("schedule")').waitFor()
  await page.click('text=Runs as rows')
  await params.locator('thead th:has-text("optim.schedule")').waitFor()
  const address = page.url()
  expect(address).toMatch(/flip=1/)
  await page.reload()
  await params.locator('thead th:has-text("optim.schedule")').waitFor()
  expect(page.url()).toBe(address)
})

test('commits and uncommitted changes are at hand', { timeout: 40_000 }, async () => {
  const { page } = await open(`/compare?${runs([seeded.repeats[0]!, seeded.repeats[6]!])}`)
  const code = page.locator('section[aria-label=Code]')
  expect(await code.locator('.between code').textContent()).toMatch(/^git diff [0-9a-f]{8} [0-9a-f]{8}$/)
  const link = await code.locator('.between a').getAttribute('href')
  expect(link).toMatch(/^https:\/\/github\.com\/example\/retriever\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/)
  await code.locator('button:has-text("wider-seed-1")').click()
  await code.locator('.diff .added').first().waitFor()
})

test('the tables are copied as Markdown and CSV', { timeout: 40_000 }, async () => {
  const context = await browser().newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(`${url}/compare?${runs(seeded.repeats.slice(0, 2))}&seeds=apart`)
  const copied = async (kind: string): Promise<string> => {
    await page.click('button:has-text("Cop"):has-text("▾") >> nth=0')
    await page.click(`[role=menuitem]:has-text("${kind}")`)
    await page.waitForSelector('button:has-text("Copied")')
    return page.evaluate(() => navigator.clipboard.readText())
  }
  const markdown = await copied('Markdown')
  expect(markdown).toMatch(
    /^\| Metrics \| small-seed-1 \| small-seed-2 \|\n\|---\|---:\|---:\|\n\| val\/ndcg \| 0\.\d+ \| 0\.\d+ \([+−]0\.\d+\) \|/,
  )
  expect(markdown).toContain('| Params | small-seed-1 | small-seed-2 |')
  const csv = await copied('CSV')
  expect(csv.split('\n').slice(0, 2)).toEqual([
    'section,key,small-seed-1,small-seed-2',
    expect.stringMatching(/^Metrics,val\/ndcg,/),
  ])
  await context.close()
})

test('a running run grows in the comparison by itself', { timeout: 40_000 }, async () => {
  const { page } = await open(`/compare?${runs([seeded.running, seeded.best])}`)
  await page.waitForSelector('.live-dot.live')
  const card = page.locator('section[aria-label="val/auc"]')
  await card.locator('button:has-text("⋯")').click()
  await page.click('[role=menuitem]:has-text("Show as a table")')
  await card.locator('tbody tr').first().waitFor()
  const rows = async (): Promise<number> => Number(await card.locator('table').getAttribute('aria-rowcount'))
  const before = await rows()
  await filled.call(metrics.log, {
    run_id: seeded.running,
    key: 'val/auc',
    value: 0.5,
    step: 4_000,
    timestamp: Date.now(),
  })
  await expect.poll(rows, { timeout: 5_000 }).toBe(before + 1)
  await page.waitForSelector('section[aria-label=Metrics] tr:has-text("val/auc") td:has-text("0.5")')
})

test('a drag zooms all charts, on the axis of time since the start too', { timeout: 40_000 }, async () => {
  const { page } = await open(`${twelve}&axis=relative`)
  const over = (await page.locator('.wide-chart .u-over').boundingBox())!
  await page.mouse.move(over.x + over.width * 0.2, over.y + 40)
  await page.mouse.down()
  await page.mouse.move(over.x + over.width * 0.5, over.y + 60, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/from=\d+&to=\d+/)
  const { searchParams } = new URL(page.url())
  const minutes = [Number(searchParams.get('from')) / 60_000, Number(searchParams.get('to')) / 60_000]
  expect(minutes[0]).toBeGreaterThan(4)
  expect(minutes[1]).toBeLessThan(18)
  await page.waitForSelector('.zoomed:has-text("since start")')
  await page.reload()
  await page.locator('.wide-chart .u-over').dblclick()
  await page.waitForURL((at) => !at.search.includes('from='))
})
