/** Asks two servers the same and compares what they say. */
import { createHash } from 'node:crypto'
import { startCommand } from '../process.ts'
import { filePath, inLanes, LIVE_KEYS, type LiveRun, post } from './data.ts'

const API = '/api/2.0/mlflow'

/** From a question to the sha256 of its answer. */
export type Answers = Map<string, string>

const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

async function get(url: string, path: string): Promise<Buffer> {
  const reply = await fetch(url + path)
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return Buffer.from(await reply.arrayBuffer())
}

const getJson = async <T>(url: string, path: string): Promise<T> => JSON.parse((await get(url, path)).toString()) as T

/** What a server says of runs that are over: themselves, each point of each metric, their files with all bytes. */
export async function answersOf(url: string, experiment: string, ids: string[], keys: number): Promise<Answers> {
  const answers: Answers = new Map()
  const note = async (path: string): Promise<void> => void answers.set(path, digestOf(await get(url, path)))
  await note(`${API}/experiments/get?experiment_id=${experiment}`)
  for (let page_token = '', page = 0; page_token || page === 0; page++) {
    const found = (await post(url, `${API}/runs/search`, {
      experiment_ids: [experiment],
      max_results: 200,
      order_by: ['metrics.k0 DESC'],
      ...(page_token && { page_token }),
    })) as { runs?: unknown[]; next_page_token?: string }
    answers.set(`page ${page} of all runs`, digestOf(JSON.stringify(found.runs)))
    page_token = found.next_page_token ?? ''
  }
  await inLanes(ids, async (id) => {
    await note(`${API}/runs/get?run_id=${id}`)
    for (let k = 0; k < keys; k++)
      await note(`${API}/metrics/get-history?run_id=${id}&metric_key=k${k}&max_results=25000`)
    const listing = `${API}/artifacts/list?run_id=${id}`
    await note(listing)
    const { files = [] } = await getJson<{ files?: { path: string }[] }>(url, listing)
    for (const { path } of files) await note(filePath(experiment, id, path))
  })
  return answers
}

/** The questions that are answered otherwise, or by one only. */
export const differences = (one: Answers, other: Answers): string[] => [
  ...[...one].filter(([question, answer]) => other.get(question) !== answer).map(([question]) => question),
  ...[...other.keys()].filter((question) => !one.has(question)),
]

interface Event {
  seq: number
  name: string
}

async function eventsOf(url: string): Promise<Event[]> {
  const events: Event[] = []
  for (let after: string | null = ''; after !== null; ) {
    const path: string = `/api/v1/audit?limit=500${after && `&after=${encodeURIComponent(after)}`}`
    const page: { events: Event[]; next: string | null } = await getJson(url, path)
    events.push(...page.events)
    after = page.next
  }
  return events
}

/** The log of a restored server is that of the other one, up to where it begins its own; both are whole. */
export async function compareEvents(original: string, restored: string) {
  const [theirs, ours] = [await eventsOf(original), await eventsOf(restored)]
  const own = Math.min(...ours.filter(({ name }) => name === 'backup.restored').map(({ seq }) => seq))
  const before = (events: Event[]): Event[] => events.filter(({ seq }) => seq < own)
  const verified = await Promise.all(
    [original, restored].map(
      async (url) => (await startCommand(['audit', 'verify', '--url', url, '--json']).ended).code,
    ),
  )
  return {
    compared: before(ours).length,
    same: Number.isFinite(own) && JSON.stringify(before(ours)) === JSON.stringify(before(theirs)),
    verified: verified.every((code) => code === 0),
  }
}

/** Of runs that went on: what was acknowledged before the backup began and is not there, and what is there by half. */
export async function checkLive(restored: string, runs: LiveRun[], beganAt: number) {
  const found = { acknowledged: 0, missing: 0, half: 0, steps: 0 }
  for (const { id, steps } of runs) {
    const byStep = new Map<number, number>()
    for (let k = 0; k < LIVE_KEYS; k++) {
      const { metrics = [] } = await getJson<{ metrics?: { step: number }[] }>(
        restored,
        `${API}/metrics/get-history?run_id=${id}&metric_key=k${k}&max_results=25000`,
      )
      for (const { step } of metrics) byStep.set(step, (byStep.get(step) ?? 0) + 1)
    }
    const { run } = await getJson<{ run: { data: { params?: { key: string }[] } } }>(
      restored,
      `${API}/runs/get?run_id=${id}`,
    )
    const params = new Set((run.data.params ?? []).map(({ key }) => key))
    for (const [step, n] of byStep) if (n !== LIVE_KEYS || !params.has(`p${step}`)) found.half++
    const before = [...steps].filter(([, at]) => at < beganAt).map(([step]) => step)
    found.acknowledged += before.length
    found.missing += before.filter((step) => !byStep.has(step)).length
    found.steps += byStep.size
  }
  return found
}
