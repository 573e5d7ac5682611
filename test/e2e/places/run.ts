/** The page of a run in states that its own places do not show. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

export const runPlaces = (ids: Seeded): Place[] => [
  {
    name: 'run-compare-with',
    path: `/runs/${ids.second}`,
    isFolded: true,
    act: async (page) => {
      await page.keyboard.press('c')
      await page.waitForSelector('.compare-choice')
    },
  },
  {
    name: 'run-editing',
    path: `/runs/${ids.best}`,
    isFolded: true,
    act: async (page) => {
      await page.click('button:has-text("Add a tag")')
      await page.click('button:has-text("More")')
      await page.click('[role=menuitem]:has-text("Edit the note")')
      await page.evaluate(() => scrollTo(0, 0))
    },
  },
  { name: 'run-many-params', path: `/runs/${ids.manyParams}` },
  { name: 'run-in-trash', path: `/runs/${ids.deleted}` },
]
