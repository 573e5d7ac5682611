/** Runs of a followed server: what is other than it was when it was last read is read, and noted once it is kept. */
import { createHash } from 'node:crypto'
import { toJson } from '../../../lib/json.ts'
import type { SourceRun } from '../source.ts'
import type { ServerSource } from '../sources/server.ts'
import type { FollowRow, FollowStore, Known, Noted } from '../store/follows.ts'
import { takeFiles } from '../taking/files.ts'
import { type Got, takePoints, type Wanted } from '../taking/points.ts'
import type { TakePorts } from '../taking/ports.ts'
import { createTally } from '../taking/tally.ts'

export interface Pass {
  row: FollowRow
  source: ServerSource
  signal: AbortSignal
  /** What was there before anybody followed is told to nobody. */
  isFirst: boolean
  count(what: string, n: number): void
}

const printOf = (run: SourceRun): string => createHash('sha256').update(toJson(run)).digest('base64url').slice(0, 22)
const tipsOf = ({ latest }: SourceRun): Record<string, string> =>
  Object.fromEntries(latest.map(({ key, value, step, timestamp }) => [key, `${step} ${timestamp} ${value}`]))

/** Metrics of which something may be new: of a run that has just ended, or is new, all. */
function keysOf(run: SourceRun, known: Known | undefined): { keys: string[]; isWhole: boolean } {
  const all = run.latest.map(({ key }) => key)
  if (!known || (known.running && run.status !== 'RUNNING')) return { keys: all, isWhole: true }
  const now = tipsOf(run)
  return { keys: all.filter((key) => now[key] !== known.tips[key]), isWhole: false }
}

interface Parts {
  ports: TakePorts
  store: FollowStore
  now: () => number
}

export function followedRuns({ ports, store, now }: Parts) {
  const { take } = ports.track

  async function copyFiles({ row, source, signal }: Pass, runs: { run: SourceRun; to: string }[]): Promise<void> {
    for (const { run, to } of runs)
      await takeFiles(
        ports.artifacts,
        row.workspace_id,
        source,
        { from: run.artifact_uri, to, whose: run.name },
        createTally(now),
        signal,
      )
  }

  return {
    /** One page of a listing; `here` is the experiment on this server. */
    async take(pass: Pass, here: string, runs: SourceRun[]): Promise<void> {
      const { row, source, signal, isFirst, count } = pass
      const known = await store.known(
        row,
        runs.map(({ run_id }) => run_id),
      )
      const changed = runs.filter((run) => known.get(run.run_id)?.print !== printOf(run))
      if (changed.length === 0) return
      const actor = { workspace: row.workspace_id, accountId: null }
      const placed = await take.runs(actor, here, changed, { tells: !isFirst })
      const mine = changed.filter(({ run_id }) => placed.has(run_id))
      const wholes = new Set<string>()
      const wanted = mine.map((run): Wanted => {
        const { keys, isWhole } = keysOf(run, known.get(run.run_id))
        if (isWhole) wholes.add(run.run_id)
        return { id: placed.get(run.run_id)!.id, run, keys }
      })
      if (!row.options.copy_files)
        await store.keepRoots(
          row,
          mine.map(({ run_id, artifact_uri }) => ({ root: placed.get(run_id)!.artifactUri, uri: artifact_uri })),
        )
      await takePoints(ports.track, row.workspace_id, source, wanted, async (got) => {
        signal.throwIfAborted()
        for (const { run, id, added } of got) {
          count('runs', known.has(run.run_id) ? 0 : 1)
          count('points', added)
          if (!isFirst || run.status === 'RUNNING') take.touch(id, run.run_id)
        }
        if (row.options.copy_files)
          await copyFiles(
            pass,
            got.map(({ run }) => ({ run, to: placed.get(run.run_id)!.artifactUri })),
          )
        await store.note(
          row,
          got.map(
            ({ run }): Noted => ({
              ...{ run_id: run.run_id, experiment_id: run.experiment_id, print: printOf(run), tips: tipsOf(run) },
              ...{ running: run.status === 'RUNNING', read_ms: wholes.has(run.run_id) ? now() : null },
            }),
          ),
        )
      })
    },

    /** Reads whole histories again: what was logged at old steps and times shows nowhere else. */
    async sweep({ row, source, signal, count }: Pass, afterMs: number, limit: number): Promise<void> {
      const at = now()
      const stale = await store.stale(row, at - afterMs / 5, at - afterMs, limit)
      if (stale.length === 0) return
      const ids = await take.ids(
        row.workspace_id,
        stale.map(({ run_id }) => run_id),
      )
      const wanted = stale
        .filter(({ run_id }) => ids.has(run_id))
        .map(({ run_id, tips }) => ({
          ...{ id: ids.get(run_id)!, keys: Object.keys(tips) },
          // Of a run that is only read again, nothing but its id is asked for.
          run: { run_id } as SourceRun,
        }))
      await takePoints(ports.track, row.workspace_id, source, wanted, async (got: Got[]) => {
        signal.throwIfAborted()
        for (const { run, id, added } of got) {
          count('points', added)
          if (added) take.touch(id, run.run_id)
        }
        await store.read(
          row,
          got.map(({ run }) => run.run_id),
          at,
        )
      })
    },

    /** Runs that the source has removed for good are deleted here: each is asked for before. */
    async miss({ row, source }: Pass, experimentId: string, seen: string[], limit: number): Promise<void> {
      const missing = await store.missing(row, experimentId, seen, limit)
      const gone: string[] = []
      for (const runId of missing) if (!(await source.has(runId))) gone.push(runId)
      if (gone.length === 0) return
      await take.remove({ workspace: row.workspace_id, accountId: null }, gone)
      await store.gone(row, gone)
    },
  }
}
