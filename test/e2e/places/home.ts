/** Pages that belong to no single feature. */
import type { Place } from './place.ts'

export const homePlaces: Place[] = [
  { name: 'keyboard', path: '/experiments', act: (page) => page.keyboard.press('?') },
  { name: 'not-found', path: '/nowhere' },
  { name: 'error', path: `/runs/${'0'.repeat(32)}`, expected: /404/ },
]
