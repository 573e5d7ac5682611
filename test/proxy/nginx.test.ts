/** The configuration that the guide gives, in a real nginx; only where one is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../boot/process.ts'
import { ownedServer } from '../harness/accounts.ts'
import { logByRest, readPage } from '../package/work.ts'
import { PREFIX } from './proxy.ts'

const GUIDE = join(import.meta.dirname, '../../docs/guide/install.md')
const hasNginx = spawnSync('nginx', ['-v']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'bellwether-nginx-'))
let nginx: ChildProcess | undefined
afterAll(() => {
  nginx?.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const { token, listen } = await ownedServer({ config: { basePath: PREFIX } })

test.skipIf(!hasNginx)(
  "the guide's nginx serves pages, uploads and live events below a path",
  { timeout: 30_000 },
  async () => {
    const port = await freePort()
    const [, location] = /```nginx\n([\s\S]+?)```/.exec(readFileSync(GUIDE, 'utf8'))!
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    )
    const conf = `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${temporary.join(' ')}
  server { listen 127.0.0.1:${port}; ${location!.replace('http://127.0.0.1:7575', await listen())} } }`
    writeFileSync(join(folder, 'nginx.conf'), conf)
    nginx = spawn('nginx', ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], {
      stdio: 'ignore',
    })
    const url = `http://127.0.0.1:${port}${PREFIX}`
    await expect.poll(async () => (await fetch(`${url}/health`).catch(() => undefined))?.status).toBe(200)
    await readPage(url)
    const headers = { authorization: `Bearer ${token}` }
    const stop = new AbortController()
    const stream = await fetch(`${url}/api/v1/events/stream`, { headers, signal: stop.signal })
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    const run = await logByRest(url, headers)
    let said = ''
    while (!said.includes('event: run.finished')) said += (await reader.read()).value ?? ''
    stop.abort()
    // Larger than what nginx takes by itself, and sent in pieces.
    const path = `${url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/large.bin`
    const body = new Blob([new Uint8Array(3_000_000)]).stream()
    const put = await fetch(path, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit)
    expect(put.status).toBe(200)
    expect((await (await fetch(path, { headers })).arrayBuffer()).byteLength).toBe(3_000_000)
    const logIn = await fetch(`${url}/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token }),
      headers: { accept: 'text/html', origin: `http://127.0.0.1:${port}` },
    })
    expect([logIn.status, logIn.headers.get('location')]).toEqual([303, `${PREFIX}/`])
  },
)
