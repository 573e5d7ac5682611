/**
 * The values of a segment, bit for bit, in the shortest of a few forms: as they are in memory, as decimals, as the order
 * of floating-point numbers, or as places in a list of the few that there are.
 */
import type { Reader, Writer } from './bytes.ts'
import { halves, pack32, pack64, unpack32, unpack64 } from './packed.ts'

const F64 = 0
const F32 = 1
/** Integers over a power of ten, as logs that were rounded have it (after Afroozeh et al., "ALP", SIGMOD 2024). */
const DECIMAL = 2
const PACKED32 = 3
const PACKED64 = 4
const FEW = 5

/** In the order of these integers stand the numbers that have those bits. */
function order32(bits: Int32Array): Int32Array {
  for (let i = 0; i < bits.length; i++) bits[i] = bits[i]! ^ ((bits[i]! >> 31) & 0x7fffffff)
  return bits
}

const pack32Floats = (singles: Float32Array): Uint8Array => pack32(order32(new Int32Array(singles.buffer)))
const unpack32Floats = (input: Reader, n: number): Float32Array => new Float32Array(order32(unpack32(input, n)).buffer)

function pack64Floats(values: number[]): Uint8Array {
  const bits = new Int32Array(Float64Array.from(values).buffer)
  const column = halves(values.length)
  for (let i = 0; i < values.length; i++) {
    const high = bits[2 * i + 1]!
    column.low[i] = bits[2 * i]! ^ (high >> 31)
    column.high[i] = high ^ ((high >> 31) & 0x7fffffff)
  }
  return pack64(column)
}

function unpack64Floats(input: Reader, n: number): Float64Array {
  const { high, low } = unpack64(input, n)
  const bits = new Int32Array(2 * n)
  for (let i = 0; i < n; i++) {
    const h = high[i]!
    bits[2 * i] = low[i]! ^ (h >> 31)
    bits[2 * i + 1] = h ^ ((h >> 31) & 0x7fffffff)
  }
  return new Float64Array(bits.buffer)
}

const MAX_DIGITS = 9
const NARROW = 2 ** 31

/** All values as integers over one power of ten, or nothing. */
function toDecimals(values: number[]): { digits: number; integers: Int32Array } | undefined {
  const integers = new Int32Array(values.length)
  next: for (let digits = 0; digits <= MAX_DIGITS; digits++) {
    const power = 10 ** digits
    for (let i = 0; i < values.length; i++) {
      const integer = Math.round(values[i]! * power)
      // Integers have no negative zero; the quotient is rounded as the decimal was when it was read.
      if (!(Math.abs(integer) < NARROW) || !Object.is((integer | 0) / power, values[i])) continue next
      integers[i] = integer
    }
    return { digits, integers }
  }
  return undefined
}

const MOST_FEW = 1_024

/** The distinct values by their bits, if they are few enough to be worth a list. */
function toFew(values: number[]): { list: number[]; places: Int32Array } | undefined {
  const most = Math.min(MOST_FEW, values.length / 4)
  const placeOf = new Map<number, number>()
  const places = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    // A map takes both zeros for one.
    const value = Object.is(values[i], -0) ? undefined : values[i]!
    if (value === undefined) return undefined
    let place = placeOf.get(value)
    if (place === undefined) {
      place = placeOf.size
      if (place >= most) return undefined
      placeOf.set(value, place)
    }
    places[i] = place
  }
  return { list: [...placeOf.keys()], places }
}

/** The values as they are in memory: quick to write, for what is soon written anew. */
export function writePlainValues(out: Writer, values: number[]): void {
  const single = values.every((v) => Object.is(Math.fround(v), v))
  out.byte(single ? F32 : F64)
  out.block(single ? new Float32Array(values) : new Float64Array(values))
}

export function writeValues(out: Writer, values: number[]): void {
  const n = values.length
  const single = values.every((v) => Object.is(Math.fround(v), v))
  const decimals = toDecimals(values)
  const floats = single ? pack32Floats(Float32Array.from(values)) : pack64Floats(values)
  const packed = decimals && pack32(decimals.integers)
  const shortest = Math.min(floats.length, packed?.length ?? Number.POSITIVE_INFINITY, n * (single ? 4 : 8))
  const few = shortest > n ? toFew(values) : undefined
  const places = few && pack32(few.places)
  if (few && places!.length + 8 * few.list.length + 2 < shortest) {
    out.byte(FEW)
    out.varint(few.list.length)
    out.block(Float64Array.from(few.list))
    out.block(places!)
  } else if (packed?.length === shortest) {
    out.byte(DECIMAL)
    out.byte(decimals!.digits)
    out.block(packed)
  } else if (floats.length === shortest) {
    out.byte(single ? PACKED32 : PACKED64)
    out.block(floats)
  } else writePlainValues(out, values)
}

/** Several times quicker than `Array.from`. */
function toArray(column: Float64Array | Float32Array | Int32Array): number[] {
  const array = new Array<number>(column.length)
  for (let i = 0; i < column.length; i++) array[i] = column[i]!
  return array
}

export function readValues(input: Reader, n: number): number[] {
  const form = input.byte()
  switch (form) {
    case F64:
      return toArray(new Float64Array(input.block(n * 8)))
    case F32:
      return toArray(new Float32Array(input.block(n * 4)))
    case DECIMAL: {
      const power = 10 ** input.byte()
      const values = toArray(unpack32(input, n))
      for (let i = 0; i < n; i++) values[i] = values[i]! / power
      return values
    }
    case PACKED32:
      return toArray(unpack32Floats(input, n))
    case PACKED64:
      return toArray(unpack64Floats(input, n))
    case FEW: {
      const list = new Float64Array(input.block(input.varint() * 8))
      const values = toArray(unpack32(input, n))
      for (let i = 0; i < n; i++) values[i] = list[values[i]!]!
      return values
    }
    default:
      throw new Error(`values of a segment have the form ${form}, which this server does not know`)
  }
}
