/**
 * JSON that keeps what JavaScript's own would lose: 64-bit integers (as BigInt beyond 2^53) and the
 * bare NaN and Infinity that Python writes. Ordinary bodies take the engine's fast path.
 */

export type Int64 = number | bigint

/** 16 or more digits standing alone may exceed 2^53; a match inside a string only costs the slow path. */
const LONG_INTEGER = /(?:^|[:,[\s])-?\d{16,}(?![\d.eE])/
const STRING_OR_BARE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

const keepInt64 = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}

/** Parses `text`; integers beyond 2^53 become BigInt, bare NaN and ±Infinity become strings. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  const reviver = LONG_INTEGER.test(text) ? (keepInt64 as (key: string, value: unknown) => unknown) : undefined
  try {
    return JSON.parse(text, reviver)
  } catch (error) {
    const quoted = text.replace(STRING_OR_BARE, (token) => (token.startsWith('"') ? token : `"${token}"`))
    if (quoted === text) throw error
    return JSON.parse(quoted, reviver)
  }
}

const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

/** Doubles that JSON cannot hold travel as strings, as protobuf's JSON mapping has it. */
const toWire = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return raw(value.toString())
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}

/** Writes BigInt as a JSON number and non-finite numbers as "NaN", "Infinity", "-Infinity". */
export const toJson = (value: unknown): string => JSON.stringify(value, toWire)

/** A number where it is exact, a BigInt beyond. */
export const toInt64 = (text: string): Int64 => {
  const n = Number(text)
  return Number.isSafeInteger(n) ? n : BigInt(text)
}
