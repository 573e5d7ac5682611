/** What must work on any server, wherever it was started from: pages with all they load, REST, the stock client. */
import assert from 'node:assert/strict'
import { runPython } from '../protocol/python.ts'

async function get(url: string, headers: Record<string, string> = {}): Promise<string> {
  const reply = await fetch(url, { headers })
  assert.equal(reply.status, 200, url)
  return reply.text()
}

async function post<T>(url: string, body: object, headers: Record<string, string>): Promise<T> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  assert.equal(reply.status, 200, url)
  return (await reply.json()) as T
}

/** The page and every script, style and font that its head asks for. */
export async function readPage(url: string): Promise<void> {
  const page = await get(`${url}/`, { accept: 'text/html' })
  const parts = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path!)
  assert.ok(
    parts.some((path) => path.endsWith('.js')),
    'the page asks for no script',
  )
  for (const path of parts) assert.ok(await get(`${url}/${path}`), path)
}

/** A run by REST; returns its id. */
export async function logByRest(url: string, headers: Record<string, string> = {}): Promise<string> {
  const api = `${url}/api/2.0/mlflow/runs`
  const { run } = await post<{ run: { info: { run_id: string } } }>(`${api}/create`, { experiment_id: '0' }, headers)
  const { run_id } = run.info
  await post(
    `${api}/log-batch`,
    { run_id, metrics: [{ key: 'loss', value: 0.25, step: 1, timestamp: Date.now() }] },
    headers,
  )
  await post(`${api}/update`, { run_id, status: 'FINISHED', end_time: Date.now() }, headers)
  const read = JSON.parse(await get(`${api}/get?run_id=${run_id}`, headers)) as {
    run: { info: { status: string }; data: { metrics: { value: number }[] } }
  }
  assert.deepEqual([read.run.info.status, read.run.data.metrics[0]?.value], ['FINISHED', 0.25])
  return run_id
}

/** A run by MLflow's own client. */
export async function logByClient(url: string, env: Record<string, string> = {}): Promise<void> {
  const { report } = await runPython('package/log_run.py', url, { env })
  assert.deepEqual(report, { status: 'FINISHED', param: '0.1', metric: 0.5, text: 'hello' })
}
