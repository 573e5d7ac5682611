/** SQL of overlays and cadences. */
import { sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Cadence } from './contract/team.ts'

export interface OverlayRow {
  yaml: string
  changed_ms: Int64
}

export interface CadenceRow {
  duty: string
  every: Cadence
  /** As `2026-01-05`. */
  from_day: string | null
}

export const handbookStore = (db: Db) => ({
  overlay: async (workspace: number): Promise<OverlayRow | undefined> => {
    const { rows } = await sql<OverlayRow>`
      select yaml, changed_ms from handbook_overlays where workspace_id = ${workspace}`.execute(db)
    return rows[0]
  },

  putOverlay: async (tx: Tx, workspace: number, yaml: string, now: number): Promise<void> => {
    await sql`insert into handbook_overlays (workspace_id, yaml, changed_ms) values (${workspace}, ${yaml}, ${now})
      on conflict (workspace_id) do update set yaml = excluded.yaml, changed_ms = excluded.changed_ms`.execute(tx)
  },

  /** False when there was none. */
  deleteOverlay: async (tx: Tx, workspace: number): Promise<boolean> => {
    const { numAffectedRows } = await sql`delete from handbook_overlays where workspace_id = ${workspace}`.execute(tx)
    return numAffectedRows === 1n
  },

  cadences: async (workspace: number): Promise<CadenceRow[]> => {
    const { rows } = await sql<CadenceRow>`
      select duty, every, from_day::text from handbook_cadences where workspace_id = ${workspace}`.execute(db)
    return rows
  },

  putCadence: async (tx: Tx, workspace: number, { duty, every, from_day }: CadenceRow): Promise<void> => {
    await sql`insert into handbook_cadences (workspace_id, duty, every, from_day)
      values (${workspace}, ${duty}, ${every}, ${from_day}::date)
      on conflict (workspace_id, duty) do update set every = excluded.every, from_day = excluded.from_day`.execute(tx)
  },

  /** False when there was none. */
  deleteCadence: async (tx: Tx, workspace: number, duty: string): Promise<boolean> => {
    const { numAffectedRows } =
      await sql`delete from handbook_cadences where workspace_id = ${workspace} and duty = ${duty}`.execute(tx)
    return numAffectedRows === 1n
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from handbook_overlays where workspace_id = ${workspace}`.execute(tx)
    await sql`delete from handbook_cadences where workspace_id = ${workspace}`.execute(tx)
  },
})

export type HandbookStore = ReturnType<typeof handbookStore>
