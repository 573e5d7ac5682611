/** The latest point of each metric of runs: what `latest` has, and what still stands in the log only. */
import type pg from 'pg'
import type { Int64 } from '../../../lib/json.ts'
import { merge, type Points } from '../../../lib/points.ts'
import { decodeBatch } from '../../../lib/segment.ts'
import type { MetricKeys } from './keys.ts'

export interface LatestMetric {
  key: string
  value: number
  timestamp: Int64
  step: Int64
}

/** What the database knows of a run's latest points. */
export interface LatestColumns {
  /** 28 bytes for each metric, as PostgreSQL sends numbers: made and read in half the time of a row for each. */
  latest: Buffer | null
  /** Batches whose points are not among them yet. */
  owed: Buffer[] | null
}

/** Those columns, for a statement in which `run` is a run's id. */
export const latestColumns = (run: string, condition = ''): string => `
  (select string_agg(int4send(l.key) || int8send(l.step) || int8send(l.ts) || float8send(l.value), '')
    from latest l where l.run = ${run} ${condition}) as latest,
  (select array_agg(p.payload) from point_log p where p.run = ${run} and p.deferred) as owed`

const read = (condition?: string): string =>
  `select u.run, ${latestColumns('u.run', condition)} from unnest($1::int8[]) u(run)`
const ALL = { name: 'track.latest', text: read() }
const SOME = { name: 'track.latest-of-keys', text: read('and l.key = any($2)') }

const POINT_BYTES = 28

function int64At(bytes: Buffer, at: number): Int64 {
  const n = bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
  return Number.isSafeInteger(n) ? n : bytes.readBigInt64BE(at)
}

function decode(bytes: Buffer): Map<number, LatestMetric> {
  const latest = new Map<number, LatestMetric>()
  for (let at = 0; at < bytes.length; at += POINT_BYTES)
    latest.set(bytes.readInt32BE(at), {
      key: '',
      value: bytes.readDoubleBE(at + 20),
      timestamp: int64At(bytes, at + 12),
      step: int64At(bytes, at + 4),
    })
  return latest
}

function addOwed(latest: Map<number, LatestMetric>, owed: Buffer[], only: Set<number> | undefined): void {
  const byKey = new Map<number, Points[]>()
  for (const payload of owed)
    decodeBatch(payload, (key, points) => {
      if (!only || only.has(key)) byKey.set(key, [...(byKey.get(key) ?? []), points])
    })
  for (const [key, list] of byKey) {
    const known = latest.get(key)
    if (known) list.push({ steps: [known.step], timestamps: [known.timestamp], values: [known.value] })
    const { steps, timestamps, values } = merge(list)
    const last = steps.length - 1
    latest.set(key, { key: '', value: values[last]!, timestamp: timestamps[last]!, step: steps[last]! })
  }
}

export function latestReader(pool: pg.Pool, keys: MetricKeys) {
  /** The points of each row, sorted by name. */
  async function decodeLatest(rows: LatestColumns[], only?: Set<number>): Promise<LatestMetric[][]> {
    const all = rows.map(({ latest, owed }) => {
      const ofRun = latest ? decode(latest) : new Map<number, LatestMetric>()
      if (owed) addOwed(ofRun, owed, only)
      return ofRun
    })
    const names = await keys.names(new Set(all.flatMap((ofRun) => [...ofRun.keys()])))
    return all.map((ofRun) => {
      for (const [key, metric] of ofRun) metric.key = names.get(key)!
      return [...ofRun.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
    })
  }
  return {
    decodeLatest,
    /** By run; `only` picks metrics of a workspace by name. */
    async latestOf(ids: Int64[], only?: { workspace: number; names: string[] }): Promise<Map<Int64, LatestMetric[]>> {
      const wanted = only && (await keys.findAll(only.workspace, only.names))
      if (ids.length === 0 || wanted?.length === 0) return new Map()
      const { rows } = await pool.query<LatestColumns & { run: Int64 }>({
        ...(wanted ? SOME : ALL),
        values: wanted ? [ids, wanted] : [ids],
      })
      const decoded = await decodeLatest(rows, wanted && new Set(wanted))
      return new Map(rows.map(({ run }, i) => [run, decoded[i]!] as const).filter(([, metrics]) => metrics.length))
    },
  }
}
