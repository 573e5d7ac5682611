/** Runs that come from elsewhere, as they are there: ids, names, times, states, params, tags, what they read and made. */
import { type Int64, toInt64 } from '../../../lib/json.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { type Edge, linkAll, markDeleted, putNodes } from '../../../platform/graph.ts'
import { cut, LIMITS } from '../limits.ts'
import { holdExperiment } from '../moving/store.ts'
import type { ExperimentKeys } from '../points/experiment-keys.ts'
import type { Actor } from '../service/experiments.ts'
import { datasetNode } from '../service/inputs.ts'
import { detailsOf } from '../service/run-writes.ts'
import { NAME_TAG } from '../service/runs.ts'
import { type BeforeRow, type NewRow, takeStore as store } from './store.ts'

interface Pair {
  key: string
  value: string
}

/** A run in the words of MLflow's protocol. */
export interface TakenRun {
  run_id: string
  name: string
  user_id: string
  status: string
  deleted: boolean
  start_time: Int64
  end_time?: Int64
  params: Pair[]
  tags: Pair[]
  latest: { key: string; timestamp: Int64 }[]
  datasets: {
    name: string
    digest: string
    source_type: string
    source: string
    schema?: string
    profile?: string
    tags: Pair[]
  }[]
  model_inputs: string[]
  model_outputs: { model_id: string; step: Int64 }[]
}

export interface PlacedRun {
  /** The run's id in the database. */
  id: Int64
  artifactUri: string
  isNew: boolean
  /** It ended with this. */
  hasEnded: boolean
}

const PARENT_TAG = 'mlflow.parentRunId'
const ENDED: Record<string, EventName> = { FINISHED: 'run.finished', FAILED: 'run.failed', KILLED: 'run.killed' }
const STATES = new Set(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])

const document = (pairs: Pair[], limit: number): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, cut(value, limit)]))

/** When it last showed a sign of life. */
const seenOf = ({ start_time, latest }: TakenRun): number =>
  latest.reduce((seen, { timestamp }) => Math.max(seen, Number(timestamp)), Number(start_time))

interface Parts {
  db: Db
  events: Events
  experimentKeys: ExperimentKeys
  now: () => number
  /** Silence after which a run that comes here counts as lost. */
  patienceMs: number
  onWritten(): void
}

/** Runs that are no longer where they came from go to the trash. */
export const removeRuns =
  (db: Db, events: Events, now: () => number) =>
  async ({ workspace, accountId }: Actor, runIds: string[]): Promise<void> => {
    await db.transaction().execute(async (tx) => {
      const rows = (await store.find(tx, workspace, runIds)).filter(({ deleted }) => !deleted)
      if (rows.length === 0) return
      const ids = rows.map(({ run_id }) => run_id)
      await store.setDeleted(
        tx,
        workspace,
        rows.map(({ id }) => id),
        true,
        now(),
      )
      await markDeleted(tx, workspace, 'run', ids, true)
      for (const { run_id, name, experiment_id } of rows)
        await events.append(tx, {
          ...{ workspace, accountId, name: 'run.deleted', kind: 'run', id: run_id },
          details: detailsOf(name, experiment_id),
        })
    })
  }

export interface TakeOptions {
  /** Says what became of each run since it was last here, as it happens: for one that is followed. */
  tells: boolean
}

