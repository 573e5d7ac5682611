/** Comparisons: two runs, six, and twelve that are repetitions of four settings. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

const runs = (ids: string[]): string => ids.map((id) => `run=${id}`).join('&')

export const comparePlaces = (ids: Seeded): Place[] => [
  { name: 'compare-2', path: `/diff?a=${ids.best}&b=${ids.second}` },
  {
    name: 'compare-6',
    path: `/compare?${runs(ids.repeats.slice(3, 9))}&seeds=apart&base=${ids.repeats[4]}&hide=${ids.repeats[5]}&flip=1&smooth=0.6`,
  },
  {
    name: 'compare-12',
    path: `/compare?${runs(ids.repeats)}&code=${ids.repeats[6]}`,
  },
  {
    name: 'compare-cursor',
    isFolded: true,
    path: `/compare?${runs(ids.repeats)}&seeds=apart&axis=relative`,
    act: async (page) => {
      await page.focus('.wide-chart .plot')
      for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft')
      await page.waitForSelector('.readout')
    },
  },
  { name: 'compare-none', path: '/compare' },
]
