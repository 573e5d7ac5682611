/**
 * Reads untrusted wire data against a schema in one walk: coerces as protobuf's JSON mapping does
 * (numbers in strings, null as absent), drops unknown fields and names the field that is wrong.
 */
import type { TSchema } from 'typebox'
import { type Failure, invalid } from './failure.ts'
import { type Int64, toInt64, toJson } from './json.ts'

interface Shape {
  type?: string
  format?: string
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  anyOf?: Shape[]
  enum?: unknown[]
  additionalProperties?: Shape | boolean
  patternProperties?: Record<string, Shape>
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
}

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? `'${value}'` : toJson(value)
  return text === undefined ? 'nothing' : text.length > 120 ? `${text.slice(0, 117)}…` : text
}

const wrong = (path: string, value: unknown, expected: string): Failure =>
  invalid(`Invalid value ${show(value)} for parameter '${path || 'body'}': expected ${expected}.`)

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Accepts an integer as number, BigInt or decimal string; refuses what 64 bits cannot hold. */
export function readInt64(value: unknown, path: string): Int64 {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (Number.isSafeInteger(value)) return value
    // Larger integers arrive as BigInt; a float such as 1e30 is not an int64.
    const big = BigInt(value)
    if (big >= INT64_MIN && big <= INT64_MAX) return big
  }
  if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX) return value
  if (typeof value === 'string' && /^\s*[+-]?\d{1,19}\s*$/.test(value)) return readInt64(toInt64(value.trim()), path)
  throw wrong(path, value, 'a 64-bit integer')
}

const WORDS: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** Accepts a number, a numeric string, and the words NaN, Infinity and -Infinity. */
export function readDouble(value: unknown, path: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') {
    const word = WORDS[value]
    if (word !== undefined) return word
    if (value.trim() !== '' && !Number.isNaN(Number(value)) && !/^\s*[+-]?0[xob]/i.test(value)) return Number(value)
  }
  throw wrong(path, value, 'a number')
}

/** PostgreSQL text and UTF-8 can hold every string but these two; refusing them beats changing them. */
export function readString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrong(path, value, 'a string')
  if (value.includes('\0')) throw invalid(`Parameter '${path}' contains the NUL character (U+0000). Remove it.`)
  if (!value.isWellFormed()) throw invalid(`Parameter '${path}' contains half of a surrogate pair. Send valid Unicode.`)
  return value
}

const at = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${key}` : key

function readObject(shape: Shape, value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, value, 'an object')
  const source = value as Record<string, unknown>
  const result: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape.properties ?? {})) {
    const given = Object.hasOwn(source, key) ? source[key] : undefined
    if (given !== undefined && given !== null) result[key] = read(field, given, at(path, key))
    else if (shape.required?.includes(key))
      throw invalid(`Missing value for required parameter '${at(path, key)}'. Send it in the request.`)
  }
  const rest = shape.patternProperties ? Object.values(shape.patternProperties)[0] : shape.additionalProperties
  if (rest && typeof rest === 'object')
    for (const [key, field] of Object.entries(source)) result[readString(key, path)] = read(rest, field, at(path, key))
  return result
}

function readArray(shape: Shape, value: unknown, path: string): unknown[] {
  // A repeated query key that came once is a list of one.
  const list = Array.isArray(value) ? value : typeof value === 'object' ? undefined : [value]
  if (!list) throw wrong(path, value, 'a list')
  if (shape.maxItems !== undefined && list.length > shape.maxItems)
    throw invalid(
      `Parameter '${path}' has ${list.length} entries; at most ${shape.maxItems} are allowed in one request.`,
    )
  return list.map((item, i) => read(shape.items ?? {}, item, at(path, i)))
}

/** The first option that fits; otherwise what the last one says. */
function readUnion(options: Shape[], value: unknown, path: string): unknown {
  for (const option of options.slice(0, -1)) {
    try {
      return read(option, value, path)
    } catch {
      // The next option may fit.
    }
  }
  return read(options.at(-1)!, value, path)
}

function read(shape: Shape, value: unknown, path: string): unknown {
  if (shape.anyOf) return readUnion(shape.anyOf, value, path)
  switch (shape.type) {
    case 'object':
      return readObject(shape, value, path)
    case 'array':
      return readArray(shape, value, path)
    case 'string': {
      const text = readString(value, path)
      if (shape.enum && !shape.enum.includes(text)) throw wrong(path, value, `one of ${shape.enum.join(', ')}`)
      if (shape.minLength !== undefined && text.length < shape.minLength)
        throw invalid(`Parameter '${path}' must not be empty.`)
      if (shape.maxLength !== undefined && text.length > shape.maxLength)
        throw invalid(`Parameter '${path}' is ${text.length} characters long; at most ${shape.maxLength} are allowed.`)
      return text
    }
    case 'integer': {
      const n = readInt64(value, path)
      if (shape.format !== 'int64' && typeof n === 'bigint') throw wrong(path, value, 'an integer below 2^53')
      if ((shape.minimum !== undefined && n < shape.minimum) || (shape.maximum !== undefined && n > shape.maximum))
        throw invalid(
          `Invalid value ${n} for parameter '${path}': it must lie between ${shape.minimum} and ${shape.maximum}.`,
        )
      return n
    }
    case 'number':
      return readDouble(value, path)
    case 'boolean':
      if (value === true || value === 'true' || value === 'True') return true
      if (value === false || value === 'false' || value === 'False') return false
      throw wrong(path, value, 'true or false')
    default:
      return value
  }
}

/** Returns `value` read against `schema`; throws INVALID_PARAMETER_VALUE naming the field and the fix. */
export const decode = (schema: TSchema, value: unknown): unknown => read(schema as Shape, value ?? {}, '')
