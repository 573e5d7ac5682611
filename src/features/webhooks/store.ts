/** SQL of webhooks: who is told, what is still to be sent, what was. */
import { sql } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { DeliveryState, Form } from './contract.ts'

export interface HookRow {
  id: number
  workspace_id: number
  name: string
  url: string
  events: string[]
  secret_no: number
  key_id: string
  created_at: Date
  since: Date
  stopped: string | null
  form: Form
  description: string
  /** Sealed; null where it is derived, or where there is none. */
  secret: string | null
  updated_at: Date
}

type NewHook = Pick<HookRow, 'workspace_id' | 'name' | 'url' | 'events' | 'key_id'> &
  Partial<Pick<HookRow, 'form' | 'description'>>

export interface Attempt {
  status: number | null
  took_ms: number | null
  error: string | null
}

export interface ListedRow extends HookRow {
  waiting: number
  last: (Attempt & { state: DeliveryState; at: Date }) | null
}

/** A delivery whose turn it is. */
export interface TakenRow {
  id: Int64
  event_id: Int64
  attempts: number
  hook: HookRow
}

export interface NewDelivery {
  workspace_id: number
  webhook_id: number
  event_id: Int64
}

const HOOK = sql`h.id, h.workspace_id, h.name, h.url, h.events, h.secret_no, h.key_id, h.created_at, h.since, h.stopped,
  h.form, h.description, h.secret, h.updated_at`

