/** Files go where their experiment is: an experiment that is elsewhere takes none here. */
import { Failure } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import { holdExperiment } from '../moving/store.ts'
import { placeStore } from '../store/places.ts'

/** Until the transaction ends, what is written below a path of the proxy belongs to the workspace that it is written in. */
export async function holdFolder(tx: Tx, workspace: number, path: string): Promise<void> {
  const [, experiment] = /^(\d{1,18})(?:\/|$)/.exec(path) ?? []
  if (experiment === undefined) return
  await holdExperiment(tx, String(BigInt(experiment)))
  if (await placeStore.isElsewhere(tx, workspace, experiment))
    throw new Failure(
      'RESOURCE_CONFLICT',
      `'${experiment}/' holds the files of an experiment that is not in this workspace. Log them in the workspace where it is.`,
    )
}
