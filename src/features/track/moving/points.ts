/**
 * Points of runs that go to another workspace: there, the same names of metrics have other numbers. What was folded is
 * written anew while everybody else works on; the latest values and the log, to which anybody may add at any time, follow
 * once nobody can.
 */
import { CompiledQuery, sql } from 'kysely'
import type { Int64 } from '../../../lib/json.ts'
import { joinParts, type Part, partsOf } from '../../../lib/segment.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { joinBlocks } from '../points/blocks.ts'
import { type Pack, packsOfParts, writingOf } from '../points/packs.ts'

/** Runs whose points are in memory at once. */
const TOGETHER = 200

/** The numbers that metrics have where they go, by those that they had. */
export type NewKeys = Map<number, number>

function renumbered(bytes: Uint8Array, keys: NewKeys): Part[] {
  return partsOf(bytes).map((part) => {
    const key = keys.get(part.key)
    if (key === undefined) throw new Error(`metric ${part.key} has no number in the other workspace`)
    return { ...part, key }
  })
}

function* portions(runs: Int64[]): Generator<Int64[]> {
  for (let at = 0; at < runs.length; at += TOGETHER) yield runs.slice(at, at + TOGETHER)
}

const columns = (keys: NewKeys) => sql`unnest(${[...keys.keys()]}::int4[], ${[...keys.values()]}::int4[]) k(old, new)`

/** Numbers for all metrics that the runs of an experiment have; names that are new there get one. */
export async function newKeys(on: Db | Tx, experiment: Int64, from: number, to: number): Promise<NewKeys> {
  // In order, so that two who make the same names wait for each other rather than deadlock.
  const { rows } = await sql<{ name: string }>`
    select name from experiment_keys where experiment_id = ${experiment} and workspace_id = ${from} and kind = 'metrics'
    union
    select k.name from (
      select distinct l.key from runs r join latest l on l.run = r.id
      where r.experiment_id = ${experiment} and r.workspace_id = ${from}) used
    join metric_keys k on k.id = used.key order by name`.execute(on)
  const names = rows.map(({ name }) => name)
  await sql`insert into metric_keys (workspace_id, name)
    select ${to}::int, t.name from unnest(${names}::text[]) t(name)
    where not exists (select from metric_keys k where k.workspace_id = ${to} and k.name = t.name)
    on conflict do nothing`.execute(on)
  const { rows: pairs } = await sql<{ old: number; new: number }>`
    select a.id as old, b.id as new from metric_keys a join metric_keys b on b.workspace_id = ${to} and b.name = a.name
    where a.workspace_id = ${from} and a.name = any(${names}::text[])`.execute(on)
  return new Map(pairs.map((pair) => [pair.old, pair.new]))
}

/** Segments and packs: they are written by folds only, and those wait. */
export async function renumberFolded(tx: Tx, runs: Int64[], keys: NewKeys): Promise<void> {
  for (const some of portions(runs)) {
    await sql`update segments s set key = k.new from ${columns(keys)}
      where s.run = any(${some}::int8[]) and s.key = k.old`.execute(tx)
    const { rows } = await sql<Pick<Pack, 'run' | 'no' | 'data'>>`
      delete from packs where run = any(${some}::int8[]) returning run, no, data`.execute(tx)
    const together = Map.groupBy(rows, ({ run, no }) => `${run}/${no}`)
    const packs = [...together.values()].flatMap((written) =>
      packsOfParts(
        written[0]!.run,
        written[0]!.no,
        written.flatMap(({ data }) => renumbered(data, keys)),
      ),
    )
    if (packs.length === 0) continue
    const { text, values } = writingOf(packs)
    await tx.executeQuery(CompiledQuery.raw(text, values))
  }
}

/** Latest values and the log. */
export async function renumberFresh(tx: Tx, runs: Int64[], keys: NewKeys): Promise<void> {
  for (const some of portions(runs)) {
    await sql`update latest l set key = k.new from ${columns(keys)}
      where l.run = any(${some}::int8[]) and l.key = k.old`.execute(tx)
    const { rows } = await sql<{ id: Int64; payload: Buffer }>`
      select id, payload from point_log where run = any(${some}::int8[])`.execute(tx)
    if (rows.length === 0) continue
    const { bytes, starts, lengths } = joinBlocks(rows.map(({ payload }) => joinParts(renumbered(payload, keys))))
    await sql`update point_log l set payload = substring(${bytes}::bytea, t.at, t.length)
      from unnest(${rows.map(({ id }) => id)}::int8[], ${starts}::int4[], ${lengths}::int4[]) t(id, at, length)
      where l.id = t.id`.execute(tx)
  }
}
