/**
 * Experiments that are kept as they are on another server: what clients log goes there, not here. What Bellwether
 * itself notes may be noted here: tags that begin with `bellwether.`.
 */
import { sql } from 'kysely'
import { Failure } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import type { Db } from '../../../platform/db.ts'
import type { Listener } from '../../../platform/listen.ts'
import { experimentIdOf, runIdOf } from '../limits.ts'
import type { ExperimentKeys } from '../points/experiment-keys.ts'
import type { Services } from '../routes/mlflow.ts'

const CHANNEL = 'bw_followed'
const OWN = 'bellwether.'

export type OnNote = (workspace: number, runId: string, tags: { key: string; value: string }[]) => Promise<void>

export interface Followed {
  /** From now on, or until nobody follows it any more. */
  set(workspace: number, experimentIds: string[], by: string | null): Promise<void>
  /** All that a follow kept is at home here from now on. */
  clear(workspace: number, by: string): Promise<void>
  /** Refuses to have something written to an experiment that is followed. */
  check(experimentId: string): void
  /** Told of what is noted at runs that are followed. */
  onNote(handler: OnNote): void
  /** Services whose writes are refused there. */
  guard(services: Services): Services
  start(): Promise<void>
}

export function followedExperiments(db: Db, listener: Listener, keys: ExperimentKeys): Followed {
  let names = new Map<string, string>()
  let onNote: OnNote | undefined

  async function read(): Promise<void> {
    const { rows } = await sql<{ id: Int64; by: string }>`
      select id, followed_by as by from experiments where followed_by is not null -- workspace_id is any: ids are of all`.execute(
      db,
    )
    names = new Map(rows.map(({ id, by }) => [String(id), by]))
  }

  function check(experimentId: string): void {
    const by = names.get(experimentId)
    if (by !== undefined)
      throw new Failure(
        'PERMISSION_DENIED',
        `Experiment ${experimentId} is kept as it is on another server by the follow '${by}', and cannot be changed here. Log there, or stop the follow first: bw follow stop ${by}`,
      )
  }
  const ofExperiment = (id: string): void => {
    if (names.size) check(experimentIdOf(id))
  }
  async function ofRun(workspace: number, run: { run_id?: string; run_uuid?: string }): Promise<void> {
    if (names.size === 0) return
    const id = await keys.experimentOf(workspace, runIdOf(run))
    if (id !== undefined) check(String(id))
  }
  const isOwn = (key: string | undefined): boolean => key?.startsWith(OWN) ?? false

  return {
    check,
    onNote(handler) {
      onNote = handler
    },
    async start() {
      await read()
      await listener.on(CHANNEL, () => void read().catch(() => undefined))
    },
    async set(workspace, ids, by) {
      await sql`
        with changed as (
          update experiments set followed_by = ${by} where workspace_id = ${workspace} and id = any(${ids}::bigint[])
            and followed_by is distinct from ${by} returning id)
        select pg_notify(${CHANNEL}, '') from (select from changed limit 1) any_changed`.execute(db)
      await read()
    },
    async clear(workspace, by) {
      await sql`update experiments set followed_by = null
        where workspace_id = ${workspace} and followed_by = ${by}`.execute(db)
      await sql`select pg_notify(${CHANNEL}, '')`.execute(db)
      await read()
    },
    guard: ({ experiments, runs, log, inputs }) => ({
      experiments: {
        ...experiments,
        rename: async (actor, id, name) => {
          ofExperiment(id)
          return experiments.rename(actor, id, name)
        },
        delete: async (actor, id) => {
          ofExperiment(id)
          return experiments.delete(actor, id)
        },
        restore: async (actor, id) => {
          ofExperiment(id)
          return experiments.restore(actor, id)
        },
        setTag: async (actor, id, key, value) => {
          if (!isOwn(key)) ofExperiment(id)
          return experiments.setTag(actor, id, key, value)
        },
        deleteTag: async (actor, id, key) => {
          if (!isOwn(key)) ofExperiment(id)
          return experiments.deleteTag(actor, id, key)
        },
      },
      runs: {
        ...runs,
        create: async (actor, input) => {
          ofExperiment(input.experiment_id || '0')
          return runs.create(actor, input)
        },
        update: async (actor, input) => {
          await ofRun(actor.workspace, input)
          return runs.update(actor, input)
        },
        delete: async (actor, run_id) => {
          await ofRun(actor.workspace, { run_id })
          return runs.delete(actor, run_id)
        },
        restore: async (actor, run_id) => {
          await ofRun(actor.workspace, { run_id })
          return runs.restore(actor, run_id)
        },
        deleteTag: async (actor, run_id, key) => {
          if (!isOwn(key)) await ofRun(actor.workspace, { run_id })
          return runs.deleteTag(actor, run_id, key)
        },
        logModel: async (actor, run_id, text) => {
          await ofRun(actor.workspace, { run_id })
          return runs.logModel(actor, run_id, text)
        },
      },
      log: {
        ...log,
        logBatch: async (actor, input) => {
          if (names.size === 0) return log.logBatch(actor, input)
          const { metrics = [], params = [], tags = [] } = input
          const isNote = metrics.length + params.length === 0 && tags.every(({ key }) => isOwn(key))
          if (!isNote) await ofRun(actor.workspace, input)
          await log.logBatch(actor, input)
          if (isNote && tags.length)
            void onNote?.(
              actor.workspace,
              runIdOf(input),
              tags.map(({ key, value = '' }) => ({ key, value })),
            )
        },
      },
      inputs: {
        ...inputs,
        log: async (actor, input) => {
          await ofRun(actor.workspace, input)
          return inputs.log(actor, input)
        },
        logOutputs: async (actor, input) => {
          await ofRun(actor.workspace, input)
          return inputs.logOutputs(actor, input)
        },
      },
    }),
  }
}
