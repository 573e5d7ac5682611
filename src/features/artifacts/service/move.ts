/** Files of an experiment that goes to another workspace go along. */
import { Failure } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Along, Move } from '../../track/index.ts'
import { toRoot } from '../path.ts'
import { moveStore } from '../store/move.ts'

/** Folders of the proxy; of other stores nothing is kept here. */
const foldersOf = (uris: string[]): string[] =>
  [...new Set(uris.filter((uri) => uri.startsWith('mlflow-artifacts:')).map(toRoot))].filter(Boolean)

export async function moveFiles(tx: Tx, { from, to, artifactUris }: Move): Promise<Along> {
  let files = 0
  for (const folder of foldersOf(artifactUris)) {
    const there = await moveStore.findBelow(tx, to, folder)
    if (there !== undefined)
      throw new Failure(
        'RESOURCE_CONFLICT',
        `The other workspace has a file '${there}' already, where files of this experiment would go. Delete it there, or move it elsewhere, and try again.`,
      )
    files += await moveStore.moveBelow(tx, from, to, folder)
  }
  return { moved: { files } }
}
