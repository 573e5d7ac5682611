/** The trash: what lies in it, one thing back, emptied for good but for what something needs. */
import type { Deps } from '../../platform/deps.ts'
import type { FileTrash, ModelTrash, Needed, OnFreed, TrackTrash } from './ports.ts'
import { trashRoutes } from './routes.ts'
import { trashService } from './service.ts'
import { sweepStore } from './store.ts'
import { SWEEP_JOB, sweeper } from './sweep.ts'
import './tables.ts'

export type { Asked, Needed, OnFreed } from './ports.ts'

interface Ports {
  track: TrackTrash
  models: ModelTrash
  files: FileTrash
  /** Each says what of the trash it needs. */
  needs: Needed[]
  onFreed: OnFreed[]
  sweepBlobs: string
}

export function trash({ http, db, events, jobs, now, log, onStop, needs, ...ports }: Deps & Ports) {
  const store = sweepStore(db)
  const needed: Needed = async (on, workspace, asked) => {
    const found = await Promise.all(needs.map((each) => each(on, workspace, asked)))
    return new Map(found.flatMap((each) => [...each]))
  }
  const { track, models, files, onFreed, sweepBlobs } = ports
  const parts = { db, track, models, files, needed, now }
  const emptying = sweeper({ ...parts, store, events, jobs, log, onFreed, sweepBlobs })
  // Each minute too: what a process left half done is gone on with.
  jobs.define({ name: SWEEP_JOB, cron: '* * * * *', run: emptying.work })
  trashRoutes(http, trashService(parts), emptying, store)
  onStop(emptying.stop)
  return { purge: store.purge }
}
