/** A log of a million events as a year of a team leaves it, written as the server writes them and sealed by it. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { random } from '../../../src/lib/random.ts'
import type { EventName } from '../../../src/lib/vocabulary.ts'
import { canonical } from '../../../src/platform/events.ts'

const BATCH = 5_000
const YEAR_MS = 365 * 86_400_000
export const ACCOUNTS = 20

/** Of a thousand events. What is rare is spread over all of the log; the handbook's were all in its first weeks. */
const SHARES: [EventName, number][] = [
  ['run.started', 450],
  ['run.finished', 380],
  ['run.failed', 60],
  ['run.deleted', 20],
  ['model-version.created', 40],
  ['model-version.finalized', 30],
  ['token.created', 10],
  ['token.revoked', 5],
  ['experiment.created', 5],
]
const USUAL = SHARES.flatMap(([name, share]) => Array<EventName>(share / 5).fill(name))
const EARLY: EventName = 'duty.scheduled'
const EARLY_SHARE = 0.05
export const RARE: EventName = 'account.disabled'
const RARE_EVERY = 20_000

const WORDS = [
  'brave',
  'calm',
  'heron',
  'falcon',
  'otter',
  'amber',
  'cobalt',
  'quiet',
  'rapid',
  'silver',
  'maple',
  'ember',
]

interface Row {
  workspace_id: number
  at: string
  name: EventName
  subject_kind: string
  subject_id: string
  account_id: number | null
  salt: string
  digest: string
  details: string
}

function rowOf(i: number, total: number, from: number): Row {
  const r = random(`audit ${i}`)
  const usual = USUAL[r.integer(0, USUAL.length - 1)]!
  const name = i % RARE_EVERY === 77 ? RARE : i < total * EARLY_SHARE && i % 3 === 0 ? EARLY : usual
  const kind = name.slice(0, name.indexOf('.'))
  const word = (): string => WORDS[r.integer(0, WORDS.length - 1)]!
  const details = canonical({ name: `${word()}-${word()}-${i % 5_000}`, experiment_id: String(i % 40) })
  const salt = createHash('md5').update(String(i)).digest()
  return {
    ...{ workspace_id: i % 20 === 19 ? 2 : 1, name, subject_kind: kind, details },
    at: new Date(from + (i / total) * YEAR_MS).toISOString(),
    subject_id: createHash('md5')
      .update(`${kind} ${i >> 1}`)
      .digest('hex'),
    // Nobody is behind what a machine did; the last account is seldom here.
    account_id: i % 5 === 0 ? null : i % 10_007 === 0 ? ACCOUNTS : 1 + (i % (ACCOUNTS - 1)),
    salt: salt.toString('hex'),
    digest: createHash('sha256').update(salt).update(details).digest('hex'),
  }
}

const INSERT = `with said as materialized (
    select * from jsonb_to_recordset($1::jsonb) as said(workspace_id int, at timestamptz, name text, subject_kind text,
      subject_id text, account_id int, salt text, digest text, details text)),
  appended as (
    insert into events (workspace_id, at, name, subject_kind, subject_id, account_id, digest)
    select workspace_id, at, name, subject_kind, subject_id, account_id, decode(digest, 'hex') from said
    returning id, digest)
  insert into event_details (event_id, workspace_id, salt, details)
    select a.id, s.workspace_id, decode(s.salt, 'hex'), s.details::jsonb
    from appended a join said s on decode(s.digest, 'hex') = a.digest`

async function unsealed(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ n: number }>('select count(*)::int as n from events where seq is null')
  return rows[0]!.n
}

const BEHIND = 'select from event_index where upto < (select max(seq) from events)'
const PEOPLE = `insert into accounts (id, name) overriding system value
  select n, 'person-' || n from generate_series(2, $1::int) n on conflict do nothing`

/** Returns how many seconds after the last event all were sealed, and their words and days collected. */
export async function fill(database: pg.Client, total: number): Promise<{ sealed: number; collected: number }> {
  const from = Date.now() - YEAR_MS
  await database.query(PEOPLE, [ACCOUNTS])
  for (let i = 0; i < total; i += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, total - i) }, (_, k) => rowOf(i + k, total, from))
    await database.query(INSERT, [JSON.stringify(rows)])
  }
  const began = performance.now()
  while (await unsealed(database)) await sleep(500)
  const sealed = (performance.now() - began) / 1_000
  while ((await database.query(BEHIND)).rowCount) await sleep(500)
  await database.query('vacuum analyze events, event_details')
  return { sealed, collected: (performance.now() - began) / 1_000 }
}
