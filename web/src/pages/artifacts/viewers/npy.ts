/** The format of NumPy's .npy files: a header that says type and shape, then the values. */
import type { Span } from '../source.ts'

export interface NpyArray {
  /** As NumPy writes it: "<f4" */
  descr: string
  type: string
  shape: number[]
  isFortran: boolean
  /** The first axis; the others are flattened. */
  rows: number
  columns: number
  /** Where the values begin. */
  at: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const KINDS: Record<string, string> = { f: 'float', i: 'int', u: 'uint', b: 'bool', c: 'complex', O: 'Python objects' }

export function readHead(bytes: Uint8Array): NpyArray {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw new Error('It does not begin as NumPy files do.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isOld = bytes[6] === 1
  const length = isOld ? view.getUint16(8, true) : view.getUint32(8, true)
  const at = (isOld ? 10 : 12) + length
  const text = new TextDecoder('latin1').decode(bytes.subarray(isOld ? 10 : 12, at))
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1]
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1]
  if (at > bytes.length || descr === undefined || shape === undefined)
    throw new Error('Its header has several fields or is not complete: it is not shown.')
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number)
  const [, kind = '', width = ''] = /^[<>|=]?([a-zA-Z])(\d*)/.exec(descr) ?? []
  const known = KINDS[kind]
  return {
    descr,
    type: known ? (kind === 'b' || kind === 'O' ? known : `${known}${Number(width) * 8}`) : descr,
    shape: sizes,
    isFortran: /'fortran_order':\s*True/.test(text) && sizes.length > 1,
    rows: sizes[0] ?? 1,
    columns: sizes.slice(1).reduce((product, size) => product * size, 1),
    at,
  }
}

type Get = (view: DataView, at: number, little: boolean) => number | bigint | boolean

const READERS: Record<string, [width: number, get: Get]> = {
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i8: [8, (view, at, little) => view.getBigInt64(at, little)],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u8: [8, (view, at, little) => view.getBigUint64(at, little)],
  b1: [1, (view, at) => view.getUint8(at) !== 0],
}

const readerOf = ({ descr }: NpyArray) => READERS[descr.replace(/^[<>|=]/, '')]

/** Where some rows are; undefined for types and orders that are not shown. */
export function spanOfRows(array: NpyArray, from: number, to: number): Span | undefined {
  const reader = readerOf(array)
  if (!reader || array.isFortran) return undefined
  const row = array.columns * reader[0]
  return [array.at + from * row, array.at + to * row]
}

export function readValues(array: NpyArray, bytes: Uint8Array): (number | bigint | boolean)[][] {
  const [width, get] = readerOf(array)!
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = !array.descr.startsWith('>')
  const rows = array.columns ? Math.floor(bytes.length / (width * array.columns)) : 0
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: array.columns }, (_, c) => {
      const value = get(view, (r * array.columns + c) * width, little)
      // As many digits as a single has.
      return width === 4 && typeof value === 'number' ? Number(value.toPrecision(8)) : value
    }),
  )
}
