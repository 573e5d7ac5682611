/** What a step of the comparison is: one or more requests, what later steps need of the reply, and a title to know it by. */

export interface Request {
  method: string
  /** Below `/api/2.0/mlflow/` unless it begins with a slash. `$name` stands for what an earlier step saved. */
  path: string
  query?: Record<string, unknown>
  /** JSON, or text as it is. */
  body?: unknown
  headers?: Record<string, string>
}

export interface Step {
  title: string
  request: Request
  /** Sends that many at once, the n-th with `#` in its values replaced by n; their replies are compared in any order. */
  times?: number
  /** Names for later steps: where in the reply their values are. */
  save?: Record<string, string>
  /** Asks for page after page until one brings no token. */
  toTheEnd?: boolean
}

export interface Topic {
  name: string
  steps: Step[]
}

type More = Partial<Pick<Request, 'headers'>>

export const post = (path: string, body: unknown = {}, more: More = {}): Request => ({
  method: 'POST',
  path,
  body,
  ...more,
})
export const get = (path: string, query: Record<string, unknown> = {}, more: More = {}): Request => ({
  method: 'GET',
  path,
  query,
  ...more,
})
export const send = (method: string, path: string, body?: unknown, more: More = {}): Request => ({
  method,
  path,
  ...(body !== undefined && { body }),
  ...more,
})

export const step = (title: string, request: Request, save?: Record<string, string>): Step => ({
  title,
  request,
  ...(save && { save }),
})

export const toTheEnd = (title: string, request: Request): Step => ({ title, request, toTheEnd: true })
export const atOnce = (title: string, times: number, request: Request): Step => ({ title, request, times })

const label = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 50)}… (${text.length})` : text
}

/** The same request with each of several values, one step each. */
export const each = <V>(title: string, values: V[], ask: (value: V) => Request): Step[] =>
  values.map((value) => step(`${title}: ${label(value)}`, ask(value)))

let clock = 1

/** A run of its own, saved under a name: what one step did to it confuses no other. */
export const newRun = (name: string, more: object = {}): Step =>
  step(`run ${name}`, post('runs/create', { experiment_id: '$exp', run_name: name, start_time: clock++, ...more }), {
    [name]: 'run.info.run_id',
  })

export const readRun = (name: string, title = `run ${name} afterwards`): Step =>
  step(title, get('runs/get', { run_id: `$${name}` }))

export const newExperiment = (name: string, as = 'exp'): Step =>
  step(`experiment ${name}`, post('experiments/create', { name }), { [as]: 'experiment_id' })

/** A text of that length. */
export const x = (n: number): string => 'x'.repeat(n)
