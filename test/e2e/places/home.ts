/** Pages that belong to no single feature. */
import type { Place } from './place.ts'

export const homePlaces: Place[] = [
  { name: 'today', path: '/' },
  { name: 'today-week', path: '/?span=week' },
  { name: 'welcome-role', path: '/?step=role' },
  { name: 'welcome-doors', path: '/?step=doors' },
  {
    name: 'palette',
    path: '/experiments',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.waitForSelector('.palette')
      await page.keyboard.type('heron')
      await page.waitForSelector('.palette-item:has-text("brave-heron-12")')
    },
  },
  { name: 'keyboard', path: '/experiments', act: (page) => page.keyboard.press('?') },
  { name: 'not-found', path: '/nowhere' },
  { name: 'error', path: `/runs/${'0'.repeat(32)}`, expected: /404/ },
]
