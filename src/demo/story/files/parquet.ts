/** Parquet files of a few plain columns: one row group, no compression, no missing values. (Apache Parquet format 2) */

export type Column =
  | { name: string; type: 'int64'; values: readonly number[] }
  | { name: string; type: 'double'; values: readonly number[] }
  | { name: string; type: 'string'; values: readonly string[] }

const PHYSICAL = { int64: 2, double: 5, string: 6 } as const
const UTF8 = 0
const PLAIN = 0
const RLE = 3

/** Values of Thrift's compact protocol, in which Parquet describes itself. */
type Value = { i32: number } | { i64: number } | string | Value[] | Struct
interface Struct {
  fields: [id: number, value: Value][]
}

const struct = (fields: Record<number, Value>): Struct => ({
  fields: Object.entries(fields).map(([id, value]) => [Number(id), value]),
})

function varint(n: number): number[] {
  const bytes: number[] = []
  for (let left = n; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left]
    bytes.push((left % 128) | 128)
  }
}

const typeOf = (value: Value): number =>
  typeof value === 'string' ? 8 : Array.isArray(value) ? 9 : 'i32' in value ? 5 : 'i64' in value ? 6 : 12

function encode(value: Value): number[] {
  if (typeof value === 'string') {
    const bytes = [...Buffer.from(value)]
    return [...varint(bytes.length), ...bytes]
  }
  if (Array.isArray(value)) {
    const type = typeOf(value[0]!)
    const head = value.length < 15 ? [(value.length << 4) | type] : [0xf0 | type, ...varint(value.length)]
    return [...head, ...value.flatMap(encode)]
  }
  // Zigzag: these numbers are never negative.
  if ('i32' in value) return varint(value.i32 * 2)
  if ('i64' in value) return varint(value.i64 * 2)
  let last = 0
  const bytes = value.fields.flatMap(([id, field]) => {
    const head = ((id - last) << 4) | typeOf(field)
    last = id
    return [head, ...encode(field)]
  })
  return [...bytes, 0]
}

function plainBytes(column: Column): Buffer {
  if (column.type === 'string')
    return Buffer.concat(
      column.values.flatMap((text) => {
        const bytes = Buffer.from(text)
        const length = Buffer.alloc(4)
        length.writeUInt32LE(bytes.length)
        return [length, bytes]
      }),
    )
  const bytes = Buffer.alloc(8 * column.values.length)
  for (const [i, value] of column.values.entries())
    if (column.type === 'int64') bytes.writeBigInt64LE(BigInt(value), 8 * i)
    else bytes.writeDoubleLE(value, 8 * i)
  return bytes
}

export function parquet(columns: Column[]): Uint8Array {
  const rows = columns[0]!.values.length
  const parts: Buffer[] = [Buffer.from('PAR1')]
  let at = 4
  const chunks = columns.map((column) => {
    const data = plainBytes(column)
    const page = struct({ 1: { i32: rows }, 2: { i32: PLAIN }, 3: { i32: RLE }, 4: { i32: RLE } })
    const size = { i32: data.length }
    const header = Buffer.from(encode(struct({ 1: { i32: 0 }, 2: size, 3: size, 5: page })))
    const offset = at
    const length = header.length + data.length
    parts.push(header, data)
    at += length
    const meta = struct({
      1: { i32: PHYSICAL[column.type] },
      2: [{ i32: PLAIN }],
      3: [column.name],
      4: { i32: 0 },
      5: { i64: rows },
      6: { i64: length },
      7: { i64: length },
      9: { i64: offset },
    })
    return struct({ 2: { i64: offset }, 3: meta })
  })
  const leaves = columns.map(({ name, type }) => {
    const fields: Record<number, Value> = { 1: { i32: PHYSICAL[type] }, 3: { i32: 0 }, 4: name }
    return struct(type === 'string' ? { ...fields, 6: { i32: UTF8 } } : fields)
  })
  const footer = Buffer.from(
    encode(
      struct({
        1: { i32: 1 },
        2: [struct({ 4: 'rows', 5: { i32: columns.length } }), ...leaves],
        3: { i64: rows },
        4: [struct({ 1: chunks, 2: { i64: at - 4 }, 3: { i64: rows } })],
        6: 'bellwether demo',
      }),
    ),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')])
}
