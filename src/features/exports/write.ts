/** Writes an export as the entries of a tar while it is made: tables as Parquet, then files, then the manifest. */
import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import { type ArchiveWriter, sha256 } from '../../platform/backup/archive.ts'
import type { Blobs } from '../../platform/blobs.ts'
import { artifactName, type ExportFile, type ExportManifest, partName } from './contract/manifest.ts'
import { type Data, type Part, parquetParts } from './parquet.ts'
import type { Column, ExportTable } from './reads/column.ts'
import { readRows } from './reads/cursor.ts'
import { readSeries } from './reads/points.ts'
import { BLOBS, METRICS, TABLES } from './reads/tables.ts'

const GROUP_ROWS = 65_536
/** Of texts in a group of rows. */
const GROUP_CHARS = 8 << 20

type Cell = string | bigint | number | boolean | null

const toCell = ({ type }: Column, value: Cell): Cell =>
  value === null ? null : type === 'int64' ? BigInt(value as number) : type === 'text' ? String(value) : value

function tableFiles(archive: ArchiveWriter, table: string) {
  const files: ExportFile[] = []
  return {
    files,
    async put(part: Part | undefined): Promise<void> {
      if (!part) return
      const name = partName(table, files.length + 1)
      await archive.addBytes(name, part.bytes)
      files.push({ name, rows: part.rows, bytes: part.bytes.length, sha256: sha256(part.bytes) })
    },
    total: () => ({ rows: files.reduce((sum, { rows }) => sum + rows, 0), files }),
  }
}

async function writeTable(client: pg.Client, archive: ArchiveWriter, table: ExportTable, workspace: number) {
  const { columns } = table
  const out = tableFiles(archive, table.name)
  const parquet = await parquetParts(columns, false)
  const empty = (): Cell[][] => columns.map(() => [])
  let data = empty()
  let rows = 0
  let chars = 0
  const flush = async (): Promise<void> => {
    if (rows) await out.put(parquet.group(data as Data[], rows))
    data = empty()
    rows = 0
    chars = 0
    await turn()
  }
  for await (const page of readRows<Cell[]>(client, table.text, [workspace])) {
    for (const row of page) {
      for (const [i, column] of columns.entries()) {
        const cell = toCell(column, row[i]!)
        data[i]!.push(cell)
        if (typeof cell === 'string') chars += cell.length
      }
      if (++rows >= GROUP_ROWS || chars >= GROUP_CHARS) await flush()
    }
    await turn()
  }
  await flush()
  await out.put(parquet.end())
  return out.total()
}

async function writeMetrics(client: pg.Client, archive: ArchiveWriter, workspace: number) {
  const out = tableFiles(archive, METRICS.name)
  const parquet = await parquetParts(METRICS.columns, true)
  const runs: string[] = new Array(GROUP_ROWS).fill('')
  const keys: string[] = new Array(GROUP_ROWS).fill('')
  const steps = new BigInt64Array(GROUP_ROWS)
  const timestamps = new BigInt64Array(GROUP_ROWS)
  const values = new Float64Array(GROUP_ROWS)
  let n = 0
  const flush = async (): Promise<void> => {
    const columns = [runs, keys, steps, timestamps, values].map((column) => column.slice(0, n) as Data)
    if (n) await out.put(parquet.group(columns, n))
    n = 0
    await turn()
  }
  for await (const { runId, key, points } of readSeries(client, workspace))
    for (let i = 0; i < points.steps.length; i++) {
      runs[n] = runId
      keys[n] = key
      steps[n] = BigInt(points.steps[i]!)
      timestamps[n] = BigInt(points.timestamps[i]!)
      values[n] = points.values[i]!
      if (++n === GROUP_ROWS) await flush()
    }
  await flush()
  await out.put(parquet.end())
  return out.total()
}

const isMissing = (error: unknown): boolean => error instanceof Failure && error.code === 'RESOURCE_DOES_NOT_EXIST'

async function writeArtifacts(client: pg.Client, archive: ArchiveWriter, blobs: Blobs, workspace: number) {
  const found = { files: 0, bytes: 0, missing: [] as string[] }
  for await (const page of readRows<[digest: string, size: number]>(client, BLOBS, [workspace]))
    for (const [digest, size] of page) {
      const open = await blobs.open({ digest, size: Number(size) }).catch((error: unknown) => {
        if (isMissing(error)) return undefined
        throw error
      })
      if (!open) {
        found.missing.push(digest)
        continue
      }
      const hash = createHash('sha256')
      try {
        const hashed = async function* (): AsyncGenerator<Uint8Array> {
          for await (const chunk of open.chunks()) {
            hash.update(chunk)
            yield chunk
          }
        }
        await archive.add(artifactName(digest), Number(size), hashed())
      } finally {
        await open.close()
      }
      if (hash.digest('hex') !== digest) found.missing.push(digest)
      else {
        found.files++
        found.bytes += Number(size)
      }
    }
  return found
}

export interface ExportOrder {
  workspace: number
  artifacts: boolean
  blobs: Blobs
}

/** The connection is in a transaction whose snapshot everything is of. */
export async function writeExport(
  client: pg.Client,
  archive: ArchiveWriter,
  { workspace, artifacts, blobs }: ExportOrder,
) {
  const tables: ExportManifest['tables'] = {}
  for (const table of TABLES) tables[table.name] = await writeTable(client, archive, table, workspace)
  tables[METRICS.name] = await writeMetrics(client, archive, workspace)
  const files = artifacts
    ? await writeArtifacts(client, archive, blobs, workspace)
    : { files: 0, bytes: 0, missing: [] as string[] }
  return { tables, artifacts: { kept: artifacts, ...files } }
}
