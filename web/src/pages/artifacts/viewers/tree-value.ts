/** A document as a tree of values; numbers keep the digits they were written with. */

export class Digits {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type Value = null | boolean | string | Digits | Value[] | { [key: string]: Value }

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown

const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value

const STRING_OR_BARE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g
const BARE = '\u0000bare '

const keepAll: Reviver = (key, value, context) =>
  typeof value === 'string' && value.startsWith(BARE)
    ? new Digits(value.slice(BARE.length))
    : (keepDigits as (key: string, value: unknown, context?: { source?: string }) => unknown)(key, value, context)

/** Reads JSON, and the bare NaN and Infinity that Python writes. Throws SyntaxError. */
export function readJson(text: string): Value {
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Value
  } catch (error) {
    const quoted = text.replace(STRING_OR_BARE, (token) =>
      token.startsWith('"') ? token : JSON.stringify(BARE + token),
    )
    if (quoted === text) throw error
    return JSON.parse(quoted, keepAll as (key: string, value: unknown) => unknown) as Value
  }
}

export const isBranch = (value: Value): value is Value[] | { [key: string]: Value } =>
  value !== null && typeof value === 'object' && !(value instanceof Digits)

export interface Child {
  name: string
  value: Value
  /** Stands for a stretch of a long list. */
  isStretch?: boolean
}

/** Long lists are folded into stretches, so that opening one shows no more than this. */
const MOST = 100

function stretches(all: Child[]): Child[] {
  if (all.length <= MOST) return all
  let size = MOST
  while (all.length / size > MOST) size *= MOST
  const parts: Child[] = []
  for (let at = 0; at < all.length; at += size) {
    const part = all.slice(at, at + size)
    parts.push({
      name: `${part[0]!.name} … ${part.at(-1)!.name}`,
      value: Object.fromEntries(part.map(({ name, value }) => [name, value])),
      isStretch: true,
    })
  }
  return parts
}

export const childrenOf = (value: Value[] | { [key: string]: Value }): Child[] =>
  stretches(
    Array.isArray(value)
      ? value.map((each, i) => ({ name: String(i), value: each }))
      : Object.entries(value).map(([name, each]) => ({ name, value: each })),
  )
