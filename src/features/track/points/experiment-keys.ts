/**
 * Notes which keys the runs of an experiment have, before a write is answered: a batch that is refused may leave a key
 * that no run has, but no run has a key that nobody knows. What is noted once costs a look into memory.
 */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { readsAsNumber } from '../../../platform/search/numbers.ts'

export interface Keyed {
  metrics?: Iterable<string>
  params?: Record<string, string> | undefined
  tags?: Record<string, string> | undefined
}

export interface ExperimentKeys {
  /** A run that was just made needs no look-up. */
  remember(workspace: number, runId: string, experiment: Int64): void
  /** Nothing for a run that does not exist. */
  experimentOf(workspace: number, runId: string): Promise<Int64 | undefined>
  /** Resolves when all keys are noted; a run that does not exist has none. */
  note(workspace: number, runId: string, keyed: Keyed): Promise<void>
}

interface Fresh {
  kind: 'metrics' | 'params' | 'tags'
  name: string
  hasText: boolean
}

const MAX_RUNS_KNOWN = 100_000
const MAX_KEYS_KNOWN = 1_000_000

/** An experiment that has gone to another workspace learns nothing here. */
const NOTE = `
  with here as (select id, workspace_id from experiments where id = $1 and workspace_id = $2 for key share),
  noted as (
    insert into experiment_keys as k (experiment_id, workspace_id, kind, name, has_text)
    select here.id, here.workspace_id, t.* from here, unnest($3::text[], $4::text[], $5::bool[]) t
    on conflict (experiment_id, kind, name) do update set has_text = true where excluded.has_text and not k.has_text)
  select from here`

export function experimentKeys(pool: pg.Pool): ExperimentKeys {
  const experimentOf = new Map<string, Int64>()
  /** By experiment, kind and name: whether text was seen. */
  const known = new Map<string, boolean>()

  function remember(workspace: number, runId: string, experiment: Int64): void {
    if (experimentOf.size >= MAX_RUNS_KNOWN) experimentOf.clear()
    experimentOf.set(`${workspace}/${runId}`, experiment)
  }

  async function find(workspace: number, runId: string): Promise<Int64 | undefined> {
    const found = experimentOf.get(`${workspace}/${runId}`)
    if (found !== undefined) return found
    const { rows } = await pool.query<{ experiment_id: Int64 }>(
      'select experiment_id from runs where workspace_id = $1 and run_id = $2',
      [workspace, runId],
    )
    if (rows[0]) remember(workspace, runId, rows[0].experiment_id)
    return rows[0]?.experiment_id
  }

  function freshOf(experiment: Int64, { metrics, params, tags }: Keyed): Fresh[] {
    const fresh: Fresh[] = []
    for (const name of metrics ?? [])
      if (!known.has(`${experiment}/metrics/${name}`)) fresh.push({ kind: 'metrics', name, hasText: false })
    for (const [kind, document] of [['params', params] as const, ['tags', tags] as const])
      for (const name in document) {
        const seenText = known.get(`${experiment}/${kind}/${name}`)
        if (seenText) continue
        const hasText = !readsAsNumber(document[name]!)
        if (seenText === undefined || hasText) fresh.push({ kind, name, hasText })
      }
    return fresh
  }

  return {
    remember,
    experimentOf: find,
    async note(workspace, runId, keyed) {
      const experiment = await find(workspace, runId)
      if (experiment === undefined) return
      const fresh = freshOf(experiment, keyed)
      if (fresh.length === 0) return
      // In order, so that two servers that note the same keys wait for each other rather than deadlock.
      fresh.sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1))
      const { rowCount } = await pool.query(NOTE, [
        experiment,
        workspace,
        fresh.map(({ kind }) => kind),
        fresh.map(({ name }) => name),
        fresh.map(({ hasText }) => hasText),
      ])
      if (!rowCount) return
      if (known.size > MAX_KEYS_KNOWN) known.clear()
      for (const { kind, name, hasText } of fresh) known.set(`${experiment}/${kind}/${name}`, hasText)
    },
  }
}
