/** Real servers on addresses of this machine; only the names are made up. Two tests wait for a time limit. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { createOutside } from './fetch.ts'
import type { Resolve } from './targets.ts'

const GOOD = '127.0.0.2'
const SECRET = '127.0.0.3'

interface Seen {
  method: string
  headers: IncomingMessage['headers']
  body: string
}

/** A server that notes down what it was asked. */
async function listenOn(address: string, handle: RequestListener, port = 0) {
  const seen: Seen[] = []
  const server = createServer(async (request, reply) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push({ method: request.method!, headers: request.headers, body })
    handle(request, reply)
  })
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, port: (server.address() as AddressInfo).port }
}

const answers: RequestListener = ({ url = '/' }, reply) => {
  const at = new URL(url, 'http://here')
  const to = at.searchParams.get('to')
  if (to !== null) return reply.writeHead(Number(at.searchParams.get('status') ?? 302), { location: to }).end()
  if (at.pathname === '/large') return reply.end('x'.repeat(5_000))
  if (at.pathname === '/stream') {
    const more = () => !reply.destroyed && reply.write('x'.repeat(1_000), () => setImmediate(more))
    return more()
  }
  if (at.pathname === '/silent') return
  if (at.pathname === '/slow') return reply.write('a')
  if (at.pathname === '/packed') return reply.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(100_000)))
  reply.end('good')
}

const good = await listenOn(GOOD, answers)
const secret = await listenOn(SECRET, (_, reply) => reply.end('secret'), good.port)
const { port } = good

/** Names of the tests; a list is what is answered first, second, and so on. */
function resolver(names: Record<string, string[][]>) {
  const asked: string[] = []
  const resolve: Resolve = async (host) => {
    const answer = names[host]?.[asked.filter((name) => name === host).length] ?? names[host]?.at(-1)
    asked.push(host)
    if (!answer) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { resolve, asked }
}

const names = {
  'hook.test': [[GOOD]],
  'inner.test': [[SECRET]],
  'mixed.test': [[GOOD, '10.0.0.7']],
  'six.test': [['::ffff:127.0.0.1']],
  'cloud.test': [['169.254.169.254']],
  'none.test': [[]],
}
const allowed = [`${GOOD}/32`]
const outside = createOutside(allowed, resolver(names).resolve)
const strict = createOutside([], resolver(names).resolve)

test.each([
  ['hook.test', /hook\.test \(127\.0\.0\.2\), which is this machine.*BELLWETHER_ALLOWED_TARGETS/],
  ['six.test', /six\.test \(::ffff:127\.0\.0\.1\), which is this machine/],
  ['cloud.test', /which is the metadata of a cloud/],
  ['none.test', /has no address/],
  ['nowhere.test', /'nowhere\.test', which cannot be resolved \(ENOTFOUND\)/],
  ['127.0.0.1', /leads to 127\.0\.0\.1, which is this machine/],
  ['10.1.2.3', /a private network/],
  ['[::1]', /leads to ::1, which is this machine/],
  ['[fe80::1]', /this link alone/],
  ['[::ffff:169.254.169.254]', /the metadata of a cloud/],
  // One address, written as browsers and libraries accept it.
  ['2130706433', /127\.0\.0\.1, which is this machine/],
  ['0x7f000001', /127\.0\.0\.1, which is this machine/],
  ['0177.0.0.1', /127\.0\.0\.1, which is this machine/],
  ['127.1', /127\.0\.0\.1, which is this machine/],
  ['127.0.0.1.', /127\.0\.0\.1, which is this machine/],
  ['①②⑦.⓪.⓪.①', /127\.0\.0\.1, which is this machine/],
])('a URL to %s is refused with the reason, and nobody is asked', async (host, reason) => {
  const before = good.seen.length
  await expect(strict.fetch(`http://${host}:${port}/`, { field: 'hook' })).rejects.toThrow(reason)
  await expect(strict.check(`http://${host}:${port}/`, 'hook')).rejects.toMatchObject({
    code: 'INVALID_PARAMETER_VALUE',
  })
  expect(good.seen.length).toBe(before)
})

test.each([
  ['file:///etc/passwd', /http:\/\/ or https:\/\/, not file:/],
  ['ftp://example.com/', /not ftp:/],
  ['data:text/plain,x', /not data:/],
  ['gopher://127.0.0.1:6379/_', /not gopher:/],
  ['unix:/run/docker.sock', /not unix:/],
  ['/relative', /complete URL/],
  ['', /complete URL/],
  ['http://ana:pw@hook.test/', /name or password/],
])('%s is no URL to go to', async (url, reason) => {
  await expect(outside.fetch(url)).rejects.toThrow(reason)
})

test('what whoever runs the server allows is reached', async () => {
  const { status, body, url } = await outside.fetch(`http://hook.test:${port}/a?b=1`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect([status, String(body), url]).toEqual([200, 'good', `http://hook.test:${port}/a?b=1`])
  expect(good.seen.at(-1)).toMatchObject({ method: 'POST', body: '{}', headers: { host: `hook.test:${port}` } })
})

test('a name that changes its answer is asked once: the connection goes where it was judged to go', async () => {
  const { resolve, asked } = resolver({ 'rebind.test': [[GOOD], [SECRET]] })
  const { body } = await createOutside(allowed, resolve).fetch(`http://rebind.test:${port}/`)
  expect([String(body), asked, secret.seen]).toEqual(['good', ['rebind.test'], []])
})

test('one wrong address among good ones is enough to refuse', async () => {
  await expect(outside.fetch(`http://mixed.test:${port}/`)).rejects.toThrow(/10\.0\.0\.7\), which is a private network/)
})

test.each([
  ['a name', ['inner.test'], 'http://inner.test', true],
  ['a name in other letters', ['Inner.Test'], 'http://INNER.test', true],
  ['another name', ['other.test'], 'http://inner.test', false],
  ['a name with its port', [`inner.test:${port}`], 'http://inner.test', true],
  ['a name with another port', ['inner.test:9'], 'http://inner.test', false],
  ['an address', [SECRET], 'http://inner.test', true],
  ['an address with another port', [`${SECRET}:9`], `http://${SECRET}`, false],
  ['a range', ['127.0.0.0/30'], `http://${SECRET}`, true],
  ['a range that ends before', ['127.0.0.0/31'], `http://${SECRET}`, false],
  ['an address in IPv6', ['[::1]:1'], `http://${SECRET}`, false],
])('allowing %s', async (_, list, url, isAllowed) => {
  const reply = createOutside(list, resolver(names).resolve).fetch(`${url}:${port}/`)
  if (isAllowed) expect(String((await reply).body)).toBe('secret')
  else await expect(reply).rejects.toThrow('which is this machine')
})

test.each(['*', 'http://x', 'a b', '10.0.0.0/33', 'x:y', '-x'])('%s is nothing that can be allowed', (text) => {
  expect(() => createOutside([text])).toThrow(/allowed_targets/)
})

const redirect = (to: string, status = 302): string =>
  `http://hook.test:${port}/?${new URLSearchParams({ to, status: String(status) })}`

test('a redirect is judged as the first URL is', async () => {
  const before = secret.seen.length
  for (const to of [
    `http://inner.test:${port}/`,
    `http://${SECRET}:${port}/`,
    'http://169.254.169.254/latest/',
    'file:///etc/passwd',
  ])
    await expect(outside.fetch(redirect(to), { redirects: 3 }), to).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    })
  expect(secret.seen.length).toBe(before)
  expect(String((await outside.fetch(redirect('/final'), { redirects: 1 })).body)).toBe('good')
  await expect(outside.fetch(redirect('/final'))).rejects.toThrow(/redirects to another place/)
  const twice = redirect(redirect('/final'))
  await expect(outside.fetch(twice, { redirects: 1 })).rejects.toThrow(/redirects to another place/)
})

