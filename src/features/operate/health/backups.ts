/** Whether there is a recent backup, and whether it was shown to be whole. */
import { type Check, check } from '../../../lib/check.ts'
import type { Reply } from '../../../lib/contract.ts'
import type { operate } from '../contract.ts'

const DAY_MS = 86_400_000
/** One night may be missed. */
const OLD_MS = 2 * DAY_MS + 3_600_000

/** What is known of the backups. */
export type Kept = Reply<typeof operate.backups>

const daysOf = (ms: number): string => {
  const days = Math.floor(ms / DAY_MS)
  return days === 0 ? 'less than a day' : days === 1 ? 'a day' : `${days} days`
}

export function checkBackups(
  { backups, unreadable, failed, nightly, place }: Kept,
  now: number,
  since: number,
): Check[] {
  const found: Check[] = []
  const newest = backups.find(({ kind }) => kind !== 'before-migration')
  if (failed)
    found.push(
      check(
        'backups',
        'bad',
        `The last ${failed.task === 'make' ? 'backup' : 'verification'} failed: ${failed.error}`,
        'Mend that, then make one: bw backup',
      ),
    )
  for (const { reason } of unreadable)
    found.push(check('backups', 'attention', reason, 'Remove it, so that old blobs can go, or keep it apart.'))
  const fix = 'Make one: bw backup'
  if (!newest) {
    if (!nightly.on)
      found.push(
        check(
          'backups',
          'attention',
          'There is no backup, and none is made by itself.',
          `${fix}. BELLWETHER_BACKUP=nightly makes one every night.`,
        ),
      )
    else if (now - since > OLD_MS) found.push(check('backups', 'bad', 'There is no backup yet.', fix))
    else
      found.push(
        check('backups', 'ok', `There is no backup yet; one is made tonight, at ${nightly.at}, into ${place}.`),
      )
    return found
  }
  const age = now - Number(newest.made_ms)
  const verified = backups.find(({ verified_ms }) => verified_ms !== null)
  const proof = verified
    ? `the last verified one is ${daysOf(now - Number(verified.made_ms))} old`
    : 'none was verified yet: bw backup verify NAME'
  const message = `The newest backup is ${daysOf(age)} old; ${proof}. Place: ${place}`
  found.push(nightly.on && age > OLD_MS ? check('backups', 'bad', message, fix) : check('backups', 'ok', message))
  return found
}
