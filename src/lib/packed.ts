/**
 * Integers in as many bits as their block needs (frame of reference: Zukowski et al., "Super-Scalar RAM-CPU Cache
 * Compression", ICDE 2006), of their values, differences or differences of differences, whichever is shortest.
 * All arithmetic wraps, so that any bits come back as they were.
 */
import { type Reader, unzigzag, Writer, zigzag } from './bytes.ts'

/** Integers that share a least value and a width. */
const BLOCK = 128
const MAX_ORDER = 2

/** Whole bytes of each number first, then what is left of it, bit by bit: both are read without shifting across words. */
function writeBits(out: Writer, numbers: Int32Array, width: number): void {
  const whole = width >> 3
  const rest = width & 7
  out.reserve(numbers.length * whole + numbers.length + 1)
  const { bytes } = out
  let at = out.length
  for (const n of numbers) for (let k = 0; k < whole; k++) bytes[at++] = n >>> (8 * k)
  if (rest > 0) {
    let waiting = 0
    let held = 0
    for (const n of numbers) {
      held |= ((n >>> (8 * whole)) & ((1 << rest) - 1)) << waiting
      waiting += rest
      if (waiting >= 8) {
        bytes[at++] = held
        held >>>= 8
        waiting -= 8
      }
    }
    if (waiting > 0) bytes[at++] = held
  }
  out.length = at
}

