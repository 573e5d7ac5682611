/** Background work on backups: what was asked for, and the nightly one. */
import { Failure } from '../../lib/failure.ts'
import type { Config } from '../../platform/config.ts'
import type { Jobs } from '../../platform/jobs.ts'
import type { BackupService } from './service/backups.ts'
import { isDue } from './service/nightly.ts'
import { TASK_JOB, type TaskService } from './service/tasks.ts'
import type { TaskRow } from './store/tasks.ts'

interface Parts {
  tasks: TaskService
  backups: BackupService
  config: Config
  now: () => number
  since(): Promise<number>
}

export function operateJobs(jobs: Jobs, { tasks, backups, config, now, since }: Parts): void {
  const work = (task: TaskRow): Promise<unknown> =>
    tasks
      .run(task, (about) => (task.task === 'make' ? backups.make(task.kind, about) : backups.verify(task.name!, about)))
      // It is noted where everybody looks; the queue must not begin it again by itself.
      .catch(() => undefined)

  jobs.define({
    name: TASK_JOB,
    run: async (payload) => {
      const task = await tasks.find((payload as { id: number }).id)
      if (task?.state === 'waiting') await work(task)
    },
  })

  jobs.define({
    name: 'operate.nightly-backup',
    cron: '*/10 * * * *',
    run: async () => {
      const { nightly, at } = config.backup
      if (!nightly || !isDue(now(), at, { ...(await tasks.lastNightly()), since: await since() })) return
      const task = await tasks.ask('make', 'nightly', null, null, false).catch((error: unknown) => {
        // Another backup is being made: the next look comes in ten minutes.
        if (error instanceof Failure) return undefined
        throw error
      })
      if (task) await work(task)
    },
  })
}
