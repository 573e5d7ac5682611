/**
 * Empties the trash in batches, each a transaction of its own that also says how far it is: whoever goes on after a kill
 * sees what is left. What something needs stays, and is looked at again the next time.
 */
import type { Logger } from 'pino'
import { Failure } from '../../lib/failure.ts'
import type { Int64 } from '../../lib/json.ts'
import { patiently, type Tx } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import type { Jobs } from '../../platform/jobs.ts'
import type { OnFreed } from './ports.ts'
import { beforeOf, type Parts, pages } from './service.ts'
import type { Freed, SweepRow, SweepStore } from './store.ts'

export const SWEEP_JOB = 'trash.empty'
const TOGETHER = 100

interface SweepParts extends Parts {
  store: SweepStore
  events: Events
  jobs: Jobs
  log: Logger
  onFreed: OnFreed[]
  /** Frees the bytes of files that nothing names any more. */
  sweepBlobs: string
}

/** Another process has taken over, or the server ends. */
class Stopped extends Error {}

export function sweeper({
  db,
  track,
  models,
  files,
  needed,
  now,
  store,
  events,
  jobs,
  log,
  onFreed,
  sweepBlobs,
}: SweepParts) {
  let isStopping = false

  /** Frees in one transaction what `free` returns the names of, and counts it. */
  async function batch(sweep: SweepRow, free: (tx: Tx) => Promise<Partial<Freed> & { ids: string[] }>): Promise<void> {
    if (isStopping) throw new Stopped()
    const { workspace_id: workspace, account_id: accountId } = sweep
    await patiently(() =>
      db.transaction().execute(async (tx) => {
        const { ids, ...freed } = await free(tx)
        if (!(await store.add(tx, sweep, freed, now()))) throw new Stopped()
        if (ids.length)
          await events.append(tx, {
            ...{ workspace, accountId, name: 'trash.freed', kind: 'trash', id: String(sweep.id) },
            details: { ids, ...freed },
          })
      }),
    )
  }

  async function freeRuns(sweep: SweepRow): Promise<void> {
    const { workspace_id: workspace, before_ms: before } = sweep
    for await (const page of pages((after, limit) => track.dueRuns(workspace, before, after, limit), TOGETHER))
      await batch(sweep, async (tx) => {
        const held = await track.holdRuns(
          tx,
          workspace,
          before,
          page.map(({ id }) => id),
        )
        const by = await needed(tx, workspace, {
          runs: held.map(({ run_id }) => run_id),
          uris: held.map(({ uri }) => uri),
        })
        const free = held.filter(({ run_id, uri }) => !by.has(run_id) && !by.has(uri))
        const ids = free.map(({ id }) => id)
        const points = await track.pointsOf(ids)
        await track.freeRuns(tx, workspace, ids)
        const gone = await files.remove(
          tx,
          workspace,
          free.map(({ uri }) => uri),
        )
        return {
          ids: free.map(({ run_id }) => run_id),
          runs: free.length,
          kept: held.length - free.length,
          points,
          ...gone,
        }
      })
  }

  async function freeModels(sweep: SweepRow, experiments: string[]): Promise<void> {
    const { workspace_id: workspace, before_ms: before } = sweep
    const due = (after: Int64, limit: number) => models.due(db, workspace, { before, experiments, after, limit })
    for await (const page of pages(due, TOGETHER))
      await batch(sweep, async (tx) => {
        const still = new Set((await track.dueExperiments(tx, workspace, before)).map(({ id }) => id))
        const held = await models.due(tx, workspace, {
          before,
          experiments: experiments.filter((id) => still.has(id)),
          after: 0,
          limit: page.length,
          held: page.map(({ id }) => id),
        })
        const by = await needed(tx, workspace, {
          models: held.map(({ model_id }) => model_id),
          uris: held.map(({ uri }) => uri),
        })
        const free = held.filter(({ model_id, uri }) => !by.has(model_id) && !by.has(uri))
        await models.free(
          tx,
          workspace,
          free.map(({ id }) => id),
        )
        const gone = await files.remove(
          tx,
          workspace,
          free.map(({ uri }) => uri),
        )
        return {
          ids: free.map(({ model_id }) => model_id),
          models: free.length,
          kept: held.length - free.length,
          ...gone,
        }
      })
  }

  async function freeExperiments(sweep: SweepRow): Promise<void> {
    const { workspace_id: workspace, before_ms: before } = sweep
    for (const { id, uri } of await track.dueExperiments(db, workspace, before))
      await batch(sweep, async (tx) => {
        if (await models.hasModels(tx, workspace, id)) return { ids: [] }
        if (uri !== null && (await needed(tx, workspace, { uris: [uri] })).size) return { ids: [], kept: 1 }
        if (!(await track.freeExperiment(tx, workspace, before, id))) return { ids: [] }
        for (const freed of onFreed) await freed(tx, workspace, id)
        return { ids: [id], experiments: 1, ...(uri !== null && (await files.remove(tx, workspace, [uri]))) }
      })
  }

  async function run(sweep: SweepRow): Promise<void> {
    const { workspace_id: workspace, before_ms: before } = sweep
    await store.forgetKept(sweep)
    const experiments = (await track.dueExperiments(db, workspace, before)).map(({ id }) => id)
    const [runs, ofModels] = await Promise.all([track.countDue(workspace, before), models.countDue(workspace, before)])
    await store.setTotal(sweep, sweep.runs + sweep.models + sweep.experiments + experiments.length + runs + ofModels)
    await freeRuns(sweep)
    await freeModels(sweep, experiments)
    await freeExperiments(sweep)
  }

  async function end(sweep: SweepRow, error: string | null): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const row = await store.end(tx, sweep, error, now())
      if (!row) return
      const { experiments, runs, models: ofModels, points, files: ofFiles, bytes, kept } = row
      await events.append(tx, {
        ...{ workspace: sweep.workspace_id, accountId: sweep.account_id, name: 'trash.emptied', kind: 'trash' },
        id: String(sweep.id),
        details: {
          ...{ experiments, runs, models: ofModels, points, files: ofFiles, bytes, kept },
          ...(error !== null && { error }),
        },
      })
      await jobs.enqueue(tx, sweepBlobs)
    })
  }

  return {
    stop: () => {
      isStopping = true
    },

    /** Works on whatever waits or was cut off. */
    async work(): Promise<void> {
      for (let sweep = await store.claim(now()); sweep; sweep = await store.claim(now()))
        try {
          await run(sweep)
          await end(sweep, null)
        } catch (error) {
          if (error instanceof Stopped) return
          log.error({ err: error }, 'emptying the trash failed; asking again goes on with what is left')
          await end(
            sweep,
            error instanceof Failure ? error.message : 'Something went wrong; the log of the server says what.',
          )
        }
    },

    async ask(workspace: number, accountId: number | null, days: number | undefined): Promise<SweepRow> {
      return db.transaction().execute(async (tx) => {
        const row = await store.insert(tx, workspace, beforeOf(days, now()), accountId, now())
        if (!row)
          throw new Failure('RESOURCE_CONFLICT', 'The trash is being emptied at the moment. Wait for that to end.')
        await jobs.enqueue(tx, SWEEP_JOB)
        return row
      })
    },
  }
}

export type Sweeper = ReturnType<typeof sweeper>
