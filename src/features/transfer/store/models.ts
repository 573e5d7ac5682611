/** SQL of which registered model here is which one elsewhere. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'

export const modelOrigins = (db: Db) => ({
  find: async (workspace: number, origin: string, name: string): Promise<Int64 | undefined> => {
    const { rows } = await sql<{ model: Int64 }>`
      select model from transfer_models
      where workspace_id = ${workspace} and origin = ${origin} and name = ${name}`.execute(db)
    return rows[0]?.model
  },

  note: async (tx: Tx, workspace: number, origin: string, name: string, model: Int64): Promise<void> => {
    await sql`
      insert into transfer_models (workspace_id, origin, name, model)
      values (${workspace}, ${origin}, ${name}, ${model})
      on conflict (workspace_id, origin, name) do update set model = excluded.model`.execute(tx)
  },
})

export type ModelOrigins = ReturnType<typeof modelOrigins>
