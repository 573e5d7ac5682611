/** `npm run dev`: the server, started again when a source changes, and the web app from its sources; Ctrl-C ends both. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, say } from './process.mjs'

const SERVER = 'http://127.0.0.1:7575'
const SERVED = ['/api', '/ajax-api', '/get-artifact', '/v1', '/login', '/health']

const command = ['--watch', '--watch-preserve-output', 'src/cli/main.ts', 'up', '--port', '7575']
// A group of its own: Ctrl-C reaches the server once, from here. A second signal would end it in the middle of stopping.
const server = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', detached: process.platform !== 'win32' })

async function startWeb() {
  const { createServer } = await import('vite')
  // The server refuses writes of pages that come from elsewhere: to it, this page is its own.
  const target = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } }
  const proxy = Object.fromEntries(SERVED.map((path) => [path, target]))
  const app = await createServer({ root: join(root, 'web'), server: { host: '127.0.0.1', proxy } })
  await app.listen()
  app.printUrls()
  return app
}

let web
let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (!isStopping) server.kill('SIGTERM')
    isStopping = true
  })
server.on('exit', async (code) => {
  await web?.close()
  process.exit(isStopping ? 0 : (code ?? 1))
})

if (existsSync(join(root, 'web', 'index.html'))) web = await startWeb()
else say('There is no web/index.html yet: only the server is started.')
