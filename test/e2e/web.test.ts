/**
 * The pages in a real browser on the real server. Slow: starting Chromium takes seconds, and each test waits for
 * real paints; the whole file stays below a minute on two cores.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { access } from '../../src/features/access/contract/accounts.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { WEB_DIR } from '../../src/platform/http/web.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { DESK, openPage } from './look.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open, browser } = browserOn(url)

test("a link that MLflow's client printed opens the run", async () => {
  const { page } = await open(`/#/experiments/0/runs/${seeded.silent}`)
  expect(new URL(page.url()).pathname).toBe(`/runs/${seeded.silent}`)
})

test('on a phone the entry that is open is in view, however many there are', async () => {
  const { page } = await open('/webhooks', { ...DESK, width: 390, height: 844 })
  const entry = page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current]')
  const { x, width } = (await entry.boundingBox())!
  expect([x >= 0, x + width <= 390]).toEqual([true, true])
})

test('the keyboard leads from the experiments to runs, to a run, and two runs are compared', {
  timeout: 40_000,
}, async () => {
  const { page } = await open('/experiments')
  await page.waitForSelector('text=ranker')
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('j')
    if ((await page.evaluate(() => document.activeElement?.textContent)) === 'ranker') break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/experiments/*')
  await page.waitForSelector('[data-row="1"]')
  await expect.poll(() => page.textContent('.answer')).toMatch(/^Run [\w-]+ has the highest val\/auc \(0\.912\d?\) of /)

  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.waitForSelector('text=2 runs selected')
  expect(new URL(page.url()).searchParams.getAll('pick')).toHaveLength(2)
  await page.keyboard.press('c')
  await page.waitForURL('**/compare?run=*')
  await page.waitForSelector('section[aria-label=Params]')

  await page.goBack()
  await page.waitForSelector('[data-row="1"]')
  await page.keyboard.press('j')
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('run-name')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/runs/*')
  await page.waitForSelector('.answer:not(:empty)')
  await page.keyboard.press('?')
  await page.waitForSelector('dialog[open]')
})

test('a new point is on the screen within a second', { timeout: 30_000 }, async () => {
  const { page } = await open(`/runs/${seeded.running}`)
  await page.waitForSelector('section[aria-label="val/auc"] canvas')
  await page.waitForSelector('.live-dot.live')
  const took: number[] = []
  for (const step of [100, 101, 102]) {
    const start = Date.now()
    await filled.call(metrics.log, {
      run_id: seeded.running,
      key: 'val/auc',
      value: step / 1000,
      step,
      timestamp: start,
    })
    await page.waitForFunction(
      (text) => document.querySelector('section[aria-label="val/auc"] .chart-value')?.textContent?.includes(text),
      `step ${step}`,
      { polling: 20 },
    )
    took.push(Date.now() - start)
  }
  expect(took.sort((a, b) => a - b)[1], `took ${took} ms`).toBeLessThan(1_000)
  await filled.call(metrics.log, {
    run_id: seeded.running,
    key: 'val/brand_new',
    value: 1,
    step: 0,
    timestamp: Date.now(),
  })
  await page.waitForSelector('section[aria-label="val/brand_new"]')
})

test('a run that starts or ends changes the list by itself', { timeout: 30_000 }, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}`)
  await page.waitForSelector('.live-dot.live')
  const { run } = await filled.call(runs.create, {
    experiment_id: seeded.ranker,
    run_name: 'just-begun',
    start_time: Date.now(),
  })
  await page.waitForSelector('tr:has-text("just-begun"):has-text("running")')
  await filled.call(runs.update, { run_id: run.info.run_id, status: 'FAILED' })
  await page.waitForSelector('tr:has-text("just-begun"):has-text("failed")')
})

test('a filter that is wrong says where; the runs of before stay', { timeout: 30_000 }, async () => {
  const { page, unexpected } = await open(`/experiments/${seeded.ranker}`, DESK, /400/)
  await page.waitForSelector('[data-row="1"]')
  await page.keyboard.press('/')
  await page.keyboard.type('metrics.loss >>> 3')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.mistake')
  expect(await page.textContent('.mistake')).toMatch(/position 14.*'>>>' is not a comparison/)
  expect(await page.textContent('.mistake mark')).toBe('>')
  expect(await page.locator('[data-row]').count()).toBeGreaterThan(5)
  await page.fill('[aria-label="Filter runs"]', "params.optimizer = 'lion' and metrics.`val/auc` > 0")
  await page.keyboard.press('Enter')
  await page.waitForSelector('.mistake', { state: 'detached' })
  await expect.poll(() => page.locator('.filter-count:visible').textContent()).toMatch(/^\d+ of \d+ runs/)
  expect(unexpected()).toEqual([])
})

test('lost, NaN, missing and unknown are seen for what they are', { timeout: 30_000 }, async () => {
  const { page } = await open(`/experiments/${seeded.ranker}`)
  await page.waitForSelector('tr.is-lost:has-text("▲")')
  await page.waitForSelector('tr:has-text("late-finch-5") .nan')
  expect(await page.locator('td.unknown').count()).toBeGreaterThan(0)
  expect(await page.textContent('.answer')).toMatch(/1 is lost/)
  await page.goto(`${url}/runs/${seeded.silent}`)
  await page.waitForSelector('.answer:has-text("Lost: nothing heard since")')
  expect(await page.textContent('.facts')).toContain('bw exec -- python train.py')
  await page.goto(`${url}/runs/${seeded.diverged}`)
  await page.waitForSelector('.answer:has-text("val/auc ended as NaN")')
  await page.waitForSelector('.chart-note:has-text("NaN ✕")')
})

test('zooming asks for the range in full, and the address keeps it', { timeout: 30_000 }, async () => {
  const { page } = await open(`/runs/${seeded.best}`)
  const card = page.locator('section[aria-label="train/loss"]')
  await card.scrollIntoViewIfNeeded()
  await card.locator('.chart-note:has-text("2,000 of 4,000 points, extremes kept")').waitFor()
  const over = await card.locator('.u-over').boundingBox()
  await page.mouse.move(over!.x + over!.width * 0.5, over!.y + 40)
  await page.mouse.down()
  await page.mouse.move(over!.x + over!.width * 0.75, over!.y + 60, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/from=\d+&to=\d+/)
  await expect.poll(() => card.locator('.chart-note').textContent()).toBe('')
  await page.reload()
  await page.waitForSelector('.zoomed')
  await page.locator('section[aria-label="train/loss"] .u-over').dblclick()
  await page.waitForURL((at) => !at.search.includes('from'))
})

test('with accounts a page asks to log in, and comes back to itself', { timeout: 30_000 }, async () => {
  const closed = await server()
  const { token } = await closed.call(access.createAccount, { name: 'amara' })
  const base = await closed.listen()
  const at = await openPage(browser(), DESK)
  await at.page.goto(`${base}/experiments/0?sort=-started`)
  await at.page.click('.problem a:has-text("Log in")')
  await at.page.fill('input[name=token]', token!)
  await at.page.keyboard.press('Enter')
  await at.page.waitForURL(`${base}/experiments/0?sort=-started`)
  await at.page.waitForSelector('.account:has-text("amara")')
  await at.page.context().close()
})

test.each(['/', '/experiments', '/handbook'])(
  '%s needs at most 250 KB of JavaScript, zipped',
  {
    timeout: 30_000,
  },
  async (path) => {
    const { page } = await open(path)
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .flatMap(({ name }) => (name.endsWith('.js') ? [new URL(name).pathname] : [])),
    )
    const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(WEB_DIR, path))).length, 0)
    expect(scripts.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(250_000)
  },
)

test('what does not exist says so, with the request id', { timeout: 30_000 }, async () => {
  const at = await openPage(browser(), DESK)
  await at.page.goto(`${url}/runs/${'0'.repeat(32)}`)
  await at.page.waitForSelector('.problem:has-text("It does not exist")')
  expect(await at.page.textContent('.problem code')).toMatch(/[\w-]{8,}/)
  await at.page.context().close()
})

test('the first start asks for the role, shows the doors, and the first page moves on with the first run', {
  timeout: 40_000,
}, async () => {
  const empty = await server({ config: { basePath: '/ml/tower' } })
  const base = `${await empty.listen()}/ml/tower`
  const { page } = await open(`${base}/`)
  await page.waitForSelector('h1:has-text("What do you answer for?")')
  await page.click('.welcome-roles button:has-text("tech lead")')
  await page.waitForSelector('h1:has-text("How do you want to begin?")')
  await page.click('.welcome a:has-text("Change what you answer for")')
  await page.waitForSelector('.welcome-roles [aria-current]:has-text("tech lead")')
  await page.goBack()
  expect(await page.textContent('.snippets pre')).toContain(`mlflow.set_tracking_uri("${base}")`)
  await page.waitForSelector('.waiting')
  await page.click('.rail a:has-text("Today")')
  await page.waitForSelector('.live-dot.live')
  const { experiment_id } = await empty.call(experiments.create, { name: 'first-steps' })
  const { run } = await empty.call(runs.create, { experiment_id, run_name: 'first', start_time: Date.now() })
  await page.waitForSelector('.today-running li:has-text("first-steps")')
  await page.click('.rail a:has-text("Experiments")')
  await page.waitForSelector('tr:has-text("first-steps")')
  await page.click('text=first-steps')
  await page.waitForURL(`${base}/experiments/*`)
  await page.click('a.run-name:has-text("first")')
  await page.waitForURL(`${base}/runs/${run.info.run_id}`)
  await page.reload()
  await page.waitForSelector('.answer:has-text("Running for")')
})
