/** Packs as rows: short series of one run, several in a row. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import type { Points } from '../../../lib/points.ts'
import { encodeBatch, joinParts, type Part } from '../../../lib/segment.ts'
import type { PacksTable } from '../tables.ts'
import { joinBlocks } from './blocks.ts'

/** A series below this shares a row with others. */
export const SHORT_POINTS = 512
/** Bytes of a pack: with more, PostgreSQL lays it apart from its row, in pieces that leave a fifth of each page empty. */
const PACK_BYTES = 1_950

export type Pack = PacksTable

/** By key, so that a row holds a stretch of keys and a reader of one passes by the others; about equally long. */
export const packsOf = (run: Int64, no: number, short: Map<number, Points>): Pack[] =>
  packed(
    run,
    no,
    [...short].map(([key, points]) => ({
      ...{ key, n: points.steps.length },
      bytes: encodeBatch([[key, points]], { dense: true }),
    })),
  )

/** The same of series that are coded already. */
export const packsOfParts = (run: Int64, no: number, parts: Part[]): Pack[] =>
  packed(
    run,
    no,
    parts.map((part) => ({ key: part.key, n: part.n, bytes: joinParts([part]) })),
  )

function packed(run: Int64, no: number, series: { key: number; n: number; bytes: Uint8Array }[]): Pack[] {
  const coded = series.sort((a, b) => a.key - b.key)
  const total = coded.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const most = total / Math.ceil(total / PACK_BYTES)
  const parts: (typeof coded)[] = []
  let length = Number.POSITIVE_INFINITY
  for (const one of coded) {
    // The middle of a series decides to which part it belongs.
    if (length + one.bytes.length / 2 > most) {
      parts.push([])
      length = 0
    }
    parts.at(-1)!.push(one)
    length += one.bytes.length
  }
  return parts.map((part) => ({
    ...{ run, no, first_key: part[0]!.key, last_key: part.at(-1)!.key },
    n: part.reduce((sum, one) => sum + one.n, 0),
    data: Buffer.concat(part.map(({ bytes }) => bytes)),
  }))
}

const WRITE = `
  insert into packs (run, no, first_key, last_key, n, data)
  select t.run, t.no, t.first_key, t.last_key, t.n, substring($1::bytea, t.at, t.length)
  from unnest($2::int8[], $3::int4[], $4::int4[], $5::int4[], $6::int4[], $7::int4[], $8::int4[])
    t(run, no, first_key, last_key, n, at, length)`

/** The statement that writes packs, with its values. */
export function writingOf(packs: Pack[]): { text: string; values: unknown[] } {
  const { bytes, starts, lengths } = joinBlocks(packs.map(({ data }) => data))
  const values = [
    bytes,
    packs.map(({ run }) => run),
    packs.map(({ no }) => no),
    packs.map(({ first_key }) => first_key),
    packs.map(({ last_key }) => last_key),
    packs.map(({ n }) => n),
    starts,
    lengths,
  ]
  return { text: WRITE, values }
}

export async function writePacks(client: pg.PoolClient, packs: Pack[]): Promise<void> {
  if (packs.length) await client.query(writingOf(packs))
}
