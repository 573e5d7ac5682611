/** What lies in the trash, what emptying it would free, one thing back. */
import { Failure } from '../../lib/failure.ts'
import type { Int64 } from '../../lib/json.ts'
import type { Db } from '../../platform/db.ts'
import { DEFAULT_DAYS, TRASHED, type Trashed } from './contract.ts'
import type { Actor, FileTrash, Listed, ModelTrash, Needed, TrackTrash } from './ports.ts'

const DAY_MS = 86_400_000
const LISTED = 100
const LOOKED_AT = 1_000
const KEPT_SHOWN = 100

export interface Parts {
  db: Db
  track: TrackTrash
  models: ModelTrash
  files: FileTrash
  needed: Needed
  now: () => number
}

export const beforeOf = (days: number | undefined, now: number): number =>
  // A thing that came this very moment is there, too.
  now + (days === 0 ? 1 : 0) - (days ?? DEFAULT_DAYS) * DAY_MS

/** Pages of what is due, by ascending numbers. */
export async function* pages<T extends { id: Int64 }>(
  next: (after: Int64, limit: number) => Promise<T[]>,
  limit: number,
): AsyncGenerator<T[]> {
  for (let after: Int64 = 0; ; ) {
    const page = await next(after, limit)
    if (page.length) yield page
    if (page.length < limit) return
    after = page.at(-1)!.id
  }
}

export function trashService({ db, track, models, files, needed, now }: Parts) {
  const asked = (kind: Trashed, rows: Listed[]) => ({
    ...(kind === 'run' && { runs: rows.map(({ id }) => id) }),
    ...(kind === 'model' && { models: rows.map(({ id }) => id) }),
    uris: rows.map(({ uri }) => uri),
  })

  async function itemsOf(workspace: number, kind: Trashed, rows: Listed[]) {
    const uris = rows.map(({ uri }) => uri)
    const [sizes, by] = await Promise.all([files.sizes(workspace, uris), needed(db, workspace, asked(kind, rows))])
    return rows.map(({ uri, deleted_ms, runs = null, ...row }, i) => ({
      ...{ kind, ...row, runs, deleted_at: deleted_ms, ...sizes[i]! },
      needed_by: by.get(row.id) ?? by.get(uri) ?? null,
    }))
  }

  return {
    async list(workspace: number, { kind, limit = LISTED }: { kind?: Trashed; limit?: number }) {
      const wanted = kind ? [kind] : TRASHED
      const read = { experiment: track.experiments, run: track.runs, model: models.list }
      const lists = await Promise.all(
        wanted.map(async (each) => itemsOf(workspace, each, await read[each](workspace, limit))),
      )
      const [totals, model] = await Promise.all([track.totals(workspace), models.total(workspace)])
      const names = await track.experimentNames(
        workspace,
        lists.flat().flatMap((item) => (item.kind === 'model' ? [item.experiment_id] : [])),
      )
      const items = lists
        .flat()
        .map((item) => ({ ...item, experiment: item.experiment || names.get(item.experiment_id)! }))
      return { items, totals: { ...totals, model } }
    },

    async plan(workspace: number, days: number | undefined) {
      const before = beforeOf(days, now())
      const kept: { kind: Trashed; id: string; needed_by: string }[] = []
      const plan = { experiments: 0, runs: 0, models: 0, points: 0, files: 0, bytes: 0 }
      const addFiles = async (uris: string[]): Promise<void> => {
        for (const size of await files.sizes(workspace, uris)) {
          plan.files += size.files
          plan.bytes += size.bytes
        }
      }
      const keptIn = new Set<string>()
      for await (const page of pages((after, limit) => track.dueRuns(workspace, before, after, limit), LOOKED_AT)) {
        const by = await needed(db, workspace, {
          runs: page.map(({ run_id }) => run_id),
          uris: page.map(({ uri }) => uri),
        })
        const why = (row: (typeof page)[number]) => by.get(row.run_id) ?? by.get(row.uri)
        const free = page.filter((row) => !why(row))
        for (const row of page) {
          const needed_by = why(row)
          if (needed_by === undefined) continue
          kept.push({ kind: 'run', id: row.run_id, needed_by })
          keptIn.add(row.experiment_id)
        }
        plan.runs += free.length
        plan.points += await track.pointsOf(free.map(({ id }) => id))
        await addFiles(free.map(({ uri }) => uri))
      }
      const due = await track.dueExperiments(db, workspace, before)
      const experiments = due.map(({ id }) => id)
      const next = (after: Int64, limit: number) => models.due(db, workspace, { before, experiments, after, limit })
      for await (const page of pages(next, LOOKED_AT)) {
        const by = await needed(db, workspace, {
          models: page.map(({ model_id }) => model_id),
          uris: page.map(({ uri }) => uri),
        })
        const why = (row: (typeof page)[number]) => by.get(row.model_id) ?? by.get(row.uri)
        for (const row of page) {
          const needed_by = why(row)
          if (needed_by === undefined) continue
          kept.push({ kind: 'model', id: row.model_id, needed_by })
          keptIn.add(row.experiment_id)
        }
        const free = page.filter((row) => !why(row))
        plan.models += free.length
        await addFiles(free.map(({ uri }) => uri))
      }
      plan.experiments = experiments.filter((id) => !keptIn.has(id)).length
      return { ...plan, kept: kept.slice(0, KEPT_SHOWN), kept_total: kept.length }
    },

    async restore(actor: Actor, kind: Trashed, id: string, mayMaintain: boolean): Promise<void> {
      if (kind === 'run') return track.restoreRun(actor, id)
      if (kind === 'model') return models.restore(actor, id)
      if (!mayMaintain)
        throw new Failure(
          'PERMISSION_DENIED',
          "To bring back an experiment needs the right 'maintain'. Ask a maintainer or an admin of this workspace.",
        )
      return track.restoreExperiment(actor, id)
    },
  }
}

export type TrashService = ReturnType<typeof trashService>
