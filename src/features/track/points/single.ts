/** The metrics of a run that have one point: of long ones two rows are looked at, and no point is decoded. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { countEach } from '../../../lib/segment.ts'

const READ = `
  select key, (select sum(n)::int from (select n from segments s where s.run = l.run and s.key = l.key limit 2) few) as n,
      null::bytea as data
    from latest l where run = $1
  union all
  select 0, 0, data from packs where run = $1
  union all
  select 0, 0, payload from point_log where run = $1`

export async function readSingle(pool: pg.Pool, run: Int64): Promise<number[]> {
  const { rows } = await pool.query<{ key: number; n: number | null; data: Buffer | null }>(READ, [run])
  const counts = new Map<number, number>()
  const add = (key: number, n: number): void => void counts.set(key, (counts.get(key) ?? 0) + n)
  for (const { key, n, data } of rows) {
    if (data) countEach(data, add)
    else add(key, n ?? 0)
  }
  return [...counts].flatMap(([key, n]) => (n === 1 ? [key] : []))
}
