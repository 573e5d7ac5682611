/** One's own account in a real browser; slow, as each test waits for real paints. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { bearer } from '../harness/accounts.ts'
import { accessServer, press } from './access-server.ts'
import { DESK, sessionAt, settled } from './look.ts'
import { OWNER, PASSWORD } from './seed-access.ts'

const { filled, seeded, url, open, openAs, statusWith } = await accessServer()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
const SLOW = { timeout: 60_000 }

test(
  'somebody logs in by name and password, and reads in words who they are here and what they may do',
  SLOW,
  async () => {
    const { page } = await open('/account', DESK, /401/)
    await page.click('.problem a:has-text("Log in")')
    await page.waitForURL('**/login?next=*')
    await page.fill('#name', OWNER)
    await page.fill('#password', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/account')
    await settled(page)
    expect(await page.textContent('.answer')).toBe(
      'You are olga, an owner of this server: you may do everything, in every workspace.',
    )
    await page.click('.account')
    await page.click('#account button:has-text("Log out")')
    await page.waitForURL('**/login')
  },
)

test('a member reads what the role gives, and where else they may go', SLOW, async () => {
  const { page } = await openAs('amara', '/account')
  expect(await page.textContent('.answer')).toMatch(
    /^You are amara, a maintainer of workspace default: you may log, keep the workspace in order and lead its people\.$/,
  )
  expect(await page.locator('.access-rights li:has-text("members of the workspace") .may').count()).toBe(0)
  expect(await page.locator('.access-rights li:has-text("log, change") .may').count()).toBe(1)
  await page.click('main a:has-text("search")')
  await page.waitForURL('**/w/search/')
})

test('a token is made by keyboard, shown once, works, and is revoked after one question', SLOW, async () => {
  const { page } = await openAs('chidi', '/experiments')
  await page.keyboard.press('g')
  await page.keyboard.press('y')
  await page.waitForURL('**/account')
  await settled(page)
  await page.getByRole('button', { name: 'Make a token' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**form=token')
  await page.keyboard.type('my notebook')
  await page.getByRole('checkbox', { name: 'read see experiments' }).press('Space')
  await page.focus('input[name=label]')
  await page.keyboard.press('Enter')
  const shown = await page.waitForSelector('.access-once pre')
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('access-once')
  const lines = (await shown.textContent())!.split('\n')
  expect(lines[0]).toBe(`export MLFLOW_TRACKING_URI=${url}`)
  const [, token] = /^export MLFLOW_TRACKING_TOKEN=(bw_[\w-]{43})$/.exec(lines[1]!)!
  expect(await statusWith(bearer(token!))).toBe(200)
  expect((await filled.send('POST', experiments.create.path, { name: 'no' }, bearer(token!))).status).toBe(403)
  await press(page, 'I have it')
  await page.waitForSelector('.access-once', { state: 'detached' })
  expect(await page.content()).not.toContain(token)

  const revoke = page.getByRole('button', { name: 'Revoke the token my notebook' })
  await revoke.press('Enter')
  await page.waitForSelector('.access-asked:has-text("cannot be undone")')
  await page.keyboard.press('Escape')
  expect(await focused(page)).toContain('Revoke')
  await revoke.press('Enter')
  await page.waitForFunction(() => document.activeElement?.textContent === 'Revoke it')
  await page.keyboard.press('Enter')
  await page.waitForSelector('tr:has-text("my notebook")', { state: 'detached' })
  expect(await statusWith(bearer(token!))).toBe(401)
})

test('a password is changed by who knows the old one; other browsers are out', SLOW, async () => {
  const logIn = () =>
    filled.send('POST', '/login', String(new URLSearchParams({ name: OWNER, password: PASSWORD })), {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'http://127.0.0.1',
    })
  const cookie = String((await logIn()).headers['set-cookie']).split(';')[0]!
  expect(await statusWith({ cookie })).toBe(200)
  const { page } = await openAs(OWNER, '/account?form=password', /403/)
  const fill = async (old: string, next: string, again = next) => {
    await page.fill('input[name=old]', old)
    await page.fill('input[name=new]', next)
    await page.fill('input[name=again]', again)
    await press(page, 'Change the password')
  }
  await fill(PASSWORD, 'another good phrase', 'another good phrasf')
  await page.waitForSelector('.mistake:has-text("differ")')
  await fill('not the old one', 'another good phrase')
  await page.waitForSelector(`.mistake:has-text("'old' is not your present password")`)
  await fill(PASSWORD, 'another good phrase')
  await page.waitForSelector('.access-done:has-text("The new password holds")')
  expect(await statusWith({ cookie })).toBe(401)
  expect(await page.locator('tr:has-text("this one")').count()).toBe(1)
})

test('log-ins are listed by browser and ended one by one', SLOW, async () => {
  const other = await sessionAt(url, seeded.tokens.bo!)
  const { page } = await openAs('bo', '/account')
  const rows = page.locator('section[aria-label="Where you are logged in"] tbody tr')
  expect(await rows.count()).toBe(2)
  await rows.filter({ hasNotText: 'this one' }).getByRole('button').click()
  await press(page, 'End it')
  await page.waitForSelector('small:has-text("1 browser")')
  expect(await statusWith({ cookie: `${other.name}=${other.value}` })).toBe(401)
})

test('the palette leads to all three pages, by words that people use', SLOW, async () => {
  const { page } = await openAs(OWNER, '/experiments')
  for (const [words, path] of [
    ['password', '/account'],
    ['permissions', '/members'],
    ['users', '/accounts'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette input:focus')
    await page.keyboard.type(words)
    await page.waitForSelector('.palette-item[aria-selected=true]')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${path}`)
  }
})

test('everybody takes along what is kept of them, as one file', SLOW, async () => {
  const { page } = await openAs('amara', '/account')
  await press(page, 'More')
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=Take along what is kept of you')])
  expect(file.suggestedFilename()).toBe('amara.json')
  let text = ''
  for await (const chunk of await file.createReadStream()) text += chunk
  expect(JSON.parse(text)).toMatchObject({ account: { name: 'amara', kind: 'person' }, events: expect.any(Array) })
})
