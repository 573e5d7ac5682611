/** The trash: with something in it, and what emptying it would free. */
import type { Page } from 'playwright-core'
import type { Place } from './place.ts'

const isListed = (page: Page) => page.waitForSelector('.trash-row')

export const trashPlaces: Place[] = [
  { name: 'trash', path: '/trash', act: isListed },
  {
    name: 'trash-empty',
    path: '/trash?empty=yes&age=0',
    act: async (page) => {
      await isListed(page)
      await page.waitForSelector('.trash-empty [role=status]:has-text("frees")')
    },
  },
]
