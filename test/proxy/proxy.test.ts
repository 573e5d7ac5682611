/** Behind a real proxy and below a path: pages, assets, log-in, the API, live events, uploads, the stock client. Starts Python. */
import { describe, expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { logByClient, logByRest, readPage } from '../package/work.ts'
import { PREFIX, proxyTo, servers, WAYS } from './proxy.ts'

const { bare, ways } = await servers()
const open = await server({ config: { basePath: PREFIX } })
const openUrl = await open.listen()

describe.each(ways)('a proxy $what', ({ host, token }) => {
  test('the page and all that it loads are below the prefix, at any depth', async () => {
    const url = host + PREFIX
    await readPage(url)
    for (const path of ['/', '/runs/0123', '/w/other/experiments']) {
      const page = await fetch(url + path, { headers: { accept: 'text/html' } })
      expect(await page.text()).toContain(`<base href="${PREFIX}/">`)
    }
    expect((await fetch(`${host}/`)).status).toBe(404)
  })

  test('logging in stays below the prefix, its cookie too, and is safe when the outside is', async () => {
    const url = host + PREFIX
    expect(await (await fetch(`${url}/login`)).text()).toContain(`action="${PREFIX}/login"`)
    const logIn = (next: string, more: Record<string, string> = {}) =>
      fetch(`${url}/login`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token, next }),
        headers: { accept: 'text/html', origin: host, ...more },
      })
    const reply = await logIn('')
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `${PREFIX}/`])
    const cookie = reply.headers.get('set-cookie')!
    expect(cookie).toContain(`Path=${PREFIX};`)
    expect(cookie).toContain('HttpOnly; SameSite=Strict')
    expect((await logIn(`${PREFIX}/runs?x=1`)).headers.get('location')).toBe(`${PREFIX}/runs?x=1`)
    expect((await logIn('//elsewhere.example/')).headers.get('location')).toBe(`${PREFIX}/`)
    expect((await logIn('', { origin: 'http://elsewhere.example' })).status).toBe(403)
    const session = cookie.split(';')[0]!
    const events = await fetch(`${url}/api/v1/events`, { headers: { cookie: session } })
    expect(events.status).toBe(200)
    const out = await fetch(`${url}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: session, origin: host },
    })
    expect(out.headers.get('location')).toBe(`${PREFIX}/login`)
  })

  test('events arrive while they happen', async () => {
    const url = host + PREFIX
    const headers = { authorization: `Bearer ${token}` }
    const stop = new AbortController()
    const stream = await fetch(`${url}/api/v1/events/stream`, { headers, signal: stop.signal })
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    await logByRest(url, headers)
    let said = ''
    while (!said.includes('event: run.finished')) said += (await reader.read()).value ?? ''
    stop.abort()
  })

  test('addresses of parts of an upload are those of the outside', async () => {
    const reply = await fetch(`${host}${PREFIX}/api/2.0/mlflow-artifacts/mpu/create/a`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ path: 'b', num_parts: 1 }),
    })
    const { credentials } = (await reply.json()) as { credentials: { url: string }[] }
    // The name that was asked for, whatever name the proxy asks under.
    expect(credentials[0]!.url).toMatch(`${host}${PREFIX}/api/2.0/mlflow-artifacts/mpu/part/`)
    expect((await fetch(credentials[0]!.url, { method: 'PUT', body: 'part' })).status).toBe(200)
  })
})

test("Platform-06: MLflow's client works with a tracking URI that has a path, through a proxy", {
  timeout: 120_000,
}, async () => {
  const { host, token } = ways[0]!
  await logByClient(host + PREFIX, { MLFLOW_TRACKING_TOKEN: token })
})

test('a server without an owner answers no proxy, whatever it says of itself', async () => {
  for (const way of WAYS) {
    const host = await proxyTo(openUrl, way)
    expect((await fetch(`${host}${PREFIX}/api/v1/events`)).status).toBe(403)
    expect((await fetch(`${host}${PREFIX}/`, { headers: { accept: 'text/html' } })).status).toBe(403)
    expect((await open.send('GET', '/api/v1/events', undefined, { 'x-forwarded-prefix': PREFIX })).status).toBe(403)
  }
})

test.each([
  '/../x',
  '//elsewhere.example',
  '/a"><script>',
  'a',
  '/a b',
  '/%2e%2e',
  `/${'a'.repeat(300)}`,
  '/a;Domain=b',
])('a prefix of %s is none', async (prefix) => {
  const { send, token } = bare
  const told = { 'x-forwarded-prefix': prefix, accept: 'text/html', authorization: `Bearer ${token}` }
  expect((await send('GET', '/', undefined, told)).body.text).toContain('<base href="/">')
  expect((await send('GET', '/login', undefined, told)).body.text).toContain('action="/login"')
})
