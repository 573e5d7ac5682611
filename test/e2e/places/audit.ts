/** The audit: all of the log, a question, a row with its details, nothing that fits. */
import type { Page } from 'playwright-core'
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

const isWhole = (page: Page) => page.waitForSelector('.audit-status .chip.good')

async function openFirst(page: Page): Promise<void> {
  await isWhole(page)
  await page.locator('.audit-row button').first().click()
  await page.waitForSelector('.audit-details')
}

export const auditPlaces = ({ best }: Seeded): Place[] => [
  { name: 'audit', path: '/audit', act: isWhole },
  { name: 'audit-subject', path: `/audit?kind=run&id=${best}`, act: openFirst },
  {
    name: 'audit-brushed',
    path: '/audit?group=run',
    isFolded: true,
    act: async (page) => {
      await isWhole(page)
      await page.focus('.strip-plot')
      await page.keyboard.press('Shift+ArrowLeft')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.audit-filters button')
    },
  },
  {
    name: 'audit-personal',
    path: '/audit',
    act: async (page) => {
      await page.evaluate(() =>
        fetch('/api/v1/data/personal', {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ dataset: 'clicks', columns: ['user_id', 'country'] }),
        }),
      )
      await page.reload()
      await page.waitForSelector('.audit-personal li')
      await isWhole(page)
    },
  },
  { name: 'audit-nothing', path: '/audit?text=zeppelin', act: isWhole },
  { name: 'audit-account-none', path: '/audit?account=nobody', expected: /404/, act: isWhole },
]
