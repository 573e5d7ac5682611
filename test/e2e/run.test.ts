/** The page of a run in a real browser: what is edited in place, found, compared, and put back. Slow: real paints. */
import { expect, test } from 'vitest'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { rowsOf, toKeyTree } from '../../web/src/pages/track/run/key-tree.ts'
import { ownedServer } from '../harness/accounts.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)

const aRun = async (run_name: string) =>
  (await filled.call(runs.create, { experiment_id: seeded.ranker, run_name, start_time: Date.now() })).run.info.run_id
const stored = async (run_id: string) => (await filled.call(own.run, { run_id })).run

test('the name and the note are edited where they stand, and the renaming is an event', {
  timeout: 40_000,
}, async () => {
  const id = await aRun('before')
  const { page } = await open(`/runs/${id}`)
  await page.hover('.head')
  await page.click('h1 button:has-text("Rename")')
  await page.keyboard.type('after')
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("after")')
  await page.waitForSelector('section[aria-label=Events] tr:has-text("The run was renamed from before to after.")')
  await page.click('button:has-text("More")')
  await page.click('[role=menuitem]:has-text("Add a note")')
  await page.keyboard.type('Two lines\nof a note')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.text-in-place p:has-text("Two lines")')
  expect(await stored(id)).toMatchObject({ name: 'after', tags: { 'mlflow.note.content': 'Two lines\nof a note' } })
  await page.click('.text-in-place button:has-text("Edit the note")')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.text-in-place p')
  await page.hover('.head')
  await page.click('h1 button:has-text("Rename")')
  await page.keyboard.press('Escape')
  await page.waitForSelector('h1:has-text("after")')
})

test('tags are added, changed, removed and put back', { timeout: 40_000 }, async () => {
  const id = await aRun('tagged')
  const { page } = await open(`/runs/${id}`)
  const tags = page.locator('section[aria-label=Tags]')
  await tags.locator('button:has-text("Add a tag")').click()
  await page.keyboard.type('team')
  await page.keyboard.press('Tab')
  await page.keyboard.type('search')
  await page.keyboard.press('Enter')
  await tags.locator('tr:has-text("team"):has-text("search")').waitFor()
  await tags.locator('tr:has-text("team")').hover()
  await tags.locator('button[aria-label="Change tag team"]').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('ranking')
  await page.keyboard.press('Enter')
  await tags.locator('tr:has-text("ranking")').waitFor()
  await tags.locator('tr:has-text("team")').hover()
  await tags.locator('button[aria-label="Remove tag team"]').click()
  await tags.locator('tr:has-text("ranking")').waitFor({ state: 'detached' })
  expect((await stored(id)).tags).not.toHaveProperty('team')
  await tags.locator('button:has-text("Undo")').click()
  await tags.locator('tr:has-text("ranking")').waitFor()
  expect((await stored(id)).tags.team).toBe('ranking')
})

test('what the server refuses is said beside the field, which keeps what was typed', { timeout: 30_000 }, async () => {
  const id = await aRun('refused')
  const { page, unexpected } = await open(`/runs/${id}`, undefined, /400/)
  await page.click('button:has-text("Add a tag")')
  await page.keyboard.type('a#b')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.run-tag-form .in-place-trouble:has-text("names may contain")')
  expect(await page.inputValue('[aria-label="Key of the tag"]')).toBe('a#b')
  expect(unexpected()).toEqual([])
})

test('a run moves to the trash and comes back', { timeout: 40_000 }, async () => {
  const id = await aRun('unwanted')
  const { page } = await open(`/runs/${id}`)
  await page.click('button:has-text("More")')
  await page.click('[role=menuitem]:has-text("Move to the trash")')
  await page.click('.in-trash button:has-text("Undo")')
  await page.waitForSelector('.in-trash', { state: 'detached' })
  expect((await stored(id)).deleted).toBe(false)
  await page.waitForSelector('section[aria-label=Events] tr:has-text("came back from the trash")')
  await page.goto(`${url}/runs/${seeded.deleted}`)
  await page.waitForSelector('.in-trash:has-text("This run is in the trash")')
  expect(await page.locator('button:has-text("Add a tag")').count()).toBe(0)
})

