/** Backups at a glance: what is there, what is being made, what went wrong, what comes next. */
import type { Reply } from '../../../lib/contract.ts'
import type { Config } from '../../../platform/config.ts'
import type { operate } from '../contract.ts'
import type { TaskRow } from '../store/tasks.ts'
import type { BackupService } from './backups.ts'
import { nextDue } from './nightly.ts'
import type { TaskService } from './tasks.ts'

interface Parts {
  tasks: TaskService
  backups: BackupService
  config: Config
  now: () => number
  /** When the installation began, in milliseconds. */
  since(): Promise<number>
}

export const toTask = ({ workspace_id, account_id, seen_ms, ...task }: TaskRow) => ({ ...task, id: Number(task.id) })

const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

export type Overview = () => Promise<Reply<typeof operate.backups>>

export function overviewOf({ tasks, backups, config, now, since }: Parts): Overview {
  const { nightly, at, keep } = config.backup
  return async () => {
    await tasks.settle()
    const listed = await backups.list()
    const [made, verified] = await Promise.all([tasks.lastEnded('make'), tasks.lastEnded('verify')])
    // That a backup did not verify matters for as long as it is there.
    const stillThere = listed.backups.some(({ name }) => name === verified?.name)
    const failed = [made, stillThere ? verified : undefined].find((task) => task?.state === 'failed')
    const active = await tasks.active()
    const next = nightly ? nextDue(now(), at, { ...(await tasks.lastNightly()), since: await since() }) : null
    return {
      place: backups.place,
      nightly: { on: nightly, at: timeOfDay(at), keep, next_ms: next },
      ...listed,
      active: active ? toTask(active) : null,
      failed: failed ? toTask(failed) : null,
    }
  }
}
