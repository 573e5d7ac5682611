/**
 * Compaction: of a run that is over or silent, each metric's small segments become few large ones, densely coded, and
 * what is short of all its metrics shares rows. It takes out exactly what it writes again, in one transaction, so a crash
 * loses nothing; and it leaves alone what is much longer than what is new, so no point is written again and again.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points, slice } from '../../../lib/points.ts'
import { decodeBatch, decodeSegment } from '../../../lib/segment.ts'
import { transaction } from '../../../platform/db.ts'
import { packsOf, SHORT_POINTS, writePacks } from './packs.ts'
import { cut, mergeable, type Piece, SEGMENT_POINTS, takeSegments, tryLockPoints, writeSegments } from './segments.ts'

/** A piece at most so many times as long as what comes after it is merged with that. */
const FACTOR = 4
/** Points read at once. */
const MAX_POINTS = 200_000

const DUE = `
  select u.run from uncompacted u join runs r on r.id = u.run join run_activity a on a.run = r.id -- of all workspaces
  where u.run > $1 and a.seen_ms < case when r.status = 'RUNNING' and r.lost_ms is null then $2::int8 else $3::int8 end
  order by u.run limit 100`
const PIECES = `select key, no, n, compacted from segments where run = $1 and n < ${SEGMENT_POINTS} order by key, no`
const LAST_NUMBERS = `
  select t.key, s.no from unnest($2::int4[]) t(key), lateral (
    select no from segments where run = $1 and key = t.key order by no desc limit 1) s`
const PACKS = 'select no, sum(n)::int4 as n from packs where run = $1 group by no order by no'

/** A run that says RUNNING and logs nothing for so long is taken for idle. */
const IDLE_MS = 3_600_000
/** What a run logged last is folded by then. */
const FOLDED_MS = 5_000

/** Compacts what is due, one run after the other; returns how many were. */
export async function compactDue(pool: pg.Pool, now: number): Promise<number> {
  let done = 0
  let last: Int64 = 0
  for (;;) {
    const due: pg.QueryResult<{ run: Int64 }> = await pool.query(DUE, [last, now - IDLE_MS, now - FOLDED_MS])
    for (const { run } of due.rows) {
      if (await compactRun(pool, run)) done++
      last = run
    }
    if (due.rows.length === 0) return done
  }
}

/** False when another process is at the points of this run: it stays due. */
export const compactRun = (pool: pg.Pool, run: Int64): Promise<boolean> =>
  transaction(pool, async (client) => {
    const got = await tryLockPoints(client, run)
    if (got) await compact(client, run)
    return got
  })

interface Open extends Piece {
  compacted: boolean
}

async function compact(client: pg.PoolClient, run: Int64): Promise<void> {
  const { rows: pieces } = await client.query<Open>(PIECES, [run])
  const short = new Map<number, Points>()
  for (const some of portions(Map.groupBy(pieces, (piece) => piece.key))) await mergeKeys(client, run, some, short)
  await pack(client, run, short)
  await client.query('delete from uncompacted where run = $1', [run])
}

/** Pieces of some metrics at a time, so that a run of thousands does not fill the memory. */
function* portions(byKey: Map<number, Open[]>): Generator<Piece[]> {
  let some: Piece[] = []
  let points = 0
  for (const pieces of byKey.values()) {
    const merged = toMerge(pieces)
    some.push(...merged)
    points += merged.reduce((sum, { n }) => sum + n, 0)
    if (points < MAX_POINTS) continue
    yield some
    some = []
    points = 0
  }
  if (some.length) yield some
}

/** What came since the last compaction, and what of it before is not much longer. */
function toMerge(pieces: Open[]): Piece[] {
  const first = pieces.findIndex(({ compacted }) => !compacted)
  if (first < 0) return []
  const fresh = pieces.slice(first)
  const sizes = pieces.slice(0, first).map(({ n }) => n)
  const total = fresh.reduce((sum, { n }) => sum + n, 0)
  return pieces.slice(first - mergeable(sizes, total, FACTOR))
}

/** Writes the long series of some metrics; what is short of them goes into `short`. */
async function mergeKeys(
  client: pg.PoolClient,
  run: Int64,
  pieces: Piece[],
  short: Map<number, Points>,
): Promise<void> {
  const taken = Map.groupBy(await takeSegments(client, run, pieces), (row) => row.key)
  for (const [key, rows] of taken) {
    const points = merge(rows.map(({ data }) => decodeSegment(data)))
    const n = points.steps.length
    const whole = n % SEGMENT_POINTS < SHORT_POINTS ? n - (n % SEGMENT_POINTS) : n
    if (whole < n) short.set(key, slice(points, whole, n))
    await writeSegments(client, run, cut(key, rows[0]!.no, slice(points, 0, whole), { compacted: true }))
    await turn()
  }
}

/** Puts short series into rows together, with those of earlier packs that are not much longer. */
async function pack(client: pg.PoolClient, run: Int64, short: Map<number, Points>): Promise<void> {
  if (short.size === 0) return
  const fresh = [...short.values()].reduce((sum, { steps }) => sum + steps.length, 0)
  const { rows: packs } = await client.query<{ no: number; n: number }>(PACKS, [run])
  const count = mergeable(
    packs.map(({ n }) => n),
    fresh,
    FACTOR,
  )
  const old = packs.slice(packs.length - count).map(({ no }) => no)
  const { rows: taken } = await client.query<{ data: Buffer }>(
    'delete from packs where run = $1 and no = any($2) returning data',
    [run, old],
  )
  for (const { data } of taken)
    decodeBatch(data, (key, points) => {
      const known = short.get(key)
      short.set(key, known ? merge([points, known]) : points)
    })
  await writeGrown(client, run, short)
  const no = old[0] ?? (packs.at(-1)?.no ?? -1) + 1
  await writePacks(client, packsOf(run, no, short))
}

/** Series that are no longer short get a row of their own. */
async function writeGrown(client: pg.PoolClient, run: Int64, short: Map<number, Points>): Promise<void> {
  const grown = [...short].filter(([, { steps }]) => steps.length >= SHORT_POINTS)
  if (grown.length === 0) return
  const { rows } = await client.query<{ key: number; no: number }>(LAST_NUMBERS, [run, grown.map(([key]) => key)])
  const lastOf = new Map(rows.map(({ key, no }) => [key, no]))
  for (const [key, points] of grown) {
    await writeSegments(client, run, cut(key, (lastOf.get(key) ?? -1) + 1, points, { compacted: true }))
    short.delete(key)
  }
}
