/** A page in one of its states: looked at by `npm run shots`, checked for barriers by the browser tests. */
import type { Page } from 'playwright-core'

export interface Place {
  /** Names its pictures. */
  name: string
  path: string
  /** Who looks, where the server has accounts; nobody in particular without. */
  as?: string
  /** What happens before the picture. */
  act?: (page: Page) => Promise<unknown>
  /** The console errors that belong to it. */
  expected?: RegExp
  /** Only the first screen is taken, for pages that scroll within themselves. */
  isFolded?: boolean
}
