/** MLflow's own server with something in it, for whatever reads one. */
import { createHash } from 'node:crypto'
import { parseJson, toJson } from '../../src/lib/json.ts'
import { startMlflow } from '../differential/twins.ts'

type Json = Record<string, unknown>

export interface Mlflow {
  url: string
  post(path: string, body: unknown): Promise<Json>
  get(path: string): Promise<Json>
  send(method: string, path: string, body?: unknown): Promise<Json>
  /** Makes a run; returns its id. */
  run(experiment: string, name: string, more?: Json): Promise<string>
  log(
    runId: string,
    key: string,
    points: [step: number | bigint, timestamp: number, value: number | string][],
  ): Promise<void>
  finish(runId: string, status?: string): Promise<void>
  /** Keeps a file of a run; returns its sha256. */
  file(experiment: string, runId: string, path: string, bytes: Buffer): Promise<string>
  stop(): void
}

const API = '/api/2.0/mlflow'

export function mlflowAt(url: string, stop: () => void = () => undefined): Mlflow {
  async function send(method: string, path: string, body?: unknown): Promise<Json> {
    const reply = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && { body: toJson(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 300)}`)
    return parseJson(text || '{}') as Json
  }
  const post: Mlflow['post'] = (path, body) => send('POST', `${API}/${path}`, body)
  return {
    ...{ url, post, send, stop },
    get: (path) => send('GET', `${API}/${path}`),
    async run(experiment_id, run_name, more = {}) {
      const { run } = await post('runs/create', { experiment_id, run_name, start_time: Date.now(), ...more })
      return (run as { info: { run_id: string } }).info.run_id
    },
    log: async (run_id, key, points) => {
      const metrics = points.map(([step, timestamp, value]) => ({ key, step, timestamp, value }))
      for (let at = 0; at < metrics.length; at += 1_000)
        await post('runs/log-batch', { run_id, metrics: metrics.slice(at, at + 1_000) })
    },
    finish: async (run_id, status = 'FINISHED') => {
      await post('runs/update', { run_id, status, end_time: Date.now() })
    },
    async file(experiment, runId, path, bytes) {
      const to = `${url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${runId}/artifacts/${path}`
      const reply = await fetch(to, { method: 'PUT', body: new Uint8Array(bytes) })
      if (!reply.ok) throw new Error(`PUT ${to}: ${reply.status}`)
      return createHash('sha256').update(bytes).digest('hex')
    },
  }
}

export async function startedMlflow(): Promise<Mlflow> {
  const { url, stop } = await startMlflow()
  return mlflowAt(url, stop)
}
