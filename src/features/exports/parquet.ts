/** Parquet files of an export: parts of a bounded size, each with its rows in groups, compressed with zstd. */
import { constants, zstdCompressSync } from 'node:zlib'
import type { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { VERSION } from '../../platform/version.ts'
import type { Column, ColumnType } from './reads/column.ts'

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']
export type Data = (string | bigint | number | boolean | null)[] | BigInt64Array | Float64Array

const TYPES: Record<ColumnType, Omit<Schema[number], 'name'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  bool: { type: 'BOOLEAN' },
}
/** Numbers that follow each other take few bytes as differences. */
const ENCODINGS: Partial<Record<ColumnType, 'DELTA_BINARY_PACKED' | 'BYTE_STREAM_SPLIT'>> = {
  int64: 'DELTA_BINARY_PACKED',
  double: 'BYTE_STREAM_SPLIT',
}
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const compressors = { ZSTD: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, LEVEL) }

/** A part is whole in memory before it is sent, for its size stands before it. */
const PART_BYTES = 24 << 20

export interface Part {
  rows: number
  bytes: Uint8Array
}

/** `required` columns have a value in every row. */
export async function parquetParts(columns: Column[], required: boolean) {
  // Loaded with the first export: a server that makes none starts no later.
  const library = await import('hyparquet-writer')
  const schema: Schema = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({
      ...{ name, ...TYPES[type] },
      repetition_type: required ? ('REQUIRED' as const) : ('OPTIONAL' as const),
    })),
  ]
  let writer: ByteWriter
  let file: ParquetWriter
  let rows = 0
  let parts = 0
  const begin = (): void => {
    writer = new library.ByteWriter()
    file = new library.ParquetWriter({ writer, schema, codec: 'ZSTD', compressors, createdBy: `Bellwether ${VERSION}` })
    rows = 0
  }
  const end = (): Part => {
    file.finish()
    parts++
    const part = { rows, bytes: writer.getBytes() }
    begin()
    return part
  }
  begin()
  return {
    /** Writes a group of rows; returns a part that is full. */
    group(data: Data[], n: number): Part | undefined {
      file.write({
        columnData: columns.map(({ name, type }, i) => {
          const encoding = ENCODINGS[type]
          return { name, data: data[i]!, ...(encoding && { encoding }) }
        }),
        rowGroupSize: n,
      })
      rows += n
      return writer.offset >= PART_BYTES ? end() : undefined
    },
    /** The last part; a table without rows has one too, which says its columns. */
    end: (): Part | undefined => (rows > 0 || parts === 0 ? end() : undefined),
  }
}
