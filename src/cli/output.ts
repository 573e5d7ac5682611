/** How commands speak: a table for people, JSON for programs, errors with an exit code. */
import { Failure } from '../lib/failure.ts'
import { toJson } from '../lib/json.ts'

export class Unreachable extends Error {}

/** Prints what went wrong on stderr and returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const code = error instanceof Failure ? error.code : error instanceof Unreachable ? 'UNREACHABLE' : 'INTERNAL_ERROR'
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(json ? `${toJson({ error: { code, message } })}\n` : `bellwether: ${message}\n`)
  return error instanceof Unreachable ? 3 : 1
}