export function runTaker({ db, events, experimentKeys, now, patienceMs, onWritten }: Parts) {
  function toRow(run: TakenRun, tells: boolean): NewRow {
    const status = STATES.has(run.status) ? run.status : 'RUNNING'
    const name = run.name || run.run_id.slice(0, 8)
    const seenMs = Math.min(seenOf(run), now())
    return {
      ...{ runId: run.run_id, name: cut(name, LIMITS.tag), userId: run.user_id.slice(0, LIMITS.userId), status },
      ...{ deleted: run.deleted, startMs: run.start_time, endMs: run.end_time ?? null },
      params: document(run.params, LIMITS.param),
      tags: { ...document(run.tags, LIMITS.tag), [NAME_TAG]: cut(name, LIMITS.tag) },
      seenMs: tells ? now() : seenMs,
      isLost: !tells && status === 'RUNNING' && seenMs < now() - patienceMs,
    }
  }

  async function tell(tx: Tx, actor: Actor, experiment: string, run: TakenRun, before: BeforeRow | undefined) {
    const said: EventName[] = []
    if (!before) said.push('run.started')
    const ended = run.status !== (before?.status ?? 'RUNNING') ? ENDED[run.status] : undefined
    if (ended) said.push(ended)
    else if (before && before.status !== 'RUNNING' && run.status === 'RUNNING') said.push('run.resumed')
    if (before && run.deleted !== before.deleted) said.push(run.deleted ? 'run.deleted' : 'run.restored')
    for (const name of said)
      await events.append(tx, {
        ...{ workspace: actor.workspace, accountId: actor.accountId, name, kind: 'run', id: run.run_id },
        details: detailsOf(run.name, experiment),
      })
  }

  async function noteInputs(tx: Tx, workspace: number, experiment: string, runs: TakenRun[], ids: Map<string, Int64>) {
    const datasets = runs.flatMap(({ run_id, datasets }) =>
      datasets.map(({ tags, ...dataset }) => ({
        run: ids.get(run_id),
        ...dataset,
        tags: document(tags, LIMITS.inputTagValue),
      })),
    )
    if (datasets.length) await store.addDatasets(tx, workspace, toInt64(experiment), datasets)
    const models = runs.flatMap(({ run_id, model_inputs, model_outputs }) => [
      ...model_inputs.map((model_id) => ({ run: ids.get(run_id), model_id, direction: 'input', step: 0 })),
      ...model_outputs.map(({ model_id, step }) => ({ run: ids.get(run_id), model_id, direction: 'output', step })),
    ])
    if (models.length) await store.addModels(tx, workspace, models)
  }

  async function draw(tx: Tx, { workspace, accountId }: Actor, experiment: string, runs: TakenRun[]) {
    const versions = new Map(
      runs.flatMap(({ datasets }) => datasets.map(({ name, digest }) => [`${name}@${digest}`, { name, digest }])),
    )
    await putNodes(tx, [
      ...runs.map(({ run_id, name }) => ({
        workspace,
        kind: 'run' as const,
        id: run_id,
        label: name || run_id.slice(0, 8),
      })),
      ...[...versions.values()].map(({ name, digest }) => ({
        workspace,
        ...datasetNode(name, digest),
        label: `${name} (${digest})`,
      })),
    ])
    await linkAll(
      tx,
      runs.flatMap((run): Edge[] => {
        const self = { kind: 'run', id: run.run_id } as const
        const begun = { workspace, accountId, atMs: run.start_time }
        const ended = { ...begun, atMs: run.end_time ?? run.start_time }
        const parent = run.tags.find(({ key }) => key === PARENT_TAG)?.value
        const model = (id: string) => ({ kind: 'model-version', id }) as const
        return [
          { ...begun, from: { kind: 'experiment', id: experiment }, rel: 'contains', to: self },
          ...(parent ? [{ ...begun, from: { kind: 'run', id: parent }, rel: 'parent-of', to: self } as const] : []),
          ...run.datasets.map(
            (d) => ({ ...ended, from: self, rel: 'used', to: datasetNode(d.name, d.digest) }) as const,
          ),
          ...run.model_inputs.map((id) => ({ ...ended, from: self, rel: 'used', to: model(id) }) as const),
          ...run.model_outputs.map((o) => ({ ...ended, from: self, rel: 'produced', to: model(o.model_id) }) as const),
        ]
      }),
    )
    const gone = runs.filter(({ deleted }) => deleted).map(({ run_id }) => run_id)
    if (gone.length) await markDeleted(tx, workspace, 'run', gone, true)
  }

  /** By run id; one that is here in another experiment is not taken, hence missing. */
  return async (
    actor: Actor,
    experiment: string,
    all: TakenRun[],
    { tells }: TakeOptions,
  ): Promise<Map<string, PlacedRun>> => {
    const { workspace } = actor
    const placed = new Map<string, PlacedRun>()
    const given = [...new Map(all.map((run) => [run.run_id, run])).values()]
    if (given.length === 0) return placed
    await db.transaction().execute(async (tx) => {
      await holdExperiment(tx, experiment)
      const found = await store.find(
        tx,
        workspace,
        given.map(({ run_id }) => run_id),
      )
      const before = new Map(found.map((row) => [row.run_id, row]))
      const isElsewhere = ({ run_id }: TakenRun): boolean =>
        before.has(run_id) && String(before.get(run_id)!.experiment_id) !== experiment
      const runs = given.filter((run) => !isElsewhere(run))
      const rows = new Map(runs.map((run) => [run.run_id, toRow(run, tells)]))
      const fresh = runs.filter(({ run_id }) => !before.has(run_id))
      const known = runs.filter(({ run_id }) => before.has(run_id))
      const toRows = (some: TakenRun[]): NewRow[] => some.map(({ run_id }) => rows.get(run_id)!)
      const made = fresh.length ? await store.insert(tx, workspace, toInt64(experiment), toRows(fresh), now()) : []
      if (known.length) await store.update(tx, workspace, toRows(known))
      for (const deleted of [true, false]) {
        const moved = known.filter((run) => run.deleted === deleted && before.get(run.run_id)!.deleted !== deleted)
        if (moved.length === 0) continue
        const ids = moved.map(({ run_id }) => before.get(run_id)!.id)
        await store.setDeleted(tx, workspace, ids, deleted, now())
      }
      const rowsHere = new Map([...made, ...found].map((row) => [row.run_id, row]))
      const ids = new Map([...rowsHere].map(([runId, { id }]) => [runId, id]))
      await noteInputs(tx, workspace, experiment, runs, ids)
      await draw(tx, actor, experiment, runs)
      if (tells) for (const run of runs) await tell(tx, actor, experiment, run, before.get(run.run_id))
      for (const run of runs) {
        const was = before.get(run.run_id)
        const hasEnded = run.status in ENDED && was?.status !== run.status
        const { id, artifact_uri: artifactUri } = rowsHere.get(run.run_id)!
        placed.set(run.run_id, { id, artifactUri, isNew: !was, hasEnded })
      }
    })
    for (const run of given) {
      if (!placed.has(run.run_id)) continue
      experimentKeys.remember(workspace, run.run_id, toInt64(experiment))
      await experimentKeys.note(workspace, run.run_id, {
        metrics: run.latest.map(({ key }) => key),
        params: document(run.params, LIMITS.param),
        tags: document(run.tags, LIMITS.tag),
      })
    }
    onWritten()
    return placed
  }
}
