/** The attributes of runs and experiments that a search knows by name. */
import { sql } from 'kysely'
import type { Attributes } from '../../../platform/search/attributes.ts'

/** Both ends may be any int64: their difference is kept within one; a run that goes on has none. */
const DURATION = sql`(case when r.end_ms is not null and r.start_ms is not null then
  least(greatest(r.end_ms::numeric - r.start_ms, -9223372036854775808), 9223372036854775807)::bigint end)`

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
    { name: 'duration', field: DURATION, type: 'bigint' },
    { name: 'configuration', field: sql`d.configuration`, type: 'text', isAscii: true },
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
