/** Sends every step to both servers, in the same order, and collects where their replies differ. */
import { toJson } from '../../src/lib/json.ts'
import { comparer, type Difference } from './compare.ts'
import { type Seen, speaker } from './send.ts'
import type { Step, Topic } from './step.ts'

export interface Found extends Difference {
  /** `topic: title of the step` */
  step: string
}

export interface Outcome {
  steps: number
  requests: number
  /** Single values compared. */
  compared: number
  found: Found[]
}

/** What clients and browsers act upon. */
const HEADERS = ['x-content-type-options', 'x-frame-options']

interface Read {
  outcome: string
  headers: Record<string, unknown>
  body: unknown
}

/** Browsers take the Unicode name where there is one; quotes round a name that needs none mean nothing. */
const nameOf = (disposition = ''): string =>
  disposition.replace(/filename=.*(?=filename\*=)/, '').replace(/(?<==)"([^" ]*)"/, '$1')

function read({ status, headers, body }: Seen): Read {
  const code = (body as { error_code?: string } | undefined)?.error_code
  return {
    outcome: code ? `${status} ${code}` : String(status),
    headers: {
      'content-type': headers['content-type']?.split(';')[0],
      ...Object.fromEntries(HEADERS.map((name) => [name, headers[name]])),
      'content-disposition': nameOf(headers['content-disposition']),
    },
    body,
  }
}

const orderOf = ({ outcome, body }: Read): string => `${outcome} ${toJson(body)}`

/** Which of the requests that were sent at once came first differs from time to time. */
const inOrder = (seen: Seen[], { times }: Step): Read[] =>
  times ? seen.map(read).sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)) : seen.map(read)

/** Where one server refuses and the other does not, that is the difference; their bodies follow from it. */
function pairs(mlflow: Read[], bellwether: Read[]): [unknown, unknown] {
  const outcomes = (list: Read[]) => list.map(({ outcome }) => outcome).join(', ')
  const [a, b] = [outcomes(mlflow), outcomes(bellwether)]
  if (a !== b) return [{ outcome: a }, { outcome: b }]
  return mlflow.length === 1 ? [mlflow[0], bellwether[0]] : [{ pages: mlflow }, { pages: bellwether }]
}

export async function compareTopics(topics: Topic[], mlflow: string, bellwether: string): Promise<Outcome> {
  const there = speaker(mlflow)
  const here = speaker(bellwether)
  const compare = comparer()
  const found: Found[] = []
  let steps = 0
  let requests = 0
  for (const topic of topics)
    for (const step of topic.steps) {
      const [theirs, ours] = await Promise.all([there(step), here(step)])
      steps++
      requests += theirs.length
      const name = `${topic.name}: ${step.title}`
      const differences = compare.differences(...pairs(inOrder(theirs, step), inOrder(ours, step)))
      found.push(...differences.map((difference) => ({ step: name, ...difference })))
    }
  return { steps, requests, compared: compare.compared, found }
}
