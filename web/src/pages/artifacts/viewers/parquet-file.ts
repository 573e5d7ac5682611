/** Reads a Parquet file by ranges: its footer once, then the pages of the rows asked for. */
import {
  type AsyncBuffer,
  cachedAsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ArtifactFile, readSpan } from '../source.ts'
import type { Cell, DataColumn } from './data-table.tsx'

export interface Opened {
  buffer: AsyncBuffer
  metadata: FileMetaData
  columns: DataColumn[]
  rows: number
  groups: number
  codecs: string[]
  madeBy: string | undefined
}

/** Enough for most footers, so that one request brings them. */
const FOOTER = 32_768

export async function openParquet(file: ArtifactFile, signal: AbortSignal): Promise<Opened> {
  const buffer = cachedAsyncBuffer({
    byteLength: file.bytes,
    slice: async (start, end = file.bytes) => {
      const bytes = await readSpan(file, [start < 0 ? file.bytes + start : start, end])
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    },
  })
  const metadata = await parquetMetadataAsync(buffer, { initialFetchSize: FOOTER })
  signal.throwIfAborted()
  const codecs = new Set(
    metadata.row_groups.flatMap(({ columns }) => columns.flatMap(({ meta_data }) => meta_data?.codec ?? [])),
  )
  return {
    buffer,
    metadata,
    columns: parquetSchema(metadata).children.map((child) => ({ name: child.element.name, type: typeOf(child) })),
    rows: Number(metadata.num_rows),
    groups: metadata.row_groups.length,
    codecs: [...codecs].map((codec) => codec.toLowerCase()),
    madeBy: metadata.created_by,
  }
}

/** "double", "string", "timestamp", "list of int64", "struct" */
function typeOf({ element, children }: SchemaTree): string {
  const { converted_type: converted, logical_type: logical, type, repetition_type: repetition } = element
  const own = (): string => {
    const word = logical?.type ?? converted
    if (word === 'LIST') return `list of ${leafOf(children)}`
    if (word === 'MAP' || word === 'MAP_KEY_VALUE') return 'map'
    if (word === 'UTF8' || word === 'STRING') return 'string'
    if (word) return word.toLowerCase().replace(/_(millis|micros)$/, '')
    return children.length ? 'struct' : (type ?? 'unknown').toLowerCase().replace('byte_array', 'bytes')
  }
  return repetition === 'REPEATED' ? `list of ${own()}` : own()
}

/** A list has its entries one or two levels below. */
function leafOf(children: SchemaTree[]): string {
  const [only] = children
  if (!only) return 'unknown'
  const [inner] = only.children
  return only.children.length === 1 && inner && only.element.repetition_type === 'REPEATED'
    ? typeOf(inner)
    : typeOf(only)
}

/** How many bytes must be read at most for some rows of some columns. */
export function costOf({ metadata }: Opened, columns: DataColumn[], from: number, to: number): number {
  const names = new Set(columns.map(({ name }) => name))
  let start = 0
  let bytes = 0
  for (const { num_rows, columns: chunks } of metadata.row_groups) {
    const end = start + Number(num_rows)
    if (end > from && start < to)
      // With an index of its pages a part of a chunk is read.
      for (const { meta_data, offset_index_offset } of chunks)
        if (meta_data && names.has(meta_data.path_in_schema[0]!) && offset_index_offset === undefined)
          bytes += Number(meta_data.total_compressed_size)
    start = end
  }
  return bytes
}

export async function readPage({ buffer, metadata }: Opened, columns: DataColumn[], from: number, to: number) {
  const names = columns.map(({ name }) => name)
  let rows: Record<string, unknown>[] = []
  await parquetRead({
    file: buffer,
    metadata,
    columns: names,
    rowStart: from,
    rowEnd: Math.min(to, Number(metadata.num_rows)),
    rowFormat: 'object',
    compressors,
    useOffsetIndex: true,
    onComplete: (found) => {
      rows = found
    },
  })
  return rows.map((row) => columns.map(({ name, type }) => toCell(row[name], type)))
}

const jsonSafe = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? `${value.length} bytes` : value

export function toCell(value: unknown, type?: string): Cell {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'not a date' : momentOf(value, type)
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'object') return JSON.stringify(value, jsonSafe)
  return value as Cell
}

/** "2026-11-20" for a date, "2026-11-20 14:02:11Z" for a moment, with milliseconds where it has some. */
const momentOf = (date: Date, type: string | undefined): string =>
  type === 'date' ? date.toISOString().slice(0, 10) : date.toISOString().replace('T', ' ').replace('.000Z', 'Z')
