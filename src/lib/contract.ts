/**
 * One HTTP route, described once as data: the server mounts it, the web client, the CLI and the
 * OpenAPI document read it. Keep schemas out of generic functions: `Route<I, O>` carries plain types.
 */
import { type Static, type TSchema, Type } from 'typebox'
import type { Int64 as Int64Value } from './json.ts'
import type { EventName } from './vocabulary.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What somebody may do in a workspace, by their role there. */
export const RIGHTS = ['read', 'report', 'write', 'maintain', 'approve', 'people', 'audit', 'admin'] as const
export type Right = (typeof RIGHTS)[number]

/** Rights, and what belongs to no workspace: `self` is one's own account, `install` the installation and its accounts. */
export const SCOPES = ['self', ...RIGHTS, 'install'] as const
export type Scope = (typeof SCOPES)[number]

/** Who may call a route: `open` needs no account, the others need what they name. */
export const POLICIES = ['open', ...SCOPES] as const
export type Policy = (typeof POLICIES)[number]

/**
 * `mlflow`: MLflow's JSON (errors, int64, NaN strings, omitted empties) with an `/ajax-api` twin;
 * `own`: plain JSON with RFC 9457 problems; `raw`: the handler streams bytes itself.
 */
export type Form = 'mlflow' | 'own' | 'raw'

export interface Route<I = unknown, O = unknown> {
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly policy: Policy
  readonly form: Form
  readonly input: TSchema
  readonly reply: TSchema
  /** Largest body in bytes; the default is 64 MiB for `mlflow`, 1 MiB for `own`, unlimited for `raw`. */
  readonly maxBytes?: number
  /** Events this route may append. */
  readonly events?: readonly EventName[]
  readonly types?: { input: I; reply: O }
}

type About = Pick<Route, 'policy' | 'summary' | 'form'> & Partial<Pick<Route, 'maxBytes' | 'events'>>

export const route = <In extends TSchema, Out extends TSchema>(
  id: string,
  method: Method,
  path: string,
  about: About,
  input: In,
  reply: Out,
): Route<Static<In>, Static<Out>> => ({ id, method, path, ...about, input, reply })

export type Input<R> = R extends Route<infer I, unknown> ? I : never
export type Reply<R> = R extends Route<infer _I, infer O> ? O : never

export { Type }

/** A 64-bit integer: number or decimal string in, JSON number out, BigInt beyond 2^53. */
export const Int64 = (options: { description?: string } = {}) =>
  Type.Unsafe<Int64Value>({ type: 'integer', format: 'int64', ...options })

/** A double; "NaN", "Infinity" and "-Infinity" stand for what JSON cannot write. */
export const Double = (options: { description?: string } = {}) =>
  Type.Unsafe<number>({ type: 'number', format: 'double', ...options })

export const Empty = Type.Object({})

/** One of a few words. */
export const OneOf = <W extends string>(words: readonly W[]) => Type.Unsafe<W>({ type: 'string', enum: [...words] })
