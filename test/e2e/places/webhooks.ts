/** Webhooks: nobody is told, and the form that changes that. */
import type { Place } from './place.ts'

export const webhooksPlaces: Place[] = [
  { name: 'webhooks', path: '/webhooks', act: (page) => page.waitForSelector('.answer:has-text("No other program")') },
  { name: 'webhooks-new', path: '/webhooks?new=yes', act: (page) => page.waitForSelector('.hook-form') },
]
