/**
 * The table of runs in a real browser: sorting, grouping, columns by drag and by keyboard, completion, selecting, bulk
 * actions and export. Slow: starting Chromium takes seconds, and each test waits for real paints.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { browserOn } from './browser.ts'
import { DESK } from './look.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)
const SLOW = { timeout: 40_000 }

const searchOf = (page: Page): URLSearchParams => new URL(page.url()).searchParams
const namesOf = (page: Page): Promise<string[]> =>
  page.$$eval('[data-row]', (rows) =>
    rows
      .map((row) => [Number(row.getAttribute('data-row')), row.querySelector('.run-name')?.textContent ?? ''] as const)
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name),
  )
const headings = (page: Page): Promise<string[]> =>
  page.$$eval('th .heading', (all) =>
    all
      .map((each) => [each.getBoundingClientRect().left, each.textContent ?? ''] as const)
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text.replace(/ [↓↑]$/, '')),
  )
const column = (...ids: string[]): string => ids.map((id) => `column=${encodeURIComponent(id)}`).join('&')

test('a click sorts, best first, then the other way, then not at all; the server sorts all runs', SLOW, async () => {
  const { page } = await open(
    `/experiments/${seeded.ranker}?${column('metrics.val/auc', 'metrics.train/loss', 'params.lr')}`,
  )
  const heading = page.locator('th .heading:has-text("val/auc")')
  await heading.click()
  await page.waitForSelector('th[aria-sort=descending]')
  const { runs: sorted } = await filled.call(own.searchRuns, {
    experiment_ids: [seeded.ranker],
    order_by: ['metrics.`val/auc` DESC'],
    limit: 3,
  })
  await expect.poll(async () => (await namesOf(page)).slice(0, 3)).toEqual(sorted.map(({ name }) => name))
  // The greatest of all runs is marked, by the direction that its name tells.
  expect(await page.textContent('[data-row="0"] td b')).toBe(
    await page.textContent('[data-row="0"] [aria-colindex="2"]'),
  )
  await heading.click()
  await page.waitForSelector('th[aria-sort=ascending]')
  await heading.click()
  await page.waitForSelector('th[aria-sort=ascending]', { state: 'detached' })
  expect(searchOf(page).get('sort')).toBeNull()
  await page.goBack()
  await page.waitForSelector('th[aria-sort=ascending]')
})

test('groups show their mean with its interval, open to show their runs, and the address keeps it', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.retriever}`)
  await page.waitForSelector('[data-row]')
  await page.click('button:has-text("Group")')
  await page.click('[role=option]:has-text("Configuration")')
  await page.keyboard.press('Escape')
  await page.waitForSelector('tr.group')
  expect(await page.textContent('.filter-count')).toMatch(/^4 groups of 12 runs/)
  await page.click('th .heading:has-text("val/ndcg")')
  await page.waitForSelector('th[aria-sort=descending]')
  const first = page.locator('tr.group[data-row="0"]')
  await expect.poll(() => first.textContent()).toMatch(/like wider-seed-\d.*3 runs.*0\.80\d ± 0\.0\d+/)
  // The sentence has the same figures.
  expect(await page.textContent('.answer')).toMatch(
    /^Runs like wider-seed-\d have the highest mean val\/ndcg \(0\.80\d, 95 % interval 0\.7\d+–0\.8\d+, 3 seeds\) of 4 configurations in 12 runs\./,
  )
  expect(await page.textContent('.answer-more')).toMatch(
    /runs like deeper-seed-\d .*is not distinguishable from it: the means differ by .* 95 % interval −/,
  )
  await first.locator('button').click()
  await page.waitForSelector('[data-row="3"] a.run-name')
  expect((await namesOf(page)).slice(1, 4).sort()).toEqual(['wider-seed-1', 'wider-seed-2', 'wider-seed-3'])
  await page.reload()
  await page.waitForSelector('[data-row="3"] a.run-name')
  expect(await page.locator('tr.group').count()).toBe(4)
})

test('columns are moved and resized by drag, by keyboard and by a menu', SLOW, async () => {
  const { page } = await open(
    `/experiments/${seeded.ranker}?${column('metrics.val/auc', 'metrics.train/loss', 'params.lr', 'params.layers')}`,
  )
  await page.waitForSelector('[data-row]')
  expect(await headings(page)).toEqual(['Run', 'val/auc', 'train/loss', 'lr', 'layers'])
  const center = async (text: string) => {
    const box = (await page.locator(`th .heading:has-text("${text}")`).boundingBox())!
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, right: box.x + box.width }
  }
  const [from, to] = [await center('layers'), await center('val/auc')]
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x - 30, to.y, { steps: 5 })
  await page.mouse.up()
  await expect.poll(() => headings(page)).toEqual(['Run', 'layers', 'val/auc', 'train/loss', 'lr'])
  expect(searchOf(page).get('sort')).toBeNull()

  await page.focus('th .heading:has-text("layers")')
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => headings(page)).toEqual(['Run', 'val/auc', 'layers', 'train/loss', 'lr'])
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => searchOf(page).get('width')).toBe('params.layers:120')

  const edge = await page.locator('th:has(.heading:has-text("val/auc")) .edge').boundingBox()
  await page.mouse.move(edge!.x + 4, edge!.y + 10)
  await page.mouse.down()
  await page.mouse.move(edge!.x + 64, edge!.y + 10, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => searchOf(page).getAll('width')).toHaveLength(2)
  expect(searchOf(page).getAll('width')[1]).toMatch(/^metrics\.val\/auc:1[56]\d$/)

  await page.click('th:has(.heading:has-text("train/loss")) .heading', { button: 'right' })
  await page.click('[role=menuitem]:has-text("Move to the front")')
  await expect.poll(() => headings(page)).toEqual(['Run', 'train/loss', 'val/auc', 'layers', 'lr'])
  await page.click('th:has(.heading:has-text("layers")) .heading', { button: 'right' })
  await page.click('[role=menuitem]:has-text("Hide")')
  await expect.poll(() => headings(page)).toEqual(['Run', 'train/loss', 'val/auc', 'lr'])
})

test('a filter is completed from real keys and values by keyboard, and stays as conditions', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}`)
  await page.waitForSelector('[data-row]')
  await page.keyboard.press('/')
  await page.keyboard.type('optim')
  await page.waitForSelector('#filter-option-0:has-text("params.optimizer")')
  await page.keyboard.press('Enter')
  await page.keyboard.type('= ')
  await page.waitForSelector('[role=option]:has-text("lion")')
  await page.keyboard.type("'li")
  await page.keyboard.press('Enter')
  expect(await page.inputValue('[aria-label="Filter runs"]')).toBe("params.optimizer = 'lion' ")
  await page.keyboard.type('and params.lr < 0.004')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.conditions li')
  expect(searchOf(page).get('filter')).toBe("params.optimizer = 'lion' and params.lr < 0.004")
  const texts = () => page.$$eval('.conditions li > span', (all) => all.map((each) => each.textContent))
  expect(await texts()).toEqual(["params.optimizer = 'lion'", 'params.lr < 0.004'])

  await page.click('[aria-label="Remove params.lr < 0.004"]')
  await expect.poll(() => searchOf(page).get('filter')).toBe("params.optimizer = 'lion'")
  await page.click('button:has-text("Add a condition")')
  await page.fill('[aria-label="On which key"]', 'val/auc')
  await page.keyboard.press('Enter')
  await page.fill('.condition-form [aria-label=Value]', 'high')
  await page.waitForSelector('.condition-form .mistake')
  await page.fill('.condition-form [aria-label=Value]', '0.85')
  await page.keyboard.press('Enter')
  await expect.poll(() => searchOf(page).get('filter')).toBe("params.optimizer = 'lion' AND metrics.val/auc > 0.85")
  // What was used before is offered again.
  await page.click('.filter button:has-text("Clear")')
  await page.focus('[aria-label="Filter runs"]')
  await page.waitForSelector('[role=option]:has-text("recent")')
})

test('the picker finds keys by how they begin; all columns fit, drawn as far as they are in view', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.wide}`)
  await page.waitForSelector('[data-row]')
  await page.keyboard.press('e')
  await page.fill('[aria-label="Find a column"]', 'class_1')
  await expect.poll(() => page.textContent('.key-count')).toMatch(/^\d+ of [\d,]+$/)
  const found = Number(/^\d+/.exec((await page.textContent('.key-count'))!)![0])
  expect(found).toBeGreaterThan(5)
  const before = (await headings(page)).length
  await page.click(`button:has-text("Show these ${found}")`)
  await expect
    .poll(() =>
      searchOf(page)
        .getAll('column')
        .filter((id) => id.includes('class_1')),
    )
    .toHaveLength(found)
  expect((await headings(page)).length).toBeGreaterThanOrEqual(before)
  await page.fill('[aria-label="Find a column"]', '')
  await page.click('button:has-text("Show all")')
  await page.keyboard.press('Escape')
  await expect.poll(() => searchOf(page).getAll('column')).toEqual(['*'])
  const drawn = await page.locator('th .heading').count()
  const all = Number(await page.getAttribute('table.runs', 'aria-colcount'))
  expect(all).toBeGreaterThan(60)
  expect(drawn).toBeLessThan(30)
  await page.evaluate(() => document.querySelector('.runs-box')!.scrollTo({ left: 1e6 }))
  await page.waitForSelector(`[data-row="0"] [aria-colindex="${all}"]`)
  await expect
    .poll(() => page.$$eval('[data-row="0"] td', (cells) => cells.map((cell) => cell.textContent).join('')))
    .not.toBe('')
  // The name stays where it is.
  expect((await page.locator('[data-row="0"] .run-name').boundingBox())!.x).toBeLessThan(500)
})

test('runs are selected by range and keyboard, tagged, deleted and brought back', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}?filter=${encodeURIComponent("params.optimizer = 'sgd'")}`)
  await page.waitForSelector('[data-row="4"]')
  const names = await namesOf(page)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await page.waitForSelector('text=3 runs selected')
  await page.click('[data-row="4"] input', { modifiers: ['Shift'] })
  await page.waitForSelector('text=5 runs selected')

  await page.click('.bulk button:has-text("Tag")')
  await page.fill('.tag-form [aria-label=Tag]', 'looked-at')
  await page.fill('.tag-form [aria-label=Value]', 'yes')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=5 runs tagged looked-at = yes')
  const tagged = async () =>
    (await filled.call(own.searchRuns, { experiment_ids: [seeded.ranker], filter: "tags.`looked-at` = 'yes'" })).total
  expect(await tagged()).toBe(5)
  await page.click('.bulk button:has-text("Close")')

  await page.click('[data-row="0"] input')
  await page.click('.bulk button:has-text("Delete")')
  await page.waitForSelector('text=1 run went to the trash')
  await expect.poll(() => namesOf(page)).not.toContain(names[0])
  await page.click('.bulk button:has-text("Undo")')
  await page.waitForSelector('text=1 run restored')
  await expect.poll(() => namesOf(page)).toEqual(names)
  await page.click('.bulk button:has-text("Close")')

  await page.click('[data-row="0"] input')
  await page.click('[data-row="1"] input')
  await page.click('.bulk button:has-text("Select all")')
  await page.waitForSelector('text=/All \\d+ runs selected/')
  expect(searchOf(page).getAll('pick')).toEqual(['*'])
})

test('an address with hundreds of choices in it can be opened', SLOW, async () => {
  const picks = Array.from({ length: 200 }, (_, i) => `pick=${String(i).padStart(32, '0')}`).join('&')
  const many = Array.from({ length: 200 }, (_, i) => column(`metrics.a/rather/long/name/of/a/metric/${i}`)).join('&')
  const { page } = await open(`/experiments/${seeded.ranker}?${picks}&${many}`)
  await page.waitForSelector('[data-row]')
  expect(page.url().length).toBeGreaterThan(16_384)
})

test('what is shown is downloaded as CSV, all runs that match', SLOW, async () => {
  const filter = "params.optimizer = 'adamw'"
  const { page } = await open(
    `/experiments/${seeded.ranker}?filter=${encodeURIComponent(filter)}&${column('metrics.val/auc', 'params.lr')}`,
  )
  await page.waitForSelector('[data-row]')
  const { total } = await filled.call(own.searchRuns, { experiment_ids: [seeded.ranker], filter })
  await page.click('button:has-text("Export")')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`[role=menuitem]:has-text("Download CSV of all ${total} runs")`),
  ])
  expect(download.suggestedFilename()).toBe('ranker.csv')
  const stream = await download.createReadStream()
  const text = (await stream.toArray()).join('')
  const lines = text.trim().split('\r\n')
  expect(lines[0]).toBe('run_id,name,state,user,started_at,ended_at,metrics.val/auc,params.lr')
  expect(lines).toHaveLength(total + 1)
  expect(text).toMatch(/\r\n[0-9a-f]{32},brave-heron-12,finished,lin,20\d\d-/)
})

test('new runs wait to be shown while somebody reads further down', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}`)
  await page.waitForSelector('.live-dot.live')
  await page.evaluate(() => document.querySelector('.runs-box')!.scrollTo({ top: 700 }))
  await page.waitForSelector('[data-row="30"]')
  const at = (await page.locator('[data-row="25"]').boundingBox())!.y
  const { run } = await filled.call(runs.create, {
    experiment_id: seeded.ranker,
    run_name: 'came-later',
    start_time: Date.now(),
  })
  await page.waitForSelector('button:has-text("1 new run: show")')
  expect((await page.locator('[data-row="25"]').boundingBox())!.y - at).toBeLessThan(60)
  await page.click('button:has-text("1 new run: show")')
  await page.evaluate(() => document.querySelector('.runs-box')!.scrollTo({ top: 0 }))
  await page.waitForSelector('[data-row="0"]:has-text("came-later")')
  await filled.call(runs.update, { run_id: run.info.run_id, status: 'FINISHED' })
})

test('on a phone runs are cards', SLOW, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}?sort=-metrics.val/auc`, {
    ...DESK,
    width: 390,
    height: 844,
  })
  await page.waitForSelector('.card .run-name')
  expect(await page.textContent('.card[data-row="0"]')).toMatch(/finished.*val\/auc0?.*0\.91/)
  await page.click('.card[data-row="0"] input')
  await page.click('.card[data-row="1"] input')
  await page.waitForSelector('text=2 runs selected')
  await page.evaluate(() => scrollTo({ top: 1e5 }))
  await expect.poll(() => page.locator('.card').last().getAttribute('data-row')).toMatch(/^(3|4)\d$/)
})
