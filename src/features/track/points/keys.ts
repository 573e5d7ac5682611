/** Names of metrics as small numbers: made once, remembered by every process. */
import type pg from 'pg'

export interface MetricKeys {
  /** Ids of names, making those that are new. */
  ids(workspace: number, names: Iterable<string>): Promise<void>
  /** The id of a name that `ids` has seen. */
  id(workspace: number, name: string): number
  /** The id of a name, or undefined when no run has such a metric. */
  find(workspace: number, name: string): Promise<number | undefined>
  /** The ids of those names that some run has. */
  findAll(workspace: number, names: string[]): Promise<number[]>
  /** Names by id; unknown ids are read. */
  names(ids: Iterable<number>): Promise<Map<number, string>>
}

export function metricKeys(pool: pg.Pool): MetricKeys {
  const byName = new Map<number, Map<string, number>>()
  const byId = new Map<number, string>()
  const of = (workspace: number): Map<string, number> => {
    const map = byName.get(workspace) ?? new Map<string, number>()
    byName.set(workspace, map)
    return map
  }
  const keep = (workspace: number, rows: { id: number; name: string }[]): void => {
    for (const { id, name } of rows) {
      of(workspace).set(name, id)
      byId.set(id, name)
    }
  }
  const read = async (workspace: number, names: string[]): Promise<void> => {
    const { rows } = await pool.query<{ id: number; name: string }>(
      'select id, name from metric_keys where workspace_id = $1 and name = any($2)',
      [workspace, names],
    )
    keep(workspace, rows)
  }
  return {
    async ids(workspace, names) {
      const map = of(workspace)
      const missing = [...names].filter((name) => !map.has(name))
      if (missing.length === 0) return
      await read(workspace, missing)
      // In order, so that two servers that make the same names wait for each other rather than deadlock.
      const fresh = [...new Set(missing.filter((name) => !map.has(name)))].sort()
      if (fresh.length === 0) return
      await pool.query(
        'insert into metric_keys (workspace_id, name) select $1, unnest($2::text[]) on conflict do nothing',
        [workspace, fresh],
      )
      await read(workspace, fresh)
    },
    id: (workspace, name) => of(workspace).get(name)!,
    async find(workspace, name) {
      const map = of(workspace)
      if (!map.has(name)) await read(workspace, [name])
      return map.get(name)
    },
    async findAll(workspace, names) {
      const map = of(workspace)
      const missing = names.filter((name) => !map.has(name))
      if (missing.length) await read(workspace, missing)
      return names.flatMap((name) => map.get(name) ?? [])
    },
    async names(ids) {
      const missing = [...ids].filter((id) => !byId.has(id))
      if (missing.length) {
        const { rows } = await pool.query<{ id: number; workspace_id: number; name: string }>(
          'select id, workspace_id, name from metric_keys where id = any($1)',
          [missing],
        )
        for (const row of rows) keep(row.workspace_id, [row])
      }
      return byId
    },
  }
}
