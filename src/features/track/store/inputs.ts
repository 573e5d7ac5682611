/** SQL of what runs read and made: datasets and logged models. */
import { sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import type { Db, Tx } from '../../../platform/db.ts'

export interface DatasetRow {
  run: Int64
  name: string
  digest: string
  source_type: string
  source: string
  schema: string | null
  profile: string | null
  tags: Record<string, string>
}

export interface NewDataset {
  name: string
  digest: string
  sourceType: string
  source: string
  schema: string | null
  profile: string | null
  tags: Record<string, string>
}

export interface ModelRow {
  run: Int64
  model_id: string
  direction: 'input' | 'output'
  step: Int64
}

export const inputStore = (db: Db) => ({
  /** Adds a dataset to its experiment, unless it is there, and to the run; false when it was there. */
  addDataset: async (
    tx: Tx,
    workspace: number,
    experiment: Int64,
    run: Int64,
    dataset: NewDataset,
  ): Promise<boolean> => {
    const { name, digest, sourceType, source, schema, profile, tags } = dataset
    const { rows } = await sql`
      with fresh as (
        insert into datasets (workspace_id, experiment_id, name, digest, source_type, source, schema, profile)
        values (${workspace}, ${experiment}, ${name}, ${digest}, ${sourceType}, ${source}, ${schema}, ${profile})
        on conflict (workspace_id, experiment_id, name, digest) do update set name = excluded.name returning id)
      insert into run_datasets (run, dataset, workspace_id, tags)
      select ${run}, id, ${workspace}, ${JSON.stringify(tags)}::jsonb from fresh
      on conflict (run, dataset) do nothing returning run`.execute(tx)
    return rows.length > 0
  },

  addModels: async (
    tx: Tx,
    workspace: number,
    run: Int64,
    direction: 'input' | 'output',
    ids: string[],
    steps: Int64[],
  ): Promise<void> => {
    await sql`
      insert into run_models (run, model_id, direction, workspace_id, step)
      select ${run}, t.id, ${direction}, ${workspace}, t.step from unnest(${ids}::text[], ${steps}::int8[]) t(id, step)
      on conflict (run, direction, model_id) do nothing`.execute(tx)
  },

  datasets: async (runs: Int64[]): Promise<DatasetRow[]> => {
    const { rows } = await sql<DatasetRow>`
      select i.run, s.name, s.digest, s.source_type, s.source, s.schema, s.profile, i.tags
      from run_datasets i join datasets s on s.id = i.dataset and s.workspace_id = i.workspace_id
      where i.run = any(${runs}) order by i.run, i.dataset`.execute(db)
    return rows
  },

  models: async (runs: Int64[]): Promise<ModelRow[]> => {
    const { rows } = await sql<ModelRow>`
      select run, model_id, direction, step from run_models -- workspace_id is that of the run
      where run = any(${runs}) order by run, step, model_id`.execute(db)
    return rows
  },

  /** A dataset version in all experiments that know it, the newest first. */
  versions: async (workspace: number, names: { name: string; digest: string }[]) => {
    const { rows } = await sql<Omit<DatasetRow, 'run' | 'tags'> & { id: Int64 }>`
      select s.id, s.name, s.digest, s.source_type, s.source, s.schema, s.profile
      from unnest(${names.map(({ name }) => name)}::text[], ${names.map(({ digest }) => digest)}::text[]) f (name, digest)
      join datasets s on s.workspace_id = ${workspace} and s.name = f.name and s.digest = f.digest
      order by s.id desc`.execute(db)
    return rows
  },

  /** Datasets of experiments with the context in which runs used them. */
  summaries: async (workspace: number, experiments: string[], limit: number) => {
    const { rows } = await sql<{ experiment_id: Int64; name: string; digest: string; context: string | null }>`
      select distinct s.experiment_id, s.name, s.digest, i.tags ->> 'mlflow.data.context' as context
      from datasets s join run_datasets i on i.dataset = s.id
      where s.workspace_id = ${workspace} and s.experiment_id = any(${experiments}::bigint[])
      order by 1, 2, 3, 4 limit ${limit}`.execute(db)
    return rows
  },
})

export type InputStore = ReturnType<typeof inputStore>
