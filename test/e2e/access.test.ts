/** Members, roles and accounts in a real browser; slow, as each test waits for real paints. */
import { expect, test } from 'vitest'
import { bearer } from '../harness/accounts.ts'
import { server } from '../harness/server.ts'
import { accessServer, press } from './access-server.ts'
import { DESK, settled } from './look.ts'
import { OWNER, PASSWORD } from './seed-access.ts'

const { seeded, url, open, openAs, statusWith } = await accessServer()
const young = await server()
const youngUrl = await young.listen()
const SLOW = { timeout: 60_000 }

test(
  'Platform-14: an admin sees what a role may do before giving it, and adds, changes and removes members',
  SLOW,
  async () => {
    const { page } = await openAs('lena', '/members')
    expect(await page.textContent('.answer')).toContain('12 members of workspace default: 2 viewers, 4 contributors')
    await page.click('.access-grid a:has-text("auditor")')
    await page.waitForURL('**role=auditor')
    await page.waitForSelector('figcaption:has-text("Auditor: reads who did what")')
    expect(await page.locator('tr.access-at:has-text("hugo")').count()).toBe(1)

    await press(page, 'Add a member')
    await page.waitForSelector('input[name=account]:focus')
    await page.keyboard.type('noor')
    await page.selectOption('select[name=role]', 'maintainer')
    await page.waitForSelector('.access-role-words:has-text("Maintainer: keeps the workspace in order")')
    expect(await page.locator('.access-grid th.at').textContent()).toBe('maintainer')
    await press(page, 'Add as maintainer')
    await page.waitForSelector('tr:has-text("noor"):has-text("maintainer")')

    await press(page, 'Change noor')
    await page.selectOption('.access-details select', 'viewer')
    await press(page, 'Make noor viewer')
    await page.waitForSelector('tr:has-text("noor"):has-text("viewer")')
    await page.waitForSelector('.access-details', { state: 'detached' })
    await press(page, 'Change noor')
    await press(page, 'Remove from default')
    await page.waitForSelector('.access-asked:has-text("Nothing here can be seen any more")')
    await press(page, 'Remove')
    await page.waitForSelector('tr:has-text("noor")', { state: 'detached' })
    const { page: other } = await openAs('lena', '/members?form=member', /404/)
    await other.fill('input[name=account]', 'zoe')
    await other.keyboard.press('Enter')
    await other.waitForSelector('.mistake:has-text("only an owner of the installation can make it")')
  },
)

test('Team-33: the page of roles says who reads what people say of themselves', SLOW, async () => {
  const { page } = await openAs('emil', '/members')
  const row = page.locator('.access-grid tbody tr:has-text("people")').first()
  expect(await row.locator('th').textContent()).toContain('see what people say of themselves; each look is recorded')
  const roles = await page.locator('.access-grid thead th').allTextContents()
  const may = await row.locator('td').allTextContents()
  expect(roles.slice(1).filter((_, i) => may[i] === 'yes')).toEqual(['maintainer', 'admin'])
})

test('an admin gives a service account a token that works here only', SLOW, async () => {
  const { page } = await openAs('lena', '/members')
  await page.waitForSelector('section[aria-label="Service accounts"] tr:has-text("nightly-training"):has-text("amara")')
  await press(page, 'Make a token for dashboard')
  await page.waitForURL(`**open=${seeded.ids.dashboard}**`)
  await page.fill('input[name=label]', 'wall screen')
  await press(page, 'Make the token')
  const [, token] = /TOKEN=(bw_\S+)/.exec((await (await page.waitForSelector('.access-once pre')).textContent())!)!
  expect(await statusWith(bearer(token!))).toBe(200)
  expect(await statusWith(bearer(token!), '/w/search/api/v1/experiments')).toBe(404)
  await page.waitForSelector('tr:has-text("wall screen"):has-text("dashboard")')
})

test('who lacks a right is shown no button that would be refused, and told who can give it', SLOW, async () => {
  const { page } = await openAs('emil', '/members')
  expect(await page.textContent('.answer-more')).toBe(
    'Changing who is here takes the right “admin”. The role admin has it, and owners of the installation: ask lena or olga.',
  )
  expect(await page.locator('main [data-row] button, main .button.go').count()).toBe(0)
  expect(await page.locator('.rail a').allTextContents()).not.toContain('Accounts')
  await page.goto(`${url}/accounts?form=account`)
  await settled(page)
  expect(await page.textContent('.answer')).toBe(
    'Seeing and making accounts takes the right “install”. Only owners of the installation have it: ask olga.',
  )
  expect(await page.locator('main button').count()).toBe(0)
})

test('an owner makes an account; its person sets a password by the link, and is out once disabled', SLOW, async () => {
  const { page } = await openAs(OWNER, '/accounts')
  await press(page, 'Make an account')
  await page.waitForSelector('input[name=name]:focus')
  await page.keyboard.type('petra')
  await page.selectOption('select[name=role]', 'viewer')
  await press(page, 'Make the account')
  await page.waitForSelector('tr:has-text("petra"):has-text("default as viewer")')
  await press(page, 'Make a link to set the password')
  const link = (await (await page.waitForSelector('.access-once pre')).textContent())!
  expect(link).toContain(`${url}/password?code=`)

  const { page: hers } = await open(link)
  await hers.fill('#password', 'she sets her own one')
  await hers.fill('#again', 'she sets her own one')
  await hers.keyboard.press('Enter')
  await hers.waitForURL(`${url}/`)
  await hers.goto(`${url}/account`)
  await settled(hers)
  expect(await hers.textContent('.answer')).toContain('You are petra, a viewer of workspace default')

  await press(page, 'I have it')
  await press(page, 'Disable')
  await page.waitForSelector('.access-asked:has-text("it can be enabled again")')
  await press(page, 'Disable the account')
  await page.waitForSelector('tr:has-text("petra") .chip:has-text("disabled")')
  const [session] = await hers.context().cookies()
  expect(await statusWith({ cookie: `${session!.name}=${session!.value}` })).toBe(401)
  await press(page, 'Enable again')
  await page.waitForSelector('tr:has-text("petra") .chip:has-text("disabled")', { state: 'detached' })
  await press(page, 'Forget')
  await page.waitForSelector('.access-asked:has-text("It cannot be taken back")')
  await press(page, 'Forget petra')
  await page.waitForSelector('tr:has-text("petra")', { state: 'detached' })
})

test('on a server without accounts a page makes the first, whose token is needed from then on', SLOW, async () => {
  const { page } = await open(`${youngUrl}/accounts`, DESK, /401/)
  await page.fill('input[name=name]', 'ana')
  await page.fill('input[name=password]', PASSWORD)
  await page.fill('input[name=again]', PASSWORD)
  await press(page, 'Become the owner')
  const [, token] = /TOKEN=(bw_\S+)/.exec((await (await page.waitForSelector('.access-once pre')).textContent())!)!
  expect((await young.send('GET', '/api/v1/experiments')).status).toBe(401)
  expect((await young.send('GET', '/api/v1/experiments', undefined, bearer(token!))).status).toBe(200)
  await page.click('a:has-text("Log in")')
  await page.fill('#name', 'ana')
  await page.fill('#password', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${youngUrl}/`)
})
