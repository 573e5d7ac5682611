/** What lies in the trash of tracking, for the feature that shows and empties it. */
import { CompiledQuery } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { holdExperiment } from '../moving/store.ts'
import { lockPoints } from '../points/segments.ts'
import type { Services } from '../routes/mlflow.ts'
import { trashStore } from './store.ts'

type Restores = Pick<Services, 'experiments' | 'runs'>

export function trackTrash(db: Db, { experiments, runs }: Restores) {
  const { lockDue, freeExperiment, ...store } = trashStore(db)
  return {
    ...store,
    /** Those of the runs that are still due, free from now on from whoever would write to them. */
    async holdRuns(tx: Tx, workspace: number, before: number, ids: Int64[]) {
      await lockPoints({ query: (text, values) => tx.executeQuery(CompiledQuery.raw(text, values)) }, ids)
      return lockDue(tx, workspace, before, ids)
    },
    async freeExperiment(tx: Tx, workspace: number, before: number, id: string): Promise<boolean> {
      await holdExperiment(tx, id)
      return freeExperiment(tx, workspace, before, id)
    },
    restoreRun: runs.restore,
    restoreExperiment: experiments.restore,
  }
}