export const webhookStore = (db: Db) => ({
  list: async (workspace: number, id?: number): Promise<ListedRow[]> => {
    const { rows } = await sql<Omit<ListedRow, 'last'> & { state: DeliveryState | null; last_at: Date } & Attempt>`
      select ${HOOK}, l.state, l.at as last_at, l.status, l.took_ms, l.error,
        (select count(*) from webhook_deliveries d where d.webhook_id = h.id and d.state = 'waiting')::int as waiting
      from webhooks h left join lateral (
        select d.state, d.at, d.status, d.took_ms, d.error from webhook_deliveries d
        where d.webhook_id = h.id and d.attempts > 0 order by d.id desc limit 1) l on true
      where h.workspace_id = ${workspace} and ${id === undefined ? sql`true` : sql`h.id = ${id}`} order by h.name`.execute(
      db,
    )
    return rows.map(({ state, last_at: at, status, took_ms, error, ...hook }) => ({
      ...hook,
      last: state === null ? null : { state, at, status, took_ms, error },
    }))
  },

  find: async (workspace: number, id: number, tx: Db | Tx = db): Promise<HookRow | undefined> => {
    const { rows } = await sql<HookRow>`
      select ${HOOK} from webhooks h where h.workspace_id = ${workspace} and h.id = ${id}`.execute(tx)
    return rows[0]
  },

  /** Undefined when the name is taken. */
  insert: async (
    tx: Tx,
    { workspace_id, name, url, events, key_id, form = 'cloudevents', description = '' }: NewHook,
  ): Promise<HookRow | undefined> => {
    const { rows } = await sql<HookRow>`
      insert into webhooks as h (workspace_id, name, url, events, key_id, form, description)
      values (${workspace_id}, ${name}, ${url}, ${events}, ${key_id}, ${form}, ${description})
      on conflict (workspace_id, name) do nothing returning ${HOOK}`.execute(tx)
    return rows[0]
  },

  count: async (tx: Tx, workspace: number): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from webhooks where workspace_id = ${workspace}`.execute(tx)
    return rows[0]!.n
  },

  /** False when the name is taken. */
  update: async (
    tx: Tx,
    { id, workspace_id, name, url, events, stopped, description, secret, key_id }: HookRow,
  ): Promise<boolean> => {
    const { rows } = await sql`
      update webhooks h set name = ${name}, url = ${url}, events = ${events}, stopped = ${stopped},
        description = ${description}, secret = ${secret}, key_id = ${key_id}, updated_at = now(),
        since = case when h.stopped is not null and ${stopped}::text is null then now() else h.since end
      where h.workspace_id = ${workspace_id} and h.id = ${id}
        and not exists (select from webhooks o where o.workspace_id = ${workspace_id} and o.name = ${name} and o.id <> ${id})
      returning h.id`.execute(tx)
    return rows.length > 0
  },

  renewSecret: async (tx: Tx, workspace: number, id: number, keyId: string): Promise<HookRow | undefined> => {
    const { rows } = await sql<HookRow>`
      update webhooks h set secret_no = secret_no + 1, key_id = ${keyId}
      where h.workspace_id = ${workspace} and h.id = ${id} returning ${HOOK}`.execute(tx)
    return rows[0]
  },

  delete: async (tx: Tx, workspace: number, id: number): Promise<void> => {
    await sql`delete from webhooks where workspace_id = ${workspace} and id = ${id}`.execute(tx)
  },

  purge: async (tx: Tx, workspace: number): Promise<void> => {
    await sql`delete from webhooks where workspace_id = ${workspace}`.execute(tx)
  },

  /** Takes the turn of looking at events; undefined when another process has it. */
  takeProgress: async (tx: Tx): Promise<number | undefined> => {
    const { rows } = await sql<{ upto: number }>`
      select upto from webhook_progress -- workspace_id is any: one row
      for update skip locked`.execute(tx)
    return rows[0]?.upto
  },

  goTo: async (tx: Tx, seq: number): Promise<void> => {
    await sql`update webhook_progress set upto = ${seq} -- workspace_id is any: one row`.execute(tx)
  },

  active: async (tx: Tx): Promise<HookRow[]> => {
    const { rows } = await sql<HookRow>`
      select ${HOOK} from webhooks h where h.stopped is null -- workspace_id is any: each goes with its own events`.execute(
      tx,
    )
    return rows
  },

  queue: async (tx: Tx, deliveries: NewDelivery[], at: Date): Promise<void> => {
    await sql`
      insert into webhook_deliveries (workspace_id, webhook_id, event_id, created_at, at)
      select workspace_id, webhook_id, event_id, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(deliveries.map((d) => ({ ...d, event_id: String(d.event_id) })))}::jsonb)
        as d(workspace_id int, webhook_id int, event_id int8)`.execute(tx)
  },

  /** Takes deliveries that are due, few of each webhook; whoever dies with them leaves them to be tried again at `until`. */
  take: async (now: Date, until: Date, limit: number, ofOne: number): Promise<TakenRow[]> => {
    const { rows } = await sql<TakenRow & { hook: HookRow }>`
      with due as (
        select d.id from webhook_deliveries d where d.state = 'waiting' and d.at <= ${now}
        order by d.at limit ${limit * 5} for update skip locked),
      mine as (
        select id from (
          select d.id, row_number() over (partition by d.webhook_id order by d.id) as n
          from due join webhook_deliveries d using (id)) numbered
        where n <= ${ofOne} order by id limit ${limit}),
      taken as (
        update webhook_deliveries d set at = ${until} from mine m where d.id = m.id -- workspace_id is any: one sender
        returning d.id, d.webhook_id, d.event_id, d.attempts)
      select t.id, t.event_id, t.attempts, to_jsonb(h) as hook
      from taken t join webhooks h on h.id = t.webhook_id where h.stopped is null order by t.id`.execute(db)
    return rows
  },

  note: async (
    workspace: number,
    id: Int64,
    attempt: Attempt & { state: DeliveryState; attempts: number; at: Date },
  ): Promise<void> => {
    const { state, attempts, at, status, took_ms, error } = attempt
    await sql`
      update webhook_deliveries set state = ${state}, attempts = ${attempts}, at = ${at}, status = ${status},
        took_ms = ${took_ms}, error = ${error}
      where workspace_id = ${workspace} and id = ${id}`.execute(db)
  },

  /** False when it was stopped before. */
  stop: async (tx: Tx, workspace: number, id: number, why: string): Promise<boolean> => {
    const { rows } = await sql`
      update webhooks set stopped = ${why} where workspace_id = ${workspace} and id = ${id} and stopped is null
      returning id`.execute(tx)
    return rows.length > 0
  },

  /** What still waited is not sent any more. */
  giveUp: async (tx: Tx, workspace: number, id: number, why: string): Promise<void> => {
    await sql`
      update webhook_deliveries set state = 'failed', error = ${why}
      where workspace_id = ${workspace} and webhook_id = ${id} and state = 'waiting'`.execute(tx)
  },

  /** Whether anything was received since a moment. */
  receivedSince: async (workspace: number, id: number, at: Date): Promise<boolean> => {
    const { rows } = await sql<{ any: boolean }>`
      select exists (select from webhook_deliveries
        where workspace_id = ${workspace} and webhook_id = ${id} and state = 'done' and at >= ${at}) as any`.execute(db)
    return rows[0]!.any
  },

  /** False when there is none of that id. */
  repeat: async (workspace: number, hook: number, id: Int64, at: Date): Promise<boolean> => {
    const { rows } = await sql`
      update webhook_deliveries set state = 'waiting', attempts = 0, at = ${at}
      where workspace_id = ${workspace} and webhook_id = ${hook} and id = ${id} returning id`.execute(db)
    return rows.length > 0
  },

  forget: async (before: Date): Promise<void> => {
    await sql`
      delete from webhook_deliveries where state <> 'waiting' and at < ${before} -- workspace_id is any: all grow old`.execute(
      db,
    )
  },
})

export type WebhookStore = ReturnType<typeof webhookStore>
