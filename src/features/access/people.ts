/** Data of people: whoever looks at it is recorded, and the person can see who looked. */
import type { Db } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import type { PeopleReads } from './reads.ts'

/** Whoever looks again within this time, as a page does that stays open, looked once. */
const ONE_LOOK_MS = 600_000
const MAX_KEPT = 10_000

interface Parts {
  db: Db
  reads: PeopleReads
  events: Events
  now: () => number
}

interface Reader {
  workspace: number
  accountId: number | null
}

/** Records that somebody is about to see `what` of some accounts. To be awaited before it is shown. */
export type NotePeopleRead = (reader: Reader, about: number[], what: string) => Promise<void>

export function peopleService({ db, reads, events, now }: Parts) {
  let seen = new Map<string, number>()

  const note: NotePeopleRead = async ({ workspace, accountId }, about, what) => {
    // On an open server there is one person, who looks at nobody else.
    if (accountId === null) return
    const at = now()
    const looks = about
      .filter((id) => id !== accountId)
      .map((id) => ({ id, key: `${workspace} ${accountId} ${id} ${what}` }))
      .filter(({ key }) => at - (seen.get(key) ?? Number.NEGATIVE_INFINITY) >= ONE_LOOK_MS)
    if (!looks.length) return
    await db.transaction().execute(async (tx) => {
      for (const { id } of looks)
        await events.append(tx, {
          workspace,
          name: 'people.read',
          kind: 'account',
          id: String(id),
          accountId,
          details: { what },
        })
    })
    if (seen.size > MAX_KEPT) seen = new Map()
    for (const { key } of looks) seen.set(key, at)
  }

  return { note, of: reads.of }
}

export type PeopleService = ReturnType<typeof peopleService>
