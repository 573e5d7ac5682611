/** How commands speak: data on stdout, notes and errors on stderr, no colour where nobody looks. */
import { styleText } from 'node:util'
import { Failure } from '../lib/failure.ts'
import { toJson } from '../lib/json.ts'

/** No server answered. */
export class Unreachable extends Error {}

/** A flag or setting is wrong. */
export class Usage extends Error {}

/** The server refused; `requestId` finds the request in its log. */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  readonly requestId: string | undefined
  constructor(code: string, status: number, message: string, requestId?: string) {
    super(message)
    this.code = code
    this.status = status
    this.requestId = requestId
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Failure || error instanceof Refused
    ? error.code
    : error instanceof Unreachable
      ? 'UNREACHABLE'
      : error instanceof Usage
        ? 'INVALID_PARAMETER_VALUE'
        : 'INTERNAL_ERROR'

/** Prints what went wrong on stderr and returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const message = error instanceof Error ? error.message : String(error)
  const requestId = error instanceof Refused ? error.requestId : undefined
  const text = json
    ? toJson({ error: { code: codeOf(error), message, request_id: requestId } })
    : `bellwether: ${plain(message)}${requestId ? ` (request id ${requestId})` : ''}`
  process.stderr.write(`${text}\n`)
  return error instanceof Unreachable ? 3 : error instanceof Usage ? 2 : 1
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export const printJson = (value: unknown): void => print(toJson(value))

/** Something worth knowing that is not data. */
export const note = (text: string): void => void process.stderr.write(`bellwether: ${plain(text)}\n`)

/** Names come from anywhere: a control character in one must not reach the terminal. */
export const plain = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd')

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan'

/** Colours text for a terminal; NO_COLOR and pipes get it as it is. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

const STYLES: Record<string, Style> = {
  running: 'cyan',
  finished: 'green',
  failed: 'red',
  killed: 'red',
  lost: 'yellow',
  ok: 'green',
  attention: 'yellow',
  bad: 'red',
  unknown: 'dim',
}

/** A state in its colour; the word says it all without. */
export const paintState = (state: string, text = state): string => {
  const style = STYLES[state]
  return style ? paint(style, text) : text
}
