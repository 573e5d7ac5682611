/** The attributes of runs and experiments that a search knows by name. */
import { sql } from 'kysely'
import type { Attributes } from '../../../platform/search/attributes.ts'

export const RUN_ATTRIBUTES: Attributes = {
  list: [
    { name: 'run_id', field: sql`r.run_id`, type: 'text', isAscii: true },
    { name: 'run_name', field: sql`r.name`, type: 'text' },
    { name: 'status', field: sql`r.status`, type: 'text' },
    { name: 'user_id', field: sql`r.user_id`, type: 'text' },
    { name: 'artifact_uri', field: sql`r.artifact_uri`, type: 'text' },
    { name: 'experiment_id', field: sql`r.experiment_id`, type: 'bigint' },
    { name: 'start_time', field: sql`r.start_ms`, type: 'bigint' },
    { name: 'end_time', field: sql`r.end_ms`, type: 'bigint' },
    { name: 'duration', field: sql`(r.end_ms - r.start_ms)`, type: 'bigint' },
  ],
  aliases: { created: 'start_time' },
}

export const EXPERIMENT_ATTRIBUTES: Attributes = {
  list: [
    { name: 'name', field: sql`e.name`, type: 'text' },
    { name: 'experiment_id', field: sql`e.id`, type: 'bigint' },
    { name: 'creation_time', field: sql`e.created_ms`, type: 'bigint' },
    { name: 'last_update_time', field: sql`e.updated_ms`, type: 'bigint' },
  ],
  aliases: {},
}
