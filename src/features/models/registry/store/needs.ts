/** SQL of what versions need: the runs and logged models that they came from, and the folders of their files. */
import { sql } from 'kysely'
import type { Db, Tx } from '../../../../platform/db.ts'

interface Asked {
  runs?: string[]
  models?: string[]
  uris?: string[]
}

interface Row {
  id: string
  name: string
  version: number
}

/** Of what is asked about, what a version needs, by the id or the URI. */
export async function neededByVersions(
  on: Db | Tx,
  workspace: number,
  { runs = [], models = [], uris = [] }: Asked,
): Promise<Map<string, string>> {
  const named = sql`join registered_models m on m.id = v.model`
  const { rows } = await sql<Row>`
    select v.run_id as id, m.name, v.version from model_versions v ${named}
      where v.workspace_id = ${workspace} and v.run_id = any(${runs}::text[])
    union all
    select v.model_id, m.name, v.version from model_versions v ${named}
      where v.workspace_id = ${workspace} and v.model_id = any(${models}::text[])
    union all
    select u.uri, m.name, v.version from unnest(${uris}::text[]) u(uri)
      join model_versions v on starts_with(v.root || '/', rtrim(u.uri, '/') || '/') ${named}
      where v.workspace_id = ${workspace} and v.root is not null`.execute(on)
  return new Map(rows.map(({ id, name, version }) => [id, `version ${version} of the registered model '${name}'`]))
}
