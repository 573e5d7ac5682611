/** Beginning, ending and renaming runs. Requests that come at the same time share a statement (`platform/group.ts`). */
import { sql } from 'kysely'
import { Failure, notFound } from '../../../lib/failure.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import { patiently } from '../../../platform/db.ts'
import type { Events, NewEvent } from '../../../platform/events.ts'
import { edgesWithin, type NewEdge, nodesWithin } from '../../../platform/graph.ts'
import { groupCommit, type Waiting } from '../../../platform/group.ts'
import { deletedRun } from '../points/writer.ts'
import type { NewRun, RunChange, RunWrites } from '../store/run-writes.ts'
import type { RunInfo, RunRow } from '../store/runs.ts'
import type { Actor } from './experiments.ts'

const PARENT_TAG = 'mlflow.parentRunId'
const ENDED: Record<string, EventName> = { FINISHED: 'run.finished', FAILED: 'run.failed', KILLED: 'run.killed' }
const MAX_TRIES = 10

type Start = NewRun & Pick<Actor, 'accountId'>

/** What is asked of a run that may have changed until it is its turn. */
type Update = Omit<RunChange, 'before'> & Actor & { runId: string }

interface Parts {
  writes: RunWrites
  events: Events
  now: () => number
  /** Why a run could not be made there. */
  explain: (workspace: number, experimentId: string) => Promise<Failure>
  onWritten: () => void
}

const ofWritten = sql`said.subject_id in (select run_id from r)`

/** What each event of a run says. */
export const detailsOf = (name: string, experiment: unknown) => ({ name, experiment_id: String(experiment) })

function eventsOf({ accountId, name, status }: Update, before: RunInfo): NewEvent[] {
  const about = { workspace: before.workspace_id, accountId, kind: 'run', id: before.run_id } as const
  const details = detailsOf(name ?? before.name, before.experiment_id)
  const found: NewEvent[] = []
  if (name !== undefined && name !== before.name)
    found.push({ ...about, name: 'run.renamed', details: { ...details, from: before.name } })
  const ended = status && status !== before.status ? ENDED[status] : undefined
  const resumed = status === 'RUNNING' && (before.status !== 'RUNNING' || before.lost_ms !== null)
  if (ended) found.push({ ...about, name: ended, details })
  else if (resumed) found.push({ ...about, name: 'run.resumed', details })
  return found
}

/** A run and its experiment; a nested run hangs below its parent as well. */
function edgesOf({ workspace, runId, experimentId, tags, accountId }: Start): NewEdge[] {
  const to = { kind: 'run', id: runId } as const
  const edges: NewEdge[] = [
    { workspace, from: { kind: 'experiment', id: experimentId }, rel: 'contains', to, accountId },
  ]
  const parent = tags[PARENT_TAG]
  if (parent) edges.push({ workspace, from: { kind: 'run', id: parent }, rel: 'parent-of', to, accountId })
  return edges
}

export function runWriter({ writes, events, now, explain, onWritten }: Parts) {
  const starts = groupCommit<Start, RunRow>({
    async commit(group) {
      const made = group.map(({ item }) => item)
      const rows = await writes.insert(made, now(), {
        events: events.within(
          made.map(({ workspace, accountId, runId, name, experimentId }) => ({
            ...{ workspace, accountId, name: 'run.started', kind: 'run', id: runId },
            details: detailsOf(name, experimentId),
          })),
          ofWritten,
        ),
        graph: sql`${nodesWithin(
          made.map(({ workspace, runId, name }) => ({ workspace, kind: 'run', id: runId, label: name })),
          sql`n.id in (select run_id from r)`,
        )}, ${edgesWithin(
          made.flatMap(edgesOf),
          // A parent is followed only into the same workspace.
          sql`l.to_id in (select run_id from r) and (l.rel <> 'parent-of' or exists (
            select from runs p where p.workspace_id = l.workspace_id and p.run_id = l.from_id))`,
        )}`,
      })
      events.announce()
      onWritten()
      const byId = new Map(rows.map((row) => [row.run_id, row]))
      for (const { item, resolve, reject } of group) {
        const row = byId.get(item.runId)
        if (row) resolve(row)
        else explain(item.workspace, item.experimentId).then(reject, reject)
      }
    },
  })

  /** Settles those whose run is as it was read; returns the others. */
  async function tryUpdates(group: Waiting<Update, RunInfo>[]): Promise<Waiting<Update, RunInfo>[]> {
    const found = await writes.find(group.map(({ item }) => item))
    const byId = new Map(found.map((row) => [`${row.workspace_id}/${row.run_id}`, row]))
    const open = new Map<RunInfo['id'], Waiting<Update, RunInfo>>()
    const changes: RunChange[] = []
    for (const waiting of group) {
      const { workspace, runId, status, endMs, name } = waiting.item
      const before = byId.get(`${workspace}/${runId}`)
      if (!before) waiting.reject(notFound('Run', runId))
      else if (before.deleted) waiting.reject(deletedRun(runId))
      else {
        open.set(before.id, waiting)
        changes.push({ before, status, endMs, name })
      }
    }
    if (changes.length === 0) return []
    const renamed = changes.filter(({ name, before }) => name !== undefined && name !== before.name)
    const rows = await writes.update(changes, {
      events: events.within(
        changes.flatMap(({ before }) => eventsOf(open.get(before.id)!.item, before)),
        ofWritten,
      ),
      graph: nodesWithin(
        renamed.map(({ before, name }) => ({
          ...{ workspace: before.workspace_id, kind: 'run', id: before.run_id, label: name! },
        })),
        sql`n.id in (select run_id from r)`,
      ),
    })
    events.announce()
    onWritten()
    for (const row of rows) {
      open.get(row.id)!.resolve(row)
      open.delete(row.id)
    }
    return [...open.values()]
  }

  const updates = groupCommit<Update, RunInfo>({
    // Two changes of one run come one after the other.
    fits: ({ workspace, runId }, group) =>
      !group.some(({ item }) => item.runId === runId && item.workspace === workspace),
    async commit(group) {
      let left = group
      for (let tries = 0; left.length && tries < MAX_TRIES; tries++) left = await patiently(() => tryUpdates(left))
      if (left.length) throw new Failure('TEMPORARILY_UNAVAILABLE', 'The run keeps being changed by others. Try again.')
    },
  })

  return {
    start: starts.add,
    update: updates.add,
    async drain(): Promise<void> {
      await Promise.all([starts.drain(), updates.drain()])
    },
  }
}

export type RunWriter = ReturnType<typeof runWriter>
