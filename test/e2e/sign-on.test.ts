/** Single sign-on and the command line's log-in in a real browser, whose rules for cookies and forms are its own. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { device } from '../../src/features/access/contract/device.ts'
import { ownedServer } from '../harness/accounts.ts'
import { identityProvider, oidcOf } from '../harness/sign-on.ts'
import { launch } from './chromium.ts'
import { barriersOf, DESK, openPage, overflowOf, settled } from './look.ts'

const idp = await identityProvider()
const { call, listen } = await ownedServer({ config: { oidc: oidcOf(idp.issuer, { newAccounts: 'always' }) } })
const url = await listen()
await idp.start(url)
await idp.setPeople({ 's-ada': { preferred_username: 'ada' } })
let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const shots = process.env.BELLWETHER_SHOTS

/** Without barriers and overflow, wide and narrow, light and dark. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    expect(await barriersOf(page), `${name}, ${theme}`).toEqual([])
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await settled(page)
      expect(await overflowOf(page), `${name} at ${width} px`).toBeLessThanOrEqual(0)
      if (!shots) continue
      mkdirSync(shots, { recursive: true })
      await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`) })
    }
  }
}

test('somebody logs in at the provider, lets a command line in, and logs out at both', {
  timeout: 60_000,
}, async () => {
  const { page, errors } = await openPage(browser, DESK)
  await page.goto(`${url}/login?next=/device`)
  await look(page, 'login')
  await page.click('text=Log in with the test')
  // The session's cookie is for this site alone, and comes along although the way led over another.
  await page.click('text=s-ada')
  await page.waitForURL(`${url}/device`)
  await page.waitForSelector('text=ada')
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await look(page, 'device')

  const { user_code, device_code } = await call(device.start, { label: 'bw of ada on a laptop' })
  await page.keyboard.type('QQQQ-QQQQ')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[role=alert] >> text=This code is wrong')
  await look(page, 'device-wrong')
  await page.fill('#code', user_code.toLowerCase())
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=bw of ada on a laptop')
  await look(page, 'device-asks')
  await page.click('text=Let it in')
  await page.waitForSelector('[role=status]')
  await look(page, 'device-done')
  expect(await call(device.take, { device_code })).toMatchObject({ state: 'allowed', account: 'ada' })

  // As the pages log out: by a form that may lead to this server only, also by redirections.
  await page.goto(`${url}/device`)
  await page.evaluate(() => {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = '/logout'
    document.querySelector('main')!.append(form)
    form.submit()
  })
  await page.waitForURL(`${idp.issuer}/session/end?**`)
  await page.click('button[name=logout]')
  await page.waitForURL(`${url}/login`)
  await page.goto(`${url}/device`)
  await page.waitForURL(`${url}/login?next=%2Fdevice`)
  // Chromium itself reports the code that was refused, and the icon that pages without scripts lack.
  expect(errors.filter((text) => !/404|icon/.test(text))).toEqual([])
  await page.context().close()
})

test('what the provider refuses stands on the page, above the other ways in', async () => {
  const { page } = await openPage(browser, DESK)
  await page.goto(`${url}/login/oidc/back?code=x&state=y`)
  await page.waitForSelector('[role=alert] >> text=this browser did not begin it')
  await look(page, 'login-refused')
  await page.context().close()
})
