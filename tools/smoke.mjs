/** Starts a server on a port and an empty folder of its own, logs a run through it, stops it: what must work on every system. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { main, root, say, told } from './process.mjs'

const SERVER = 'http://127.0.0.1:7600'
const READY_WITHIN_MS = 60_000

async function call(path, body) {
  const reply = await fetch(`${SERVER}/api/2.0/mlflow/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw told(`${path} answered ${reply.status}: ${text}`)
  return JSON.parse(text)
}

async function waitUntilReady(server) {
  for (const start = Date.now(); Date.now() - start < READY_WITHIN_MS; await sleep(200)) {
    if (server.exitCode !== null) throw told(`The server ended with code ${server.exitCode}; its words are above.`)
    const reply = await fetch(`${SERVER}/health`).catch(() => undefined)
    if (reply?.ok) return Date.now() - start
  }
  throw told(`The server did not answer within ${READY_WITHIN_MS / 1000} s.`)
}

async function logRun() {
  const { run } = await call('runs/create', { experiment_id: '0', run_name: 'smoke', start_time: Date.now() })
  const { run_id } = run.info
  await call('runs/log-batch', { run_id, metrics: [{ key: 'loss', value: 0.5, step: 1, timestamp: Date.now() }] })
  await call('runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
  const read = (await call(`runs/get?run_id=${run_id}`)).run
  const loss = read.data.metrics?.find(({ key }) => key === 'loss')?.value
  if (read.info.status !== 'FINISHED' || loss !== 0.5) throw told(`The run came back changed: ${JSON.stringify(read)}`)
}

await main(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-smoke-'))
  const args = [join(root, 'src/cli/main.ts'), 'up', '--port', '7600', '--data-dir', dataDir]
  const server = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  try {
    say(`Ready after ${await waitUntilReady(server)} ms.`)
    await logRun()
    say('A run was logged and read back.')
  } finally {
    // Windows knows no signals: there the server is ended at once.
    server.kill('SIGTERM')
    await ended
    await sleep(process.platform === 'win32' ? 2_000 : 0)
    try {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 })
    } catch (error) {
      say(`${dataDir} is still in use: ${error.message}`)
    }
  }
  const code = server.exitCode
  if (code !== 0 && process.platform !== 'win32')
    throw told(`The server ended with code ${code} when it was told to stop.`)
})