function readBits(input: Reader, target: Int32Array, from: number, to: number, width: number): void {
  const whole = width >> 3
  const rest = width & 7
  const { bytes } = input
  let at = input.at
  if (whole === 0) target.fill(0, from, to)
  else if (whole === 1) for (let i = from; i < to; i++) target[i] = bytes[at++]!
  else if (whole === 2)
    for (let i = from; i < to; i++) {
      target[i] = bytes[at]! | (bytes[at + 1]! << 8)
      at += 2
    }
  else if (whole === 3)
    for (let i = from; i < to; i++) {
      target[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
      at += 3
    }
  else
    for (let i = from; i < to; i++) {
      target[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      at += 4
    }
  if (rest > 0) {
    const mask = (1 << rest) - 1
    const shift = 8 * whole
    let held = 0
    let have = 0
    for (let i = from; i < to; i++) {
      if (have < rest) {
        held |= bytes[at++]! << have
        have += 8
      }
      target[i] = target[i]! | ((held & mask) << shift)
      held >>>= rest
      have -= rest
    }
  }
  input.at = at
}

const bitsOf = (unsigned: number): number => 32 - Math.clz32(unsigned)

function differences(column: Int32Array): Int32Array {
  const result = new Int32Array(column.length - 1)
  for (let i = 1; i < column.length; i++) result[i - 1] = column[i]! - column[i - 1]!
  return result
}

function writeBlocks32(out: Writer, column: Int32Array): void {
  for (let from = 0; from < column.length; from += BLOCK) {
    const block = column.subarray(from, from + BLOCK)
    let least = block[0]!
    let greatest = least
    for (const n of block) {
      if (n < least) least = n
      else if (n > greatest) greatest = n
    }
    const width = bitsOf(greatest - least)
    out.byte(width)
    out.varint(zigzag(least))
    if (width > 0)
      writeBits(
        out,
        block.map((n) => n - least),
        width,
      )
  }
}

/** The shortest of the forms that `write` makes of a column, of its differences and of theirs. */
function shortest<C extends { length: number }>(
  column: C,
  differ: (column: C) => C,
  writeFirst: (out: Writer, column: C) => void,
  writeBlocks: (out: Writer, column: C) => void,
): Writer {
  let best: Writer | undefined
  const firsts: C[] = []
  let rest = column
  for (let order = 0; order <= Math.min(MAX_ORDER, column.length); order++) {
    const out = new Writer()
    out.byte(order)
    for (const of of firsts) writeFirst(out, of)
    writeBlocks(out, rest)
    if (!best || out.length < best.length) best = out
    if (rest.length === 0) break
    firsts.push(rest)
    rest = differ(rest)
  }
  return best!
}

export const pack32 = (column: Int32Array): Uint8Array =>
  shortest(column, differences, (out, of) => out.varint(zigzag(of[0]!)), writeBlocks32).written()

export function unpack32(input: Reader, n: number): Int32Array {
  const order = input.byte()
  const firsts = Array.from({ length: order }, () => unzigzag(input.varint()))
  const column = new Int32Array(n)
  for (let from = order; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    const width = input.byte()
    const least = unzigzag(input.varint())
    readBits(input, column, from, to, width)
    if (least !== 0) for (let i = from; i < to; i++) column[i] = column[i]! + least
  }
  for (let level = order - 1; level >= 0; level--) {
    let sum = firsts[level]!
    column[level] = sum
    for (let i = level + 1; i < n; i++) {
      sum = (sum + column[i]!) | 0
      column[i] = sum
    }
  }
  return column
}

/** Integers of 64 bits in halves; the low ones count as unsigned. */
export interface Halves {
  high: Int32Array
  low: Int32Array
  length: number
}

export const halves = (length: number): Halves => ({
  high: new Int32Array(length),
  low: new Int32Array(length),
  length,
})

function differences64({ high, low, length }: Halves): Halves {
  const result = halves(length - 1)
  for (let i = 1; i < length; i++) {
    const borrow = low[i]! >>> 0 < low[i - 1]! >>> 0 ? 1 : 0
    result.low[i - 1] = low[i]! - low[i - 1]!
    result.high[i - 1] = high[i]! - high[i - 1]! - borrow
  }
  return result
}

const isBelow = ({ high, low }: Halves, i: number, j: number): boolean =>
  high[i]! === high[j]! ? low[i]! >>> 0 < low[j]! >>> 0 : high[i]! < high[j]!

function writeFirst64(out: Writer, { high, low }: Halves, i = 0): void {
  out.block(Int32Array.of(low[i]!, high[i]!))
}

function writeBlocks64(out: Writer, column: Halves): void {
  for (let from = 0; from < column.length; from += BLOCK) {
    const to = Math.min(column.length, from + BLOCK)
    let least = from
    for (let i = from + 1; i < to; i++) if (isBelow(column, i, least)) least = i
    const above = halves(to - from)
    let highest = 0
    let lowest = 0
    for (let i = from; i < to; i++) {
      const borrow = column.low[i]! >>> 0 < column.low[least]! >>> 0 ? 1 : 0
      above.low[i - from] = column.low[i]! - column.low[least]!
      above.high[i - from] = column.high[i]! - column.high[least]! - borrow
      highest |= above.high[i - from]!
      lowest |= above.low[i - from]!
    }
    const width = highest !== 0 ? 32 + bitsOf(highest) : bitsOf(lowest)
    out.byte(width)
    writeFirst64(out, column, least)
    writeBits(out, above.low, Math.min(32, width))
    if (width > 32) writeBits(out, above.high, width - 32)
  }
}

export const pack64 = (column: Halves): Uint8Array =>
  shortest(column, differences64, writeFirst64, writeBlocks64).written()

export function unpack64(input: Reader, n: number): Halves {
  const order = input.byte()
  const first = (): readonly [number, number] => {
    const pair = new Int32Array(input.block(8))
    return [pair[0]!, pair[1]!]
  }
  const firsts = Array.from({ length: order }, first)
  const column = halves(n)
  const { high, low } = column
  for (let from = order; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    const width = input.byte()
    const [leastLow, leastHigh] = first()
    readBits(input, low, from, to, Math.min(32, width))
    if (width > 32) readBits(input, high, from, to, width - 32)
    for (let i = from; i < to; i++) {
      const sum = low[i]! + leastLow
      const carry = (low[i]! >>> 0) + (leastLow >>> 0) > 0xffffffff ? 1 : 0
      low[i] = sum
      high[i] = high[i]! + leastHigh + carry
    }
  }
  for (let level = order - 1; level >= 0; level--) {
    let [sumLow, sumHigh] = firsts[level]!
    low[level] = sumLow
    high[level] = sumHigh
    for (let i = level + 1; i < n; i++) {
      const carry = (sumLow >>> 0) + (low[i]! >>> 0) > 0xffffffff ? 1 : 0
      sumLow = (sumLow + low[i]!) | 0
      sumHigh = (sumHigh + high[i]! + carry) | 0
      low[i] = sumLow
      high[i] = sumHigh
    }
  }
  return column
}
