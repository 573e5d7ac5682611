/**
 * The bytes of a segment: three columns, each in the cheapest of a few encodings.
 * Steps and timestamps are differences of differences, run-length coded where that is shorter
 * (after Pelkonen et al., "Gorilla", VLDB 2015), or differences in as many bits as they need.
 */
import { Reader, unzigzag, Writer, zigzag } from './bytes.ts'
import type { Int64 } from './json.ts'
import { pack32, unpack32 } from './packed.ts'
import type { Points } from './points.ts'
import { readValues, writePlainValues, writeValues } from './values.ts'

/** Version 1 knew fewer encodings and is read like this one. */
const VERSION = 2
/** Below this, differences of differences and their zigzag form stay exact in a double. */
const NARROW = 2 ** 50

const PLAIN = 0
const RUNS = 1
const WIDE = 2
const PACKED = 3

function writeIntegers(out: Writer, column: Int64[], dense: boolean): void {
  if (column.some((v) => typeof v === 'bigint' || v >= NARROW || v <= -NARROW)) {
    out.byte(WIDE)
    out.block(BigInt64Array.from(column, (v) => BigInt(v)))
    return
  }
  const numbers = column as number[]
  let runs = numbers.length > 0 ? 1 : 0
  for (let i = 3; i < numbers.length; i++) if (dod(numbers, i) !== dod(numbers, i - 1)) runs++
  const runLength = runs * 2 < numbers.length
  const start = out.length
  out.byte(runLength ? RUNS : PLAIN)
  if (runLength) writeRuns(out, numbers)
  else for (let i = 0; i < numbers.length; i++) out.varint(zigzag(dod(numbers, i)))
  const length = out.length - start - 1
  const packed = dense && length > MIN_PACKED ? packDifferences(numbers) : undefined
  if (!packed || packed.length >= length) return
  out.length = start
  out.byte(PACKED)
  out.block(packed)
}

/** What is no longer is not worth another look. */
const MIN_PACKED = 16

function writeRuns(out: Writer, numbers: number[]): void {
  for (let i = 0; i < numbers.length; ) {
    const value = dod(numbers, i)
    let count = 1
    while (i + count < numbers.length && dod(numbers, i + count) === value) count++
    out.varint(zigzag(value))
    out.varint(count)
    i += count
  }
}

/** The first number, then differences, unless one of them is too great. */
function packDifferences(numbers: number[]): Uint8Array | undefined {
  const differences = new Int32Array(numbers.length - 1)
  for (let i = 1; i < numbers.length; i++) {
    const difference = numbers[i]! - numbers[i - 1]!
    if (difference !== (difference | 0)) return undefined
    differences[i - 1] = difference
  }
  const out = new Writer()
  out.varint(zigzag(numbers[0]!))
  out.block(pack32(differences))
  return out.written()
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
  if (mode === PACKED) {
    let value = unzigzag(input.varint())
    const differences = unpack32(input, n - 1)
    column[0] = value
    for (let i = 1; i < n; i++) {
      value += differences[i - 1]!
      column[i] = value
    }
    return column
  }
  let value = 0
  let stride = 0
  for (let i = 0; i < n; ) {
    const change = unzigzag(input.varint())
    const end = mode === RUNS ? i + input.varint() : i + 1
    for (; i < end; i++) {
      if (i === 0) value = change
      else {
        stride = i === 1 ? change : stride + change
        value += stride
      }
      column[i] = value
    }
  }
  return column
}

/** Of fewer values even the shortest form saves nothing that counts. */
const MIN_DENSE = 4

/** `dense` looks for the fewest bytes; else the points are soon written anew, and quickly is better. */
function write(out: Writer, points: Points, dense: boolean): void {
  out.byte(VERSION)
  out.varint(points.steps.length)
  writeIntegers(out, points.steps, dense)
  writeIntegers(out, points.timestamps, dense)
  if (dense && points.values.length >= MIN_DENSE) writeValues(out, points.values)
  else writePlainValues(out, points.values)
}

/** Bytes of sorted points. */
export function encodeSegment(points: Points, { dense = true } = {}): Uint8Array {
  const out = new Writer()
  write(out, points, dense)
  return out.bytes.slice(0, out.length)
}

function readSegment(input: Reader): Points {
  const version = input.byte()
  if (version !== VERSION && version !== 1)
    throw new Error(`a segment has version ${version}; this server reads 1 and ${VERSION}`)
  const n = input.varint()
  return { steps: readIntegers(input, n), timestamps: readIntegers(input, n), values: readValues(input, n) }
}

export const decodeSegment = (bytes: Uint8Array): Points => readSegment(new Reader(bytes, 0))

/** Several metrics of one run in one block: key, length in bytes, segment; as often as there are keys. */
export function encodeBatch(batch: Iterable<readonly [number, Points]>, { dense = false } = {}): Uint8Array {
  const out = new Writer()
  const one = new Writer()
  for (const [key, points] of batch) {
    one.length = 0
    write(one, points, dense)
    out.varint(key)
    out.varint(one.length)
    out.block(one.written())
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

/** One metric of a batch as it stands: its points are not decoded. */
export interface Part {
  key: number
  n: number
  segment: Uint8Array
}

export function partsOf(bytes: Uint8Array): Part[] {
  const parts: Part[] = []
  const input = new Reader(bytes, 0)
  while (input.at < bytes.length) {
    const key = input.varint()
    const length = input.varint()
    const [start, end] = [input.at, input.at + length]
    input.byte()
    parts.push({ key, n: input.varint(), segment: bytes.subarray(start, end) })
    input.at = end
  }
  return parts
}

export function joinParts(parts: Iterable<Part>): Uint8Array {
  const out = new Writer()
  for (const { key, segment } of parts) {
    out.varint(key)
    out.varint(segment.length)
    out.block(segment)
  }
  return out.bytes.slice(0, out.length)
}

/** Calls `visit` with the number of points of each metric of a batch, without decoding them. */
export function countEach(bytes: Uint8Array, visit: (key: number, count: number) => void): void {
  const input = new Reader(bytes, 0)
  while (input.at < bytes.length) {
    const key = input.varint()
    const length = input.varint()
    const end = input.at + length
    input.byte()
    visit(key, input.varint())
    input.at = end
  }
}

/** How many points a batch holds. */
export function countBatch(bytes: Uint8Array): number {
  let all = 0
  countEach(bytes, (_, count) => {
    all += count
  })
  return all
}
