/**
 * An experiment goes to another workspace, in one transaction: whatever is answered with success, before or after, is in
 * the run that it was meant for. What happened before the move stays in the log of the workspace it happened in.
 */
import { Failure, invalid } from '../../../lib/failure.ts'
import type { Int64 } from '../../../lib/json.ts'
import { type Db, patiently, sqlState, type Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { moveNodes, type Ref } from '../../../platform/graph.ts'
import { experimentIdOf } from '../limits.ts'
import type { Actor } from '../service/experiments.ts'
import { datasetNode } from '../service/inputs.ts'
import { newKeys, renumberFolded, renumberFresh } from './points.ts'
import { type MovingRun, movingStore as store } from './store.ts'

const DEFAULT = '0'
const ownFolder = (experiment: Int64): string => `mlflow-artifacts:/${experiment}`
const SHOWN = 5

/** What moves, for features that keep something of it. */
export interface Move {
  experiment: Int64
  from: number
  to: number
  /** Folders whose files go along. */
  artifactUris: string[]
  /** What of the graph goes along. */
  nodes: Ref[]
}

/** What a feature adds to a move, and how many things of its own went along, by a word for them. */
export interface Along {
  artifactUris?: string[]
  nodes?: Ref[]
  moved?: Record<string, number>
}

/** Moves a feature's own rows, or throws: then nothing is moved. */
export type OnMove = (tx: Tx, move: Move) => Promise<Along>

export interface Target {
  id: number
  name: string
}

interface Parts {
  db: Db
  events: Events
  now: () => number
  handlers: OnMove[]
  /** Both workspaces stay until the transaction ends. */
  holdWorkspaces: (tx: Tx, ids: number[]) => Promise<void>
}

function checkIdle(name: string, runs: MovingRun[]): void {
  const running = runs.filter(({ isRunning }) => isRunning)
  if (running.length === 0) return
  const shown = running.slice(0, SHOWN).map((run) => `${run.name} (${run.run_id})`)
  const rest = running.length - shown.length
  throw new Failure(
    'RESOURCE_CONFLICT',
    `Experiment '${name}' has ${running.length === 1 ? 'a run that is' : `${running.length} runs that are`} running: ${shown.join(', ')}${rest ? ` and ${rest} more` : ''}. Wait for the end, or end ${running.length === 1 ? 'it' : 'them'}, and move it then. A run whose process died counts as lost after a while, and is no hindrance.`,
  )
}

export function movingService({ db, events, now, handlers, holdWorkspaces }: Parts) {
  async function move(tx: Tx, { workspace: from, accountId }: Actor, experiment: Int64, target: Target) {
    const to = target.id
    await holdWorkspaces(tx, [from, to])
    await store.begin(tx, experiment)
    const row = await store.find(tx, from, experiment)
    if (!row)
      throw new Failure(
        'RESOURCE_DOES_NOT_EXIST',
        `No experiment with id ${experiment}. List them with experiments/search.`,
      )
    if (row.deleted) throw invalid(`Experiment ${experiment} ('${row.name}') is deleted. Restore it first.`)
    if (row.followed_by !== null)
      throw new Failure(
        'RESOURCE_CONFLICT',
        `Experiment '${row.name}' is kept as it is on another server by the follow '${row.followed_by}'. Stop the follow first: bw follow stop ${row.followed_by}`,
      )
    if (await store.isNamed(tx, to, row.name))
      throw new Failure(
        'RESOURCE_ALREADY_EXISTS',
        `Workspace '${target.name}' has an experiment '${row.name}' already. Rename one of the two, and move it then.`,
      )
    const before = await store.runs(tx, from, experiment)
    checkIdle(row.name, before)
    await renumberFolded(
      tx,
      before.map(({ id }) => id),
      // Not in the transaction: whoever logs the same name for the first time there would wait for its end.
      await newKeys(db, experiment, from, to),
    )

    await store.stopWriters(tx)
    const runs = await store.runs(tx, from, experiment)
    checkIdle(row.name, runs)
    const ids = runs.map(({ id }) => id)
    const keys = await newKeys(tx, experiment, from, to)
    const datasets = await store.move(tx, experiment, ids, from, to)
    await renumberFresh(tx, ids, keys)
    await store.moveExecutions(tx, experiment, from, to)
    const personal = await store.copyPersonalData(tx, [...new Set(datasets.map(({ name }) => name))], from, to)

    const nodes: Ref[] = [
      { kind: 'experiment', id: String(experiment) },
      ...runs.map((run) => ({ kind: 'run' as const, id: run.run_id })),
    ]
    // A folder that the experiment was given may hold those of others.
    const hasOwnFolder = row.artifact_location === ownFolder(experiment)
    const artifactUris = hasOwnFolder ? [row.artifact_location] : runs.map((run) => run.artifact_uri)
    const moved: Record<string, number> = { runs: runs.length, datasets: datasets.length }
    for (const handler of handlers) {
      const along = await handler(tx, { experiment, from, to, artifactUris, nodes })
      for (const node of along.nodes ?? []) nodes.push(node)
      if (!hasOwnFolder) artifactUris.push(...(along.artifactUris ?? []))
      Object.assign(moved, along.moved)
    }
    await moveNodes(tx, from, to, {
      moved: nodes,
      shared: datasets.map(({ name, digest }) => datasetNode(name, digest)),
    })
    for (const { dataset, columns, refuses } of personal)
      await events.append(tx, {
        ...{ workspace: to, accountId, name: 'personal-data.tagged', kind: 'dataset', id: dataset },
        details: { columns, refuses },
      })
    // Neither side learns from it which other workspaces there are.
    const about = {
      accountId,
      kind: 'experiment',
      id: String(experiment),
      details: { name: row.name, ...moved },
    } as const
    await events.append(tx, { ...about, workspace: from, name: 'experiment.moved-out' })
    await events.append(tx, { ...about, workspace: to, name: 'experiment.moved-in' })
    return { name: row.name, moved }
  }

  return {
    async move(actor: Actor, id: string, target: Target) {
      const experiment = experimentIdOf(id)
      if (experiment === DEFAULT)
        throw invalid(
          "Experiment 0 ('Default') stays: runs of clients that name no experiment go there. Move another one.",
        )
      if (target.id === actor.workspace)
        throw invalid(`'to' is '${target.name}', where the experiment is already. Name another workspace.`)
      try {
        const done = await patiently(() =>
          db.transaction().execute((tx) => move(tx, actor, experiment as unknown as Int64, target)),
        )
        return { experiment_id: experiment, workspace: target.name, moved_at: now(), ...done }
      } catch (error) {
        if (sqlState(error) !== '55P03') throw error
        throw new Failure(
          'TEMPORARILY_UNAVAILABLE',
          'Something else writes many runs at once, and the move would have kept all others waiting behind it. Nothing was moved: try again later.',
          { cause: error },
        )
      }
    },
  }
}

export type MovingService = ReturnType<typeof movingService>
