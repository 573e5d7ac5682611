/**
 * The bytes of a segment: three columns, each in the cheapest of a few plain encodings.
 * Steps and timestamps are delta-of-delta integers, run-length coded where that is shorter
 * (after Pelkonen et al., "Gorilla", VLDB 2015); values are float32 where that loses nothing.
 */
import type { Int64 } from './json.ts'
import type { Points } from './points.ts'

const VERSION = 1
/** Below this, differences of differences and their zigzag form stay exact in a double. */
const NARROW = 2 ** 50

class Writer {
  bytes = new Uint8Array(256)
  length = 0
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }
  varint(value: number): void {
    this.reserve(9)
    let rest = value
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.length++] = rest
  }
  block(block: ArrayBufferView): void {
    this.reserve(block.byteLength)
    this.bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), this.length)
    this.length += block.byteLength
  }
}

class Reader {
  readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }
  byte(): number {
    return this.bytes[this.at++]!
  }
  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.bytes[this.at++]!
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
  /** A copy, so that the typed array over it is aligned. */
  block(length: number): ArrayBuffer {
    const copy = new Uint8Array(length)
    copy.set(this.bytes.subarray(this.at, this.at + length))
    this.at += length
    return copy.buffer
  }
}

const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n)
const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2)

const PLAIN = 0
const RUNS = 1
const WIDE = 2

function writeIntegers(out: Writer, column: Int64[]): void {
  if (column.some((v) => typeof v === 'bigint' || v >= NARROW || v <= -NARROW)) {
    out.byte(WIDE)
    out.block(BigInt64Array.from(column, (v) => BigInt(v)))
    return
  }
  const numbers = column as number[]
  let runs = numbers.length > 0 ? 1 : 0
  for (let i = 3; i < numbers.length; i++) if (dod(numbers, i) !== dod(numbers, i - 1)) runs++
  const runLength = runs * 2 < numbers.length
  out.byte(runLength ? RUNS : PLAIN)
  if (!runLength) {
    for (let i = 0; i < numbers.length; i++) out.varint(zigzag(dod(numbers, i)))
    return
  }
  for (let i = 0; i < numbers.length; ) {
    const value = dod(numbers, i)
    let count = 1
    while (i + count < numbers.length && dod(numbers, i + count) === value) count++
    out.varint(zigzag(value))
    out.varint(count)
    i += count
  }
}

/** Difference of differences; the first two entries carry the start and the first stride. */
const dod = (v: number[], i: number): number =>
  i > 1 ? v[i]! - 2 * v[i - 1]! + v[i - 2]! : i === 1 ? v[1]! - v[0]! : v[0]!

function readIntegers(input: Reader, n: number): Int64[] {
  const mode = input.byte()
  if (mode === WIDE)
    return Array.from(new BigInt64Array(input.block(n * 8)), (v) => {
      const narrow = Number(v)
      return Number.isSafeInteger(narrow) ? narrow : v
    })
  const column = new Array<number>(n)
  let value = 0
  let stride = 0
  let left = 0
  let change = 0
  for (let i = 0; i < n; i++) {
    if (mode === PLAIN) change = unzigzag(input.varint())
    else if (left === 0) {
      change = unzigzag(input.varint())
      left = input.varint()
    }
    left--
    if (i === 0) value = change
    else {
      stride = i === 1 ? change : stride + change
      value += stride
    }
    column[i] = value
  }
  return column
}

const F64 = 0
const F32 = 1

function writeValues(out: Writer, values: number[]): void {
  const single = values.every((v) => Object.is(Math.fround(v), v))
  out.byte(single ? F32 : F64)
  out.block(single ? Float32Array.from(values) : Float64Array.from(values))
}

function readValues(input: Reader, n: number): number[] {
  return input.byte() === F32
    ? Array.from(new Float32Array(input.block(n * 4)))
    : Array.from(new Float64Array(input.block(n * 8)))
}

function write(out: Writer, points: Points): void {
  out.byte(VERSION)
  out.varint(points.steps.length)
  writeIntegers(out, points.steps)
  writeIntegers(out, points.timestamps)
  writeValues(out, points.values)
}

/** Bytes of sorted points. */
export function encodeSegment(points: Points): Uint8Array {
  const out = new Writer()
  write(out, points)
  return out.bytes.slice(0, out.length)
}

function readSegment(input: Reader): Points {
  const version = input.byte()
  if (version !== VERSION) throw new Error(`a segment has version ${version}; this server reads ${VERSION}`)
  const n = input.varint()
  return { steps: readIntegers(input, n), timestamps: readIntegers(input, n), values: readValues(input, n) }
}

export const decodeSegment = (bytes: Uint8Array): Points => readSegment(new Reader(bytes, 0))

/** Several metrics of one run in one block: key, length in bytes, segment; as often as there are keys. */
export function encodeBatch(batch: Iterable<readonly [number, Points]>): Uint8Array {
  const out = new Writer()
  for (const [key, points] of batch) {
    const one = new Writer()
    write(one, points)
    out.varint(key)
    out.varint(one.length)
    out.block(one.bytes.subarray(0, one.length))
  }
  return out.bytes.slice(0, out.length)
}

/** Calls `visit` for each metric of a batch, or for `only` one of them. */
export function decodeBatch(bytes: Uint8Array, visit: (key: number, points: Points) => void, only?: number): void {
  const input = new Reader(bytes, 0)
  while (input.at < bytes.length) {
    const key = input.varint()
    const length = input.varint()
    const end = input.at + length
    if (only === undefined || only === key) visit(key, readSegment(input))
    input.at = end
  }
}

/** How many points a batch holds, without decoding them. */
export function countBatch(bytes: Uint8Array): number {
  const input = new Reader(bytes, 0)
  let count = 0
  while (input.at < bytes.length) {
    input.varint()
    const length = input.varint()
    const end = input.at + length
    input.byte()
    count += input.varint()
    input.at = end
  }
  return count
}
