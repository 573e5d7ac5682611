/** The pages that the rail, the palette and the keys lead to, in the order of the loop. */
import type { Right } from '../../../src/lib/contract.ts'

export interface Entry {
  label: string
  to: string
  /** Where it leads a reader who said what they answer for. */
  toOwn?: (answersFor: string) => string
  /** After `g`. */
  key: string
  /** Only for who has this right. */
  needs?: Right
  /** Is a page of this entry open? */
  holds: (path: string) => boolean
}

export interface Group {
  /** Absent for entries that stand alone. */
  label?: string
  entries: Entry[]
}

/** An entry appears when there is something behind it. */
export const PLACES: Group[] = [
  { entries: [{ label: 'Today', to: '/', key: 't', holds: (path) => path === '/' }] },
  {
    label: 'Build',
    entries: [
      {
        label: 'Experiments',
        to: '/experiments',
        key: 'e',
        holds: (path) => /^\/(experiments|runs|diff|compare|lineage)/.test(path),
      },
    ],
  },
  {
    entries: [{ label: 'Approvals', to: '/approvals', key: 'p', holds: (path) => path.startsWith('/approvals') }],
  },
  {
    entries: [
      {
        label: 'Handbook',
        to: '/handbook',
        toOwn: (answersFor) => `/handbook/roles/${answersFor}`,
        key: 'h',
        holds: (path) => path.startsWith('/handbook'),
      },
    ],
  },
  {
    entries: [
      { label: 'Webhooks', to: '/webhooks', key: 'w', needs: 'admin', holds: (path) => path.startsWith('/webhooks') },
      { label: 'Audit', to: '/audit', key: 'a', needs: 'audit', holds: (path) => path.startsWith('/audit') },
    ],
  },
]

export const ENTRIES: Entry[] = PLACES.flatMap(({ entries }) => entries)

/** Where an entry leads this reader. */
export const toFor = ({ to, toOwn }: Entry, own: string | undefined): string => (own && toOwn?.(own)) || to
