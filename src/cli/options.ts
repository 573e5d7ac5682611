/** Reads the values of flags; commander names the flag in front of what is said here. */
import { InvalidArgumentError } from 'commander'

/** For flags that take an integer within limits. */
export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most.toLocaleString('en')}.`)
    return value
  }

/** For flags that may come several times. */
export const repeated = (text: string, before: string[] = []): string[] => [...before, text]

/** For flags that take one of a few words, written in small letters. */
export const oneOf =
  <W extends string>(words: Record<string, W>) =>
  (text: string): W => {
    const word = Object.hasOwn(words, text) ? words[text] : undefined
    if (word === undefined) throw new InvalidArgumentError(`Give one of ${Object.keys(words).join(', ')}.`)
    return word
  }

export const view = oneOf({ active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' } as const)
export type View = ReturnType<typeof view>

export interface Membership<Role extends string> {
  workspace: string
  role: Role
}

/** For `--member search=viewer`, several times. */
export const membership =
  <Role extends string>(roles: readonly Role[]) =>
  (text: string, before: Membership<Role>[] = []): Membership<Role>[] => {
    const [workspace, ...rest] = text.split('=')
    const role = roles.find((each) => each === rest.join('='))
    if (!workspace || role === undefined)
      throw new InvalidArgumentError(`Write it as workspace=role, with one of ${roles.join(', ')}.`)
    return [...before, { workspace, role }]
  }

export interface Pair {
  key: string
  value: string
}

/** For flags such as `--tag team=vision`, several times. */
export function pairs(text: string, before: Pair[] = []): Pair[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as key=value.')
  return [...before, { key: text.slice(0, at), value: text.slice(at + 1) }]
}

const KINDS = ['metrics', 'params', 'tags'] as const
export interface KeyColumn {
  kind: (typeof KINDS)[number]
  key: string
}

/** For `--columns metrics.loss,params.lr`, several times. */
export function keyColumns(text: string, before: KeyColumn[] = []): KeyColumn[] {
  return [
    ...before,
    ...text.split(',').map((part) => {
      const at = part.indexOf('.')
      const kind = KINDS.find((known) => known === part.slice(0, at).trim())
      const key = part.slice(at + 1).trim()
      if (!kind || !key)
        throw new InvalidArgumentError(`'${part}' names no column. Write metrics.KEY, params.KEY or tags.KEY.`)
      return { kind, key }
    }),
  ]
}

const AGO_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** For flags that take a moment, as milliseconds since 1970: a date, a time with its zone, or how long ago. */
export function moment(text: string): number {
  const [, n, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (n && unit) return Date.now() - Number(n) * AGO_MS[unit]!
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(ms))
    throw new InvalidArgumentError(
      'Write 2026-11-24 (midnight, UTC), 2026-11-24T09:30Z, or how long ago: 90m, 12h, 30d.',
    )
  return ms
}
