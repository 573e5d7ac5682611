/** People of a real identity provider on the page of accounts: who waits for an account gets one linked. Slow: a browser. */
import { expect, test } from 'vitest'
import { ownedServer } from '../harness/accounts.ts'
import { identityProvider, meOf, oidcOf, visitor } from '../harness/sign-on.ts'
import { press } from './access-server.ts'
import { browserOn } from './browser.ts'
import { barriersOf, DESK, overflowOf, sessionAt, settled } from './look.ts'

const idp = await identityProvider()
const owned = await ownedServer({ config: { oidc: oidcOf(idp.issuer, { newAccounts: 'never' }) } })
const url = await owned.listen()
await idp.start(url)
await idp.setPeople({ 's-ada': { preferred_username: 'ada.l', email: 'ada@example.com', email_verified: true } })
await owned.makeAccount('ada', 'viewer')
const { open } = browserOn(url)

const comes = async () => {
  const who = visitor('s-ada')
  await who.go(`${url}/login/oidc?next=/`)
  return (await meOf(url, who)).account
}

test('an owner links somebody who waits, who then logs in, and forgets them again', { timeout: 60_000 }, async () => {
  expect(await comes()).toBeNull()
  const { page } = await open('/accounts', DESK, undefined, await sessionAt(url, owned.token))
  expect(await page.textContent('.answer')).toContain('1 person of the identity provider waits for an account.')
  await press(page, 'Link ada.l')
  await page.waitForSelector('input[name=account]:focus')
  expect(await barriersOf(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await settled(page)
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)
  await page.keyboard.type('ada')
  await page.keyboard.press('Enter')
  await page.waitForSelector('tr:has-text("ada.l") td:text-is("ada")')
  expect(await comes()).toBe('ada')
  await press(page, 'Forget ada.l')
  await press(page, 'Forget it')
  await page.waitForSelector('tr:has-text("ada.l")', { state: 'detached' })
  expect(await comes()).toBeNull()
})
