/** Failures a caller can act on: the code goes on the wire, the HTTP status follows from the code. */

/** Error codes and statuses as MLflow's clients know them; own routes use the same codes inside RFC 9457 problems. */
export const STATUS = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_TOO_LARGE: 413,
  RANGE_NOT_SATISFIABLE: 416,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const

export type FailureCode = keyof typeof STATUS

/** MLflow's servers also say of which class a failure is; their clients hand it on to whoever catches it. */
const CLASSES: Partial<Record<FailureCode, string>> = {
  BAD_REQUEST: 'INVALID_PARAMETER_VALUE',
  INVALID_PARAMETER_VALUE: 'INVALID_PARAMETER_VALUE',
  RESOURCE_ALREADY_EXISTS: 'RESOURCE_ALREADY_EXISTS',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  RESOURCE_DOES_NOT_EXIST: 'RESOURCE_NOT_FOUND',
  ENDPOINT_NOT_FOUND: 'RESOURCE_NOT_FOUND',
  INTERNAL_ERROR: 'CLIENT_INTERNAL_ERROR',
  TEMPORARILY_UNAVAILABLE: 'CLIENT_INTERNAL_ERROR',
}

/** The class of a failure as MLflow's servers name it; nothing for codes that have none. */
export function classOf(code: FailureCode): { sqlstate?: string; error_class?: string } {
  const name = CLASSES[code]
  return name ? { sqlstate: name === 'CLIENT_INTERNAL_ERROR' ? 'XXM00' : 'KAM00', error_class: name } : {}
}

/** An expected failure. Anything else that is thrown is a bug: it is answered with 500 and its message withheld. */
export class Failure extends Error {
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
  }
  get status(): number {
    return STATUS[this.code]
  }
}

export const invalid = (message: string): Failure => new Failure('INVALID_PARAMETER_VALUE', message)

export const notFound = (what: string, id: string, advice?: string): Failure =>
  new Failure('RESOURCE_DOES_NOT_EXIST', `${what} '${id}' does not exist${advice ? `, ${advice}` : ''}`)
