/** Dataset versions: what runs said of them, and who used them. */
import type { Input } from '../../../lib/contract.ts'
import { notFound } from '../../../lib/failure.ts'
import { toOffset, toToken } from '../../../platform/search/pages.ts'
import type { datasets as contract } from '../contract/datasets.ts'
import type { TrackReads } from '../reads.ts'
import type { InputStore } from '../store/inputs.ts'
import { stateOf } from './views.ts'

/** Names and digests may both hold '@': every way to split the id. */
export const splitsOf = (id: string): { name: string; digest: string }[] =>
  [...id.matchAll(/@/g)].map(({ index }) => ({ name: id.slice(0, index), digest: id.slice(index + 1) }))

export const datasetService = (store: InputStore, reads: TrackReads) => ({
  async version(workspace: number, { id, limit = 50, cursor }: Input<typeof contract.version>) {
    const offset = toOffset(cursor)
    const rows = await store.versions(workspace, splitsOf(id))
    const [newest] = rows
    if (!newest) throw notFound('Dataset version', id)
    const uses = await reads.usesOf(
      workspace,
      rows.map((row) => row.id),
      limit + 1,
      offset,
    )
    const { name, digest, source_type, source } = newest
    return {
      dataset: {
        name,
        digest,
        source_type,
        source,
        // Experiments describe the same data apart; what one of them left out another may say.
        schema: rows.find((row) => row.schema !== null)?.schema ?? undefined,
        profile: rows.find((row) => row.profile !== null)?.profile ?? undefined,
      },
      runs: uses.slice(0, limit).map((row) => ({
        run_id: row.run_id,
        name: row.name,
        state: stateOf(row.status, row.lost),
        deleted: row.deleted,
        experiment: { experiment_id: String(row.experiment_id), name: row.experiment },
        started_at: row.start_ms,
        context: row.context,
      })),
      total: uses[0]?.total ?? 0,
      next_cursor: uses.length > limit ? toToken({ offset: offset + limit }) : null,
    }
  },
})

export type DatasetService = ReturnType<typeof datasetService>
