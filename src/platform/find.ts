/** Finds nodes of the graph by words; what that costs does not follow how many nodes there are. */
import { type RawBuilder, sql } from 'kysely'
import { KINDS, type Kind } from '../lib/vocabulary.ts'
import { type Db, PLANNED_EACH_TIME } from './db.ts'
import type { Node } from './graph.ts'

export interface Search {
  kinds?: Kind[] | undefined
  limit: number
}

export interface Found {
  found: Node[]
  /** False when nodes older than those that were looked through may hold the words as well. */
  whole: boolean
}

/** Where nearly all nodes match, the newest are enough, and an index of all that match is dear. */
const NEWEST = 2_000
/** Words that the index of trigrams cannot find are looked for in so many. */
const NEWEST_WITHOUT_INDEX = 10_000
/** Of what the index finds, the best of so many are shown. */
const BY_INDEX = 1_000

/** Letters beyond ASCII make no trigrams in a database of locale C, as the embedded one is. */
const hasTrigram = (word: string): boolean => /[a-z0-9]{3}/i.test(word)

/** Signs between words do not matter to what comes first. */
const inWords = (text: RawBuilder<unknown>): RawBuilder<unknown> => sql`translate(lower(${text}), '-_/.:', '     ')`

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/**
 * Nodes whose label holds all the words of `q`, in any case, or whose id begins with it: those that are called so first,
 * then beginnings, then the newest; deleted ones last.
 */
export async function searchNodes(db: Db, workspace: number, q: string, { kinds, limit }: Search): Promise<Found> {
  const text = q.trim()
  if (text === '') return { found: [], whole: true }
  const words = text.split(/\s+/)
  const isIndexed = words.some(hasTrigram)
  const newest = isIndexed ? NEWEST : NEWEST_WITHOUT_INDEX

  const name = sql`lower(label) collate "C"`
  const begins = sql`lower(${escaped(text)}) || '%'`
  const holds = sql.join(
    words.map((word) => sql`lower(label) like '%' || lower(${escaped(word)}) || '%'`),
    sql` and `,
  )
  const called = inWords(sql`label`)
  const wanted = inWords(sql`${words.join(' ')}`)
  const isLive = sql`deleted_at is null`
  const isDeleted = sql`deleted_at is not null`
  const nodes = sql`select kind, id, label, deleted_at, no from nodes where workspace_id = ${workspace}`
  const ofKind = sql`${nodes} and kind = k.kind`
  const some = kinds?.length ? kinds : [...KINDS]
  const inEachKind = (found: RawBuilder<unknown>) =>
    sql`select n.* from unnest(${some}::text[]) k (kind) cross join lateral (${found}) n`
  const named = (which: RawBuilder<unknown>) =>
    inEachKind(sql`${ofKind} and ${which} and ${name} like ${begins} order by ${name} limit ${limit}`)
  const recent = (which: RawBuilder<unknown>) =>
    inEachKind(
      sql`select * from (${ofKind} order by no desc limit ${newest}) r where ${which} and ${holds} limit ${limit}`,
    )

  // `others` is planned without its limit: with it, reading all nodes until enough are found would look cheap.
  const { rows } = await sql<Node>`${sql.raw(PLANNED_EACH_TIME)}
    with near as (
      ${named(isLive)} union ${named(isDeleted)} union ${recent(isLive)}
      union ${inEachKind(sql`${ofKind} and id like ${escaped(text)} || '%' order by id limit ${limit}`)}
    ), others as materialized (
      ${isIndexed ? sql`${nodes} and kind = any(${some}) and ${holds}` : recent(isDeleted)}
    ), far as (
      select * from others where (select count(*) < ${limit} from near where ${isLive}) limit ${BY_INDEX}
    )
    select kind, id, label, ${isDeleted} as deleted from (select * from near union select * from far) found
    order by ${isDeleted}, lower(label) <> lower(${text}) and id <> ${text}, ${called} <> ${wanted},
      not starts_with(${called}, ${wanted}) and not starts_with(id, ${text}), kind, no desc
    limit ${limit}`.execute(db)
  if (isIndexed || rows.length === limit) return { found: rows, whole: true }
  const older = await sql`
    ${inEachKind(sql`select from nodes where workspace_id = ${workspace} and kind = k.kind offset ${newest} limit 1`)} limit 1`.execute(
    db,
  )
  return { found: rows, whole: older.rows.length === 0 }
}
