/** Which paths are kept, and that every way out of a folder is refused. */
import { type IncomingMessage, request } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { files } from './contract/files.ts'

const { app, call, send, listen } = await server()
const url = new URL(await listen())

/** As the request line has it: other clients resolve '..' before they send. */
const sendAsIs = async (method: string, path: string, body = ''): Promise<{ status: number; code: string }> => {
  const { host, port } = { host: url.hostname, port: url.port }
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  const reply = await new Promise<IncomingMessage>((resolve, reject) =>
    request({ method, host, port, path, headers }, resolve).on('error', reject).end(body),
  )
  const text = Buffer.concat(await reply.toArray()).toString()
  return { status: reply.statusCode!, code: (JSON.parse(text) as { error_code: string }).error_code }
}
const REFUSED = { status: 400, code: 'INVALID_PARAMETER_VALUE' }

const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const toUrl = (path: string): string => `${PROXY}/${path.split('/').map(encodeURIComponent).join('/')}`

const safe = (segment: string): boolean =>
  !/[\0/\\#]|^[a-z]:|^file:|%[0-9a-f]{2}/i.test(segment) && !/^[. ]*\.[. ]*$/.test(segment)
const segment = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.constantFrom('a', 'x y', '100%', '日本', '?&=+;', '\n'),
  )
  .filter((text) => text !== '' && text.isWellFormed() && safe(text))
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'))

test('any well-formed relative path comes back from upload, listing and download', async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.uint8Array({ maxLength: 50 }), async (path, bytes) => {
      const inside = `round/${crypto.randomUUID()}/${path}`
      const folder = inside.slice(0, inside.lastIndexOf('/'))
      const name = inside.slice(folder.length + 1)
      const put = await send('PUT', toUrl(inside), Buffer.from(bytes), { 'content-type': 'a/b' })
      expect(put).toMatchObject({ status: 200 })
      expect((await call(files.list, { path: folder })).files?.map((f) => f.path)).toEqual([name])
      const { headers, rawPayload } = await app.http.app.inject(toUrl(inside))
      expect(rawPayload).toEqual(Buffer.from(bytes))
      const [, listed] = /filename\*=UTF-8''(.*)$/.exec(String(headers['content-disposition'])) ?? []
      if (listed) expect(decodeURIComponent(listed)).toBe(name)
    }),
    { numRuns: 60 },
  )
})

/** Disguised again: everything may be escaped, wholly or in part, more than once. */
const escaped = (text: string): string =>
  text.replace(/[^a-z]/gi, (c) => [...Buffer.from(c)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''))
const DISGUISES = [
  ...['..', '../x', 'x/../../y', 'x/..', './x', 'x/./y', '...', '.. /x', 'x/. ./y'],
  ...['/etc/passwd', '//server/share', 'x//y', '\\\\server\\share', '..\\x', 'x\\..\\y', '\\x'],
  ...[
    'C:/x',
    'c:',
    'x/D:y',
    'C:\\x',
    'file:///etc/passwd',
    'FILE:x',
    'x/file:/y',
    'x\0y',
    '\0',
    'x#y',
    '%c0%ae%c0%ae/x',
  ],
]
const disguise = fc
  .record({
    core: fc.constantFrom(...DISGUISES),
    before: fc.option(path, { nil: undefined }),
    after: fc.option(path, { nil: undefined }),
    times: fc.integer({ min: 0, max: 3 }),
    upper: fc.boolean(),
  })
  .map(({ core, before, after, times, upper }) => {
    let hidden = core
    for (let i = 0; i < times; i++) hidden = escaped(hidden)
    if (upper && times) hidden = hidden.toUpperCase()
    return [before, hidden, after].filter((part) => part !== undefined).join('/')
  })

test('any path with a disguised way out is refused by every route that takes one', async () => {
  await fc.assert(
    fc.asyncProperty(disguise, async (path) => {
      const escaped = encodeURIComponent(path)
      const replies = await Promise.all([
        sendAsIs('PUT', `${PROXY}/${escaped}`, '{}'),
        sendAsIs('GET', `${PROXY}/${escaped}`),
        sendAsIs('DELETE', `${PROXY}/${escaped}`, '{}'),
        sendAsIs('GET', `${PROXY}?path=${escaped}`),
        sendAsIs('POST', `/api/2.0/mlflow-artifacts/mpu/create/${escaped}`, '{"path":"x","num_parts":1}'),
      ])
      for (const reply of replies) expect({ path, ...reply }).toEqual({ path, ...REFUSED })
    }),
    { numRuns: 150 },
  )
  expect((await call(files.list, {})).files?.map((f) => f.path) ?? []).toEqual(['round'])
})

test('a path sent without any escaping is refused as well', async () => {
  const ways = [
    '../x',
    '..',
    '%2e%2e/x',
    '.%2e/x',
    'x/%2e%2e%2fy',
    '..%2f..%2fx',
    '%252e%252e/x',
    '%25252e./x',
    '..%5cx',
  ]
  for (const path of [...ways, '/etc', '%2fetc', '%00', 'x%2500y', 'C:%5cx', 'c%3a/x', 'file%3a///x', '%25c0%25ae/x'])
    expect({ path, ...(await sendAsIs('GET', `${PROXY}/${path}`)) }).toEqual({ path, ...REFUSED })
  expect(await sendAsIs('GET', `${PROXY}/%c0%ae%c0%ae/x`)).toMatchObject({ status: 400 })
})

test('the limits of a path and of a segment are named', async () => {
  const long = `${'ü'.repeat(512)}/`.repeat(4).slice(0, -1)
  expect((await send('PUT', toUrl(`${long.slice(0, -3)}`), 'x', { 'content-type': 'a/b' })).status).toBe(200)
  expect((await call(files.list, { path: long.slice(0, 512) })).files).toHaveLength(1)
  expect((await send('PUT', toUrl(`${long}/x`), 'x')).body.message).toContain('4096')
  expect((await send('PUT', toUrl('x'.repeat(1025)), 'x')).body.message).toContain('1024')
})

test('long paths that differ only at their ends are kept apart', async () => {
  const folder = Array.from({ length: 3 }, (_, i) => String(i).repeat(1000)).join('/')
  for (const name of ['a', 'b', 'c']) await send('PUT', toUrl(`${folder}/${name}`), name, { 'content-type': 'a/b' })
  expect((await call(files.list, { path: folder })).files?.map((f) => f.path)).toEqual(['a', 'b', 'c'])
  expect((await send('GET', toUrl(`${folder}/b`))).body.text).toBe('b')
  await send('DELETE', toUrl(`${folder}/b`))
  expect((await call(files.list, { path: folder })).files?.map((f) => f.path)).toEqual(['a', 'c'])
})
