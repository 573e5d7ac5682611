/** Rules of personal data: who reads it says why, and the log has who did and who did not. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import { columnsOf } from '../../../lib/schema-columns.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { type personal as contract, PURPOSE_TAG } from '../contract/personal.ts'
import { checkCount } from '../limits.ts'
import type { Actor } from '../service/experiments.ts'
import type { NewDataset } from '../store/inputs.ts'
import type { RunRow } from '../store/runs.ts'
import type { PersonalRow, PersonalStore } from './store.ts'

const MAX_COLUMNS = 1_000
const DEFAULT_LIMIT = 100

interface Version {
  name: string
  digest: string
  schema: string | null
}

/** What a run reads of people. */
export interface Touched {
  dataset: string
  digest: string
  columns: string[]
  refuses: boolean
}

/** A version that is known not to have the columns holds nothing personal; one that says nothing may have them all. */
function columnsIn({ schema }: Version, tagged: string[]): string[] {
  const known = columnsOf(schema ?? undefined)
  if (!known) return tagged
  const names = new Set(known.map(({ name }) => name))
  return tagged.filter((column) => names.has(column))
}

const purposeOf = ({ tags }: RunRow): string | null => tags[PURPOSE_TAG]?.trim() || null

export function personalService(db: Db, store: PersonalStore, events: Events) {
  const list = async (workspace: number): Promise<Reply<typeof contract.list>> => ({
    datasets: (await store.list(workspace)).map((row) => ({ ...row, changed_at: row.changed_at.getTime() })),
  })

  const touchedBy = (version: Version, tagged: Map<string, PersonalRow>): Touched[] => {
    const row = tagged.get(version.name)
    const columns = row ? columnsIn(version, row.columns) : []
    return row && columns.length
      ? [{ dataset: version.name, digest: version.digest, columns, refuses: row.refuses }]
      : []
  }

  const taggedOf = async (workspace: number, names?: string[]): Promise<Map<string, PersonalRow>> =>
    new Map((await store.list(workspace, names)).map((row) => [row.dataset, row]))

  return {
    list,

    async set(actor: Actor, { dataset, columns, refuses }: Input<typeof contract.set>) {
      checkCount(columns.length, MAX_COLUMNS, 'columns')
      const wanted = [...new Set(columns)].sort()
      const { workspace, accountId } = actor
      await db.transaction().execute(async (tx) => {
        const about = { workspace, accountId, kind: 'dataset', id: dataset } as const
        if (wanted.length) {
          await store.put(tx, workspace, dataset, wanted, refuses ?? null)
          await events.append(tx, {
            ...{ ...about, name: 'personal-data.tagged' },
            details: { columns: wanted, ...(refuses !== undefined && { refuses }) },
          })
        } else if (await store.remove(tx, workspace, dataset))
          await events.append(tx, { ...about, name: 'personal-data.untagged' })
      })
      return list(workspace)
    },

    /** What of some datasets is personal; a run without a purpose is refused where the dataset says so. */
    async check(workspace: number, run: RunRow, datasets: NewDataset[]): Promise<Touched[]> {
      const tagged = await taggedOf(
        workspace,
        datasets.map(({ name }) => name),
      )
      const touched = datasets.flatMap((version) => touchedBy(version, tagged))
      const refusing = purposeOf(run) === null && touched.find(({ refuses }) => refuses)
      if (refusing)
        throw invalid(
          `Dataset '${refusing.dataset}' has columns about people (${refusing.columns.join(', ')}), and run '${run.name}' does not say what it reads them for. Set its tag '${PURPOSE_TAG}' before it logs the dataset: mlflow.set_tag("${PURPOSE_TAG}", "…").`,
        )
      return touched
    },

    async note(tx: Tx, actor: Actor, run: RunRow, { dataset, digest, columns }: Touched): Promise<void> {
      await events.append(tx, {
        ...{ workspace: actor.workspace, accountId: actor.accountId, kind: 'run', id: run.run_id },
        name: 'personal-data.read',
        details: { name: run.name, dataset, digest, columns, purpose: purposeOf(run) },
      })
    },

    async runs(workspace: number, { limit = DEFAULT_LIMIT }: Input<typeof contract.runs>) {
      const tagged = await taggedOf(workspace)
      const versions = (await store.versions(workspace)).flatMap((version) =>
        touchedBy(version, tagged).map((touched) => [String(version.id), touched] as const),
      )
      const byId = new Map(versions)
      const rows = await store.withoutPurpose(
        workspace,
        versions.map(([id]) => BigInt(id)),
        limit + 1,
      )
      return {
        runs: rows.slice(0, limit).map(({ run_id, name, start_ms, dataset: id }) => {
          const { dataset, digest, columns } = byId.get(String(id))!
          return { run_id, name, started_at: start_ms, dataset, digest, columns }
        }),
        has_more: rows.length > limit,
      }
    },
  }
}

export type PersonalService = ReturnType<typeof personalService>
