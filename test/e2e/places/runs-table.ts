/** The table of runs in its states: grouped, completed, with conditions, columns and more than it can show at once. */
import type { Page } from 'playwright-core'
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

const rowsThere = (page: Page) => page.waitForSelector('[data-row]')

export const runsTablePlaces = (ids: Seeded): Place[] => [
  {
    name: 'experiment-grouped',
    isFolded: true,
    path: `/experiments/${ids.ranker}?group=params.optimizer&sort=-metrics.val/auc&column=metrics.val/auc&column=metrics.train/loss&column=params.lr&column=params.optimizer&column=started`,
    act: async (page) => {
      await page.click('[aria-expanded=false].run-name, .card button')
      await page.waitForSelector('a.run-name')
    },
  },
  {
    name: 'experiment-repeats',
    isFolded: true,
    path: `/experiments/${ids.retriever}?group=configuration`,
  },
  {
    name: 'experiment-completion',
    isFolded: true,
    path: `/experiments/${ids.ranker}`,
    act: async (page) => {
      await rowsThere(page)
      await page.fill('[aria-label="Filter runs"]', 'params.optimizer = ')
      await page.waitForSelector('#filter-option-2')
    },
  },
  {
    name: 'experiment-condition',
    isFolded: true,
    path: `/experiments/${ids.ranker}?filter=${encodeURIComponent("params.optimizer = 'lion' and metrics.`val/auc` > 0.86")}`,
    act: async (page) => {
      await rowsThere(page)
      await page.click('button:has-text("Add a condition")')
      await page.fill('[aria-label="On which key"]', 'layers')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.condition-form')
    },
  },
  {
    name: 'experiment-help',
    isFolded: true,
    path: `/experiments/${ids.ranker}`,
    act: async (page) => {
      await rowsThere(page)
      await page.click('[aria-label="How to write a filter"]')
      await page.waitForSelector('.help')
    },
  },
]
