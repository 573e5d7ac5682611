/** Where runs ran and how their process ended, as `bw exec` saw it or as far as the client's tags tell. */
import { randomUUID } from 'node:crypto'
import type { Input, Reply } from '../../../lib/contract.ts'
import { notFound } from '../../../lib/failure.ts'
import type { Db } from '../../../platform/db.ts'
import type { own } from '../contract/own.ts'
import { checkLength } from '../limits.ts'
import type { ExecutionRow, ExecutionStore } from '../store/executions.ts'
import type { RunInfo, RunRow } from '../store/runs.ts'
import type { Actor } from './experiments.ts'
import type { RunService } from './runs.ts'

type Environment = Reply<typeof own.run>['environment']

const DIFF_LIMIT = 4_000_000
/** How long before a process ends its exit handlers may have closed runs. */
const LAST_MOMENTS_MS = 10_000

const UNKNOWN: Environment = {
  command: null,
  directory: null,
  commit: null,
  branch: null,
  remote: null,
  dirty: null,
  diff: null,
  image: null,
  python: null,
  packages: null,
  device: null,
  exit_code: null,
  signal: null,
}

/** What MLflow's clients themselves write into tags, and `bw exec` through them. */
function fromTags(tags: Record<string, string>): Partial<Environment> {
  return {
    command: tags['mlflow.source.name'] ?? null,
    commit: tags['mlflow.source.git.commit'] ?? null,
    branch: tags['mlflow.source.git.branch'] ?? null,
    remote: tags['mlflow.source.git.repoURL'] ?? null,
    image: tags['mlflow.docker.image.id'] ?? tags['mlflow.docker.image.uri'] ?? null,
  }
}

export function executionService(db: Db, store: ExecutionStore, runs: RunService, now: () => number) {
  return {
    async start({ workspace }: Actor, environment: Input<typeof own.startExecution>): Promise<string> {
      if (environment.diff !== undefined) checkLength(environment.diff, 'diff', DIFF_LIMIT)
      const id = randomUUID().replaceAll('-', '')
      await store.insert(workspace, id, environment, now())
      return id
    },

    /** Closes the runs the process left open; returns them. */
    async finish(
      actor: Actor,
      { execution_id, exit_code, signal }: Input<typeof own.finishExecution>,
    ): Promise<RunInfo[]> {
      const execution = await store.find(actor.workspace, execution_id)
      if (!execution) throw notFound('Execution', execution_id)
      const at = now()
      const status = signal ? 'KILLED' : exit_code === 0 ? 'FINISHED' : 'FAILED'
      const left = await db.transaction().execute(async (tx) => {
        await store.finish(tx, actor.workspace, execution_id, exit_code ?? null, signal ?? null, at)
        return store.leftBehind(tx, actor.workspace, execution_id, at - LAST_MOMENTS_MS)
      })
      const closed: RunInfo[] = []
      for (const run of left)
        if (run.status !== status)
          closed.push(
            await runs.update(actor, { run_id: run.run_id, status, ...(run.status === 'RUNNING' && { end_time: at }) }),
          )
      return closed
    },

    async environmentOf(workspace: number, run: RunRow): Promise<Environment> {
      const seen: ExecutionRow | undefined = run.execution_id
        ? await store.find(workspace, run.execution_id)
        : undefined
      return {
        ...UNKNOWN,
        ...fromTags(run.tags),
        ...(seen?.environment as Partial<Environment> | undefined),
        exit_code: seen?.exit_code ?? null,
        signal: seen?.signal ?? null,
      }
    },
  }
}

export type ExecutionService = ReturnType<typeof executionService>
