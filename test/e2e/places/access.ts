/** Accounts, members and roles: on an open server, and as the people of one with accounts. */
import type { Page } from 'playwright-core'
import { OWNER, type SeededAccess } from '../seed-access.ts'
import type { Place } from './place.ts'

/** On a server without accounts. */
export const openAccessPlaces: Place[] = [
  { name: 'access-accounts-first', path: '/accounts' },
  { name: 'access-members-none', path: '/members?role=maintainer' },
  { name: 'access-account-none', path: '/account' },
]

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()

async function makeToken(page: Page): Promise<void> {
  await page.fill('input[name=label]', 'seen once')
  await page.getByRole('button', { name: 'Make the token' }).click()
  await page.waitForSelector('.access-once')
}

/** On a server whose accounts were seeded. */
export const accessPlaces = ({ ids, link }: SeededAccess): Place[] => [
  { name: 'access-account', path: '/account', as: 'lena' },
  { name: 'access-account-owner', path: '/account', as: OWNER },
  { name: 'access-account-token', path: '/account?form=token', as: 'lena' },
  { name: 'access-account-once', path: '/account?form=token', as: 'chidi', act: makeToken },
  { name: 'access-account-password', path: '/account?form=password', as: OWNER },
  {
    name: 'access-account-revoke',
    path: '/account',
    as: 'lena',
    act: async (page) => {
      await press('Revoke the token laptop')(page)
      await page.waitForSelector('.access-asked')
    },
  },
  {
    name: 'access-menu',
    path: '/experiments',
    as: OWNER,
    act: async (page) => {
      await page.click('.account')
      await page.waitForSelector('#account:popover-open')
    },
  },
  { name: 'access-members', path: '/members?role=maintainer', as: 'lena' },
  { name: 'access-members-add', path: '/members?form=member', as: OWNER },
  { name: 'access-members-open', path: `/members?open=${ids.bo}`, as: 'lena' },
  { name: 'access-members-reader', path: '/members', as: 'emil' },
  { name: 'access-members-token', path: `/members?form=token&open=${ids['nightly-training']}`, as: 'lena' },
  { name: 'access-members-nothing', path: '/members?find=zeppelin', as: 'lena' },
  { name: 'access-accounts', path: '/accounts', as: OWNER },
  { name: 'access-accounts-new', path: '/accounts?form=account', as: OWNER },
  { name: 'access-accounts-person', path: `/accounts?open=${ids.bo}`, as: OWNER },
  { name: 'access-accounts-service', path: `/accounts?show=services&open=${ids['nightly-training']}`, as: OWNER },
  {
    name: 'access-accounts-link',
    path: `/accounts?open=${ids.chidi}`,
    as: OWNER,
    act: async (page) => {
      await press('Make a link to set the password')(page)
      await page.waitForSelector('.access-once')
    },
  },
  {
    name: 'access-accounts-disable',
    path: `/accounts?open=${ids.dana}`,
    as: OWNER,
    act: async (page) => {
      await press('Disable')(page)
      await page.waitForSelector('.access-asked')
    },
  },
  {
    name: 'access-experiment-move',
    path: '/experiments/1',
    as: OWNER,
    act: async (page) => {
      // There is no room for it on a phone.
      if ((page.viewportSize()?.width ?? 0) < 700) return
      await press('Move…')(page)
      await page.waitForSelector('dialog[open]')
    },
  },
  { name: 'access-accounts-refused', path: '/accounts', as: 'emil' },
  { name: 'access-login', path: '/login' },
  { name: 'access-password', path: link },
  { name: 'access-password-wrong', path: '/password?code=old', expected: /403/ },
  { name: 'access-logged-out', path: '/account', expected: /401/ },
]
