/** The daily clean-up of the blob store. */
import type { Logger } from 'pino'
import type { Jobs } from '../../platform/jobs.ts'
import type { SweepService } from './service/sweep.ts'

export const SWEEP_BLOBS = 'artifacts.sweep-blobs'

export function artifactJobs(jobs: Jobs, sweep: SweepService, log: Logger): void {
  jobs.define({
    name: 'artifacts.expire-uploads',
    cron: '7 3 * * *',
    run: async () => void (await sweep.expireUploads()),
  })
  jobs.define({
    name: SWEEP_BLOBS,
    cron: '17 3 * * *',
    run: async () => {
      const removed = await sweep.sweepBlobs()
      if (removed) log.info({ removed }, 'deleted blobs that nothing referred to')
    },
  })
}
