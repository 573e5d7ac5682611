/** The pages that the rail, the palette and the keys lead to, in the order of the loop. */
import type { Scope } from '../../../src/lib/contract.ts'

export interface Entry {
  label: string
  to: string
  /** Where it leads a reader who said what they answer for. */
  toOwn?: (answersFor: string) => string
  /** After `g`. */
  key: string
  /** Only for who has this right. */
  needs?: Scope
  /** Only where people log in: on an open server there is nothing behind it. */
  isOfAccounts?: boolean
  /** Not in the rail before there is something behind it; the palette and its key lead there always. */
  isForModels?: boolean
  /** Too many for the bar of a phone: there it is in the menu of the account. */
  isWide?: boolean
  /** Further words that find it in the palette. */
  words?: string
  /** Is a page of this entry open? */
  holds: (path: string) => boolean
}

export interface Group {
  /** Absent for entries that stand alone. */
  label?: string
  entries: Entry[]
}

const under = (start: string) => (path: string) => path === start || path.startsWith(`${start}/`)

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
    label: 'Ship',
    entries: [
      {
        label: 'Models',
        to: '/models',
        key: 'r',
        isForModels: true,
        words: 'registry versions aliases prompts deploy register',
        holds: under('/models'),
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
        holds: under('/handbook'),
      },
    ],
  },
  {
    entries: [
      {
        label: 'Trash',
        to: '/trash',
        key: 'x',
        needs: 'write',
        isWide: true,
        words: 'deleted restore undo empty gc retention',
        holds: under('/trash'),
      },
      { label: 'Webhooks', to: '/webhooks', key: 'w', needs: 'admin', holds: (path) => path.startsWith('/webhooks') },
      { label: 'Audit', to: '/audit', key: 'a', needs: 'audit', holds: (path) => path.startsWith('/audit') },
      {
        label: 'Move in or follow',
        to: '/transfer',
        key: 'f',
        needs: 'admin',
        isWide: true,
        words: 'import migrate mlflow take in mirror follow server copy transfer',
        holds: under('/transfer'),
      },
      {
        label: 'People and roles',
        to: '/members',
        key: 'm',
        needs: 'admin',
        isOfAccounts: true,
        isWide: true,
        words: 'members access rights permissions invite add',
        holds: under('/members'),
      },
      {
        label: 'Accounts',
        to: '/accounts',
        key: 'i',
        needs: 'install',
        isWide: true,
        words: 'installation users owner first log-in service',
        holds: under('/accounts'),
      },
      {
        label: 'Backups and health',
        to: '/operate',
        key: 'b',
        needs: 'install',
        isWide: true,
        words: 'installation disk restore doctor database schema jobs',
        holds: under('/operate'),
      },
    ],
  },
]

/** Not in the rail: the menu in the top bar has it. */
export const OWN_ACCOUNT: Entry = {
  label: 'Your account',
  to: '/account',
  key: 'y',
  isOfAccounts: true,
  words: 'password tokens sessions log-ins me profile',
  holds: under('/account'),
}

export const ENTRIES: Entry[] = [...PLACES.flatMap(({ entries }) => entries), OWN_ACCOUNT]

/** Where an entry leads this reader. */
export const toFor = ({ to, toOwn }: Entry, own: string | undefined): string => (own && toOwn?.(own)) || to