test('comparing begins with a key: the leader first, any other by its name', { timeout: 40_000 }, async () => {
  const { page } = await open(`/runs/${seeded.second}`)
  await page.keyboard.press('c')
  await page.waitForSelector('.compare-choice small:has-text("highest val/auc")')
  await page.keyboard.type('BRAVE-HERON-12')
  await page.waitForSelector('.compare-choice:first-child span:has-text("brave-heron-12")')
  await expect.poll(() => page.locator('.compare-choice').count()).toBeLessThan(4)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/compare?run=${seeded.second}&run=*`)
})

test('metrics in numbers tell the last, the best and the extremes; what is not known is hatched', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(`/runs/${seeded.best}`)
  const row = (name: string) => page.locator(`section[aria-label="Metrics in numbers"] tr:has(th[title="${name}"])`)
  await expect
    .poll(() => row('val/auc').locator('td').allTextContents())
    .toEqual(['0.9123', '39', '0.9123', '39', '0.673', '0.9123', '40'])
  expect(await row('p99_ms').locator('.unknown').count()).toBe(1)
  await page.goto(`${url}/runs/${seeded.diverged}`)
  await page.waitForSelector('section[aria-label="Metrics in numbers"] tr:has-text("val/auc") .nan')
  await expect.poll(() => row('val/auc').locator('.unknown').count()).toBe(3)
})

test('metrics of one point are a table of values; with its second point one becomes a chart', {
  timeout: 60_000,
}, async () => {
  const run_id = await aRun('evaluated')
  const log = (...points: [key: string, value: number, step: number][]) =>
    call(metrics.logBatch, {
      run_id,
      metrics: points.map(([key, value, step]) => ({ key, value, step, timestamp: Date.now() })),
    })
  const { call } = filled
  await log(['test/auc', 0.91, 7], ['test/latency_ms', 11.2, 7], ['test/odd', Number.NaN, 7])
  await log(['loss', 3, 0], ['loss', 2, 1])
  const { page } = await open(`/runs/${run_id}`)
  const values = page.locator('section[aria-label="Metrics of one point"] dl > div')
  const charts = () =>
    page.locator('section.chart').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
  expect(await values.allTextContents()).toEqual([
    'test/auc0.91 step 7',
    'test/latency_ms, ms11.2 step 7',
    'test/oddNaN step 7',
  ])
  expect(await charts()).toEqual(['loss'])
  await page.waitForSelector('.live-dot.live')
  await log(['test/auc', 0.92, 8])
  await page.waitForSelector('section.chart[aria-label="test/auc"] canvas')
  await expect.poll(() => values.count()).toBe(2)
  // What is new to a page that is open stands where its chart will be, until the run is over.
  await log(['test/late', 1, 9])
  await page.waitForSelector('section.chart[aria-label="test/late"] .chart-says:has-text("one point, at step 9")')
  expect(await values.count()).toBe(2)
  await call(runs.update, { run_id, status: 'FINISHED', end_time: Date.now() })
  await expect.poll(() => values.count()).toBe(3)
  expect((await charts()).sort()).toEqual(['loss', 'test/auc'])
})

test('of very many metrics of one point some are shown, found by name, and all on demand', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(`/runs/${seeded.manyParams}`)
  const values = page.locator('section[aria-label="Metrics of one point"] dl > div')
  expect(await values.count()).toBe(60)
  expect(await page.locator('section.chart, .smoothing').count()).toBe(0)
  await page.fill('[aria-label="Find a metric"]', 'layer_77/')
  await expect.poll(() => values.allTextContents()).toEqual(['layer_77/gradient_norm0.01282 step 3'])
  await page.fill('[aria-label="Find a metric"]', '')
  await page.click('button:has-text("Show all 900")')
  await expect.poll(() => values.count()).toBe(900)
  expect(new URL(page.url()).searchParams.getAll('all')).toHaveLength(1)
})

test('a thousand params are a tree of few rows, found by key or value', { timeout: 40_000 }, async () => {
  const { page } = await open(`/runs/${seeded.manyParams}`)
  const params = page.locator('section[aria-label=Params]')
  expect(await params.locator('tr').allTextContents()).toEqual([
    '▸model 1,000',
    '▸optimizer 2',
    expect.stringMatching(/^promptDescribe the picture/),
    'seed7',
  ])
  await params.locator('button:has-text("optimizer")').click()
  await params.locator('tr:has-text("adamw")').waitFor()
  await params.locator('button:has-text("model")').click()
  await params.locator('button:has-text("encoder")').click()
  await params.locator('button:has-text("layer_3")').click()
  expect(await params.locator('tr:has(th[title^="model.encoder.layer_3."])').count()).toBe(10)
  await page.fill('[aria-label="Find in params"]', '0.0003')
  await expect.poll(() => params.locator('tr').allTextContents()).toEqual(['optimizer.lr0.0003'])
  const nested = page.locator('section[aria-label="Nested runs"]')
  await nested.locator('tr:has-text("trial-1"):has-text("failed"):has-text("0.73")').waitFor()
})

test('links on the page lead to its parts, by address too', { timeout: 40_000 }, async () => {
  const { page } = await open(`/runs/${seeded.best}`)
  await page.click('nav[aria-label="On this page"] a:has-text("Events")')
  await page.waitForURL('**#events')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('events')
  await page.goto('about:blank')
  await page.goto(`${url}/runs/${seeded.best}#environment`)
  await page.waitForFunction(() => {
    const top = document.getElementById('environment')?.getBoundingClientRect().top
    return top !== undefined && top > 0 && top < 500
  })
})

test('who may only read sees no buttons that would be refused', { timeout: 40_000 }, async () => {
  const closed = await ownedServer()
  const lin = await closed.makeAccount('lin', 'viewer')
  const { body } = await closed.as(closed.token, 'POST', runs.create.path, { run_name: 'closed' })
  const { info } = body.run as { info: { run_id: string } }
  const base = await closed.listen()
  const { page } = await open(`${base}/runs/${info.run_id}`, undefined, /401/)
  await page.click('.problem a:has-text("Log in")')
  await page.fill('input[name=token]', lin.token)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.account:has-text("lin")')
  await page.waitForSelector('section[aria-label=Tags]')
  expect(await page.locator('button:has-text("Add a tag"), button:has-text("Rename")').count()).toBe(0)
  await page.click('button:has-text("More")')
  await page.waitForSelector('[role=menuitem]:has-text("Copy as Python")')
  expect(await page.locator('[role=menuitem]:has-text("trash")').count()).toBe(0)
})

test('keys with dots become branches where several share one, and stay whole where not', () => {
  const tree = toKeyTree(['a.b.c', 'a.b.d', 'x.y.z', 'plain', 'a', 'dots..in.a.row'])
  const show = (depth: number, node: (typeof tree)[number]): string =>
    `${'  '.repeat(depth)}${node.name}${node.kind === 'branch' ? ` (${node.count})` : ` = ${node.key}`}`
  expect(rowsOf(tree, () => true).map(({ depth, node }) => show(depth, node))).toEqual([
    'a = a',
    'a.b (2)',
    '  c = a.b.c',
    '  d = a.b.d',
    'x.y.z = x.y.z',
    'plain = plain',
    'dots..in.a.row = dots..in.a.row',
  ])
})
