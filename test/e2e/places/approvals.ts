/** Approvals: one that waits for the reader, and one that was given. */
import type { Seeded } from '../seed.ts'
import type { Place } from './place.ts'

export const approvalPlaces = ({ asked, approved }: Seeded): Place[] => [
  { name: 'approvals', path: '/approvals', act: (page) => page.waitForSelector('.approvals') },
  {
    name: 'approval-asked',
    path: `/approvals/${asked}`,
    act: async (page) => {
      await page.waitForSelector('.approval-answer')
      await page.fill('#reason', 'Compared both on the data of last month.')
    },
  },
  { name: 'approval-given', path: `/approvals/${approved}`, act: (page) => page.waitForSelector('.approval-content') },
]