test('a redirect takes no secrets to another place, and keeps a body only where it must', async () => {
  const both = createOutside([...allowed, `${SECRET}/32`], resolver(names).resolve)
  const request = {
    method: 'POST',
    body: 'text',
    redirects: 1,
    headers: {
      authorization: 'Bearer x',
      cookie: 'a=b',
      'x-gitlab-token': 't',
      'content-type': 'text/plain',
      accept: '*/*',
    },
  }
  await both.fetch(redirect(`http://inner.test:${port}/`, 307), request)
  expect(secret.seen.at(-1)).toMatchObject({ method: 'POST', body: 'text' })
  const names307 = Object.keys(secret.seen.at(-1)!.headers)
  expect(names307).toContain('accept')
  for (const name of ['authorization', 'cookie', 'x-gitlab-token']) expect(names307).not.toContain(name)
  await both.fetch(redirect('/final', 303), request)
  expect(good.seen.at(-1)).toMatchObject({ method: 'GET', body: '', headers: { authorization: 'Bearer x' } })
  expect(good.seen.at(-1)!.headers['content-type']).toBeUndefined()
})

test('a reply that is too large is cut off, announced or not; packed ones are not unpacked', async () => {
  for (const path of ['/large', '/stream'])
    await expect(outside.fetch(`http://hook.test:${port}${path}`, { maxBytes: 4_000 })).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
      message: expect.stringContaining('4000 bytes'),
    })
  const { body } = await outside.fetch(`http://hook.test:${port}/packed`, { maxBytes: 4_000 })
  expect(body.length).toBeLessThan(1_000)
})

test('what does not answer in time is given up: a server, its body, a name', async () => {
  const hanging = createOutside([], () => new Promise(() => undefined))
  for (const [client, path] of [
    [outside, '/silent'],
    [outside, '/slow'],
    [hanging, '/'],
  ] as const)
    await expect(client.fetch(`http://hook.test:${port}${path}`, { timeoutMs: 150 })).rejects.toMatchObject({
      code: 'TEMPORARILY_UNAVAILABLE',
      message: expect.stringContaining('longer than 0.15 s'),
    })
})

test('a server that is not there, and a caller who gives up', async () => {
  await expect(outside.fetch('http://hook.test:9/')).rejects.toMatchObject({
    code: 'TEMPORARILY_UNAVAILABLE',
    message: expect.stringMatching(/hook\.test:9 could not be asked: .*ECONNREFUSED/),
  })
  const stop = new AbortController()
  const asked = outside.fetch(`http://hook.test:${port}/silent`, { signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
})
