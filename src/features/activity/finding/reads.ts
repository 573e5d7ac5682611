/** Sealed events for whoever asks who did what: newest first, by one path of keys each, however long the log is. */
import { type RawBuilder, sql } from 'kysely'
import type { EventName } from '../../../lib/vocabulary.ts'
import { type Db, PLANNED_EACH_TIME } from '../../../platform/db.ts'

export interface FoundRow {
  seq: number
  /** Microseconds, to go on from. */
  at_us: number
  name: EventName
  subject_kind: string
  subject_id: string
  label: string | null
  account_id: number | null
  account: string | null
  details: Record<string, unknown> | null
  erased: boolean
}

export interface Wanted {
  workspace: number
  sinceMs?: number | undefined
  untilMs?: number | undefined
  names?: EventName[] | undefined
  subject?: { kind: string; id: string } | undefined
  accountId?: number | undefined
}

/** After this one, in the order of pages. */
export interface Place {
  atUs: number
  seq: number
}

const moment = (us: number) => sql`'epoch'::timestamptz + ${us}::int8 * interval '1 microsecond'`

const all = (conditions: RawBuilder<unknown>[]) => sql.join(conditions, sql` and `)

function conditionsOf({ sinceMs, untilMs, subject, accountId }: Wanted): RawBuilder<unknown>[] {
  return [
    sql`e.seq is not null`,
    ...(sinceMs === undefined ? [] : [sql`e.at >= ${moment(sinceMs * 1_000)}`]),
    ...(untilMs === undefined ? [] : [sql`e.at < ${moment(untilMs * 1_000)}`]),
    ...(subject === undefined ? [] : [sql`e.subject_kind = ${subject.kind} and e.subject_id = ${subject.id}`]),
    ...(accountId === undefined ? [] : [sql`e.account_id = ${accountId}`]),
  ]
}

const COLUMNS = sql`e.id, e.seq, e.at, e.name, e.subject_kind, e.subject_id, e.account_id`

/** Details, and names that people know things by. */
const shown = (workspace: number, found: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql<FoundRow>`
  select e.seq, (extract(epoch from e.at) * 1000000)::int8 as at_us, e.name, e.subject_kind, e.subject_id,
    coalesce(n.label, b.name, case when e.subject_kind = 'token' then d.details ->> 'label' end) as label,
    e.account_id, a.name as account, d.details, d.event_id is null as erased
  from (${found}) e
  left join event_details d on d.event_id = e.id
  left join accounts a on a.id = e.account_id
  left join accounts b on b.id = case when e.subject_kind = 'account' and e.subject_id ~ '^\\d{1,9}$' then e.subject_id::int end
  left join nodes n on n.workspace_id = ${workspace} and n.kind = e.subject_kind and n.id = e.subject_id
  ${order} -- ${sql.raw(PLANNED_EACH_TIME)}`

export const findingReads = (db: Db) => ({
  page: async (wanted: Wanted, limit: number, after: Place | undefined): Promise<FoundRow[]> => {
    const { names, subject, accountId, workspace } = wanted
    const conditions = conditionsOf(wanted)
    if (after)
      conditions.push(sql`e.at <= ${moment(after.atUs)} and (e.at < ${moment(after.atUs)} or e.seq < ${after.seq})`)
    const newest = sql`order by e.at desc, e.seq desc limit ${limit}`
    // Each name has its own newest: together they are read by the index of names, which has no order across them.
    const found =
      names && !subject && accountId === undefined
        ? sql`select e.* from unnest(${names}::text[]) w (name) cross join lateral (
            select ${COLUMNS} from events e where e.workspace_id = ${workspace} and e.name = w.name and ${all(conditions)} ${newest}) e ${newest}`
        : sql`select ${COLUMNS} from events e
            where e.workspace_id = ${workspace} and ${all([...conditions, ...(names ? [sql`e.name = any(${names})`] : [])])} ${newest}`
    const { rows } = await shown(workspace, found, sql`order by e.at desc, e.seq desc`).execute(db)
    return rows
  },

  /** Of these events those that are wanted and may have the words: the caller looks closer. */
  among: async (wanted: Wanted, seqs: number[], words: string[]): Promise<FoundRow[]> => {
    const { names, workspace } = wanted
    const conditions = [sql`e.seq = any(${seqs}::int8[])`, ...conditionsOf(wanted)]
    if (names) conditions.push(sql`e.name = any(${names})`)
    // The database knows small and large letters of ASCII only.
    const plain = words.filter((word) => /^[\x20-\x7e]+$/.test(word)).map((word) => `%${word}%`)
    conditions.push(sql`(e.subject_id ilike all(${plain}) or exists (
      select from event_details t where t.event_id = e.id and e.subject_id || t.details::text ilike all(${plain})))`)
    const found = sql`select ${COLUMNS} from events e where e.workspace_id = ${workspace} and ${all(conditions)}`
    const { rows } = await shown(workspace, found, sql`order by e.seq desc`).execute(db)
    return rows
  },

  /** Sealed events of a workspace whose words are not collected yet, newest first. */
  uncollected: async (workspace: number, upto: number, before: number, limit: number): Promise<number[]> => {
    const { rows } = await sql<{ seq: number }>`
      select seq from events where seq > ${upto} and seq < ${before} and workspace_id = ${workspace}
      order by seq desc limit ${limit}`.execute(db)
    return rows.map(({ seq }) => seq)
  },

  /** Blocks that may hold events with all these words, newest first. */
  blocks: async (wanted: Wanted, words: string[], before: number, limit: number): Promise<{ seqs: number[] }[]> => {
    // Words are letters and digits only: there is nothing to escape.
    const query = words.map((word) => `'${word}':*`).join(' & ')
    const { rows } = await sql<{ seqs: number[] }>`
      select seqs from event_words where workspace_id = ${wanted.workspace} and words @@ ${query}::tsquery
        and seqs[1] < ${before}
        and last_at >= ${moment((wanted.sinceMs ?? 0) * 1_000)}
        and (${wanted.untilMs === undefined} or first_at < ${moment((wanted.untilMs ?? 0) * 1_000)})
      order by upto desc limit ${limit} -- ${sql.raw(PLANNED_EACH_TIME)}`.execute(db)
    return rows
  },

  upto: async (): Promise<number> => {
    const { rows } = await sql<{ upto: number }>`
      select upto from event_index -- workspace_id is any: one row`.execute(db)
    return rows[0]!.upto
  },

  /** Events of each day and name, by UTC; what is not counted yet is counted here. */
  days: async (
    workspace: number,
    since: string,
    until: string,
  ): Promise<{ day: string; name: EventName; n: number }[]> => {
    const { rows } = await sql<{ day: string; name: EventName; n: number }>`
      select day::text, name, sum(n)::int as n from (
        select day, name, n from event_days where workspace_id = ${workspace}
        union all
        select (at at time zone 'utc')::date, name, 1 from events
        where seq > (select upto from event_index) and workspace_id = ${workspace}) d
      where day >= ${since}::date and day <= ${until}::date group by 1, 2 order by 1, 2`.execute(db)
    return rows
  },
})

export type FindingReads = ReturnType<typeof findingReads>
