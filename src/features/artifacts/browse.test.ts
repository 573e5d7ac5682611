/** Looking through artifacts, and showing what nobody trusts. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { server, toQuery } from '../../../test/harness/server.ts'
import { browse } from './contract/browse.ts'

const { call, send, database } = await server()
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const put = (path: string, body: string | Buffer) =>
  send('PUT', `${PROXY}/${encodeURI(path)}`, body, { 'content-type': 'text/x' })
const root = 'mlflow-artifacts:/7/run/artifacts'
for (const [path, body] of Object.entries({
  'model/MLmodel': 'flavors: {}',
  'model/data/weights.bin': '0123456789',
  'model/data/höhe/ü 1.txt': 'ü',
  'model-card.md': '# card',
  'a.txt': 'a',
  'B.txt': '',
  'report.html': '<script>parent.document.title = "stolen"</script>',
  'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'plot.png': 'png',
}))
  await put(`7/run/artifacts/${path}`, body)
await put('7/run2/artifacts/other.txt', 'of another run')

const shown = async (input: object = {}) =>
  (await call(browse.folder, { root, ...input })).entries.map(
    ({ path, is_dir, files, bytes }) => `${path}${is_dir ? '/' : ''} ${files} ${bytes}`,
  )
const content = (input: { path: string; scripts?: boolean }, headers?: Record<string, string>) =>
  send('GET', `/api/v1/artifacts/content${toQuery({ root, ...input })}`, undefined, headers)

test('a folder lists its folders with what they hold, then its files', async () => {
  expect(await shown()).toEqual([
    'model/ 3 23',
    'B.txt 1 0',
    'a.txt 1 1',
    'drawing.svg 1 71',
    'model-card.md 1 6',
    'plot.png 1 3',
    'report.html 1 49',
  ])
  expect(await shown({ path: 'model/data' })).toEqual(['model/data/höhe/ 1 2', 'model/data/weights.bin 1 10'])
  expect(await shown({ path: 'model/data/höhe/' })).toEqual(['model/data/höhe/ü 1.txt 1 2'])
  expect(await shown({ path: 'none' })).toEqual([])
  expect(await call(browse.folder, { root })).toMatchObject({ files: 9, bytes: 153, next_cursor: null })
})

test('a search finds files at any depth by a part of their path; capitals do not matter', async () => {
  expect(await shown({ search: 'Höhe' })).toEqual(['model/data/höhe/ü 1.txt 1 2'])
  expect(await shown({ search: '.TXT' })).toEqual(['B.txt 1 0', 'a.txt 1 1', 'model/data/höhe/ü 1.txt 1 2'])
  expect(await shown({ path: 'model', search: 'data/w' })).toEqual(['model/data/weights.bin 1 10'])
  expect(await shown({ search: '100%_' })).toEqual([])
})

test('pages of a folder join without gap or doubling; a foreign cursor is refused', async () => {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await call(browse.folder, { root, limit: 2, cursor })
    expect(page.entries.length).toBeLessThanOrEqual(2)
    all.push(...page.entries.map(({ path }) => path))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  expect(all).toEqual(['model', 'B.txt', 'a.txt', 'drawing.svg', 'model-card.md', 'plot.png', 'report.html'])
  await expect(call(browse.folder, { root, cursor: 'zzz' })).rejects.toMatchObject({ status: 400 })
})

test('roots and paths that lead elsewhere are refused', async () => {
  await expect(call(browse.folder, { root: 's3://bucket/x' })).rejects.toThrow(
    /a store that this server does not serve/,
  )
  await expect(call(browse.folder, { root, path: '../run2' })).rejects.toMatchObject({ status: 400 })
  await expect(call(browse.file, { root, path: '../../run2/artifacts/other.txt' })).rejects.toMatchObject({
    status: 400,
  })
  await expect(call(browse.file, { root, path: 'model' })).rejects.toThrow(/is a folder/)
  await expect(call(browse.file, { root, path: 'none' })).rejects.toMatchObject({ status: 404 })
})

test('a file says its size, digest and viewer', async () => {
  expect(await call(browse.file, { root, path: 'a.txt' })).toMatchObject({
    bytes: 1,
    digest: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    viewer: 'text',
    type: 'text/plain; charset=utf-8',
  })
  expect(await call(browse.file, { root, path: 'model/MLmodel' })).toMatchObject({ viewer: 'model' })
  expect(await call(browse.file, { root, path: 'model/data/weights.bin' })).toMatchObject({
    viewer: 'unknown',
    type: null,
  })
})

test('what is shown comes with its type, in a sandbox that runs nothing and reaches nothing', async () => {
  const { headers } = await content({ path: 'report.html' })
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': 'inline; filename="report.html"',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-resource-policy': 'same-origin',
  })
  const policy = String(headers['content-security-policy']).split('; ')
  expect(policy).toEqual(
    expect.arrayContaining(['sandbox', "default-src 'none'", "form-action 'none'", "base-uri 'none'"]),
  )
  expect(policy.join()).not.toMatch(/script-src|connect-src|allow-|https?:/)
})

test('scripts run only where they were asked for, never with the origin of the server or a network', async () => {
  const policy = String((await content({ path: 'report.html', scripts: true })).headers['content-security-policy'])
  expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'/)
  expect(policy).not.toMatch(/allow-same-origin|allow-top-navigation|allow-popups|'self'.*script|https?:|\*/)
  for (const path of ['drawing.svg', 'a.txt'])
    expect((await content({ path, scripts: true })).headers['content-security-policy']).toMatch(
      /^sandbox; default-src 'none'/,
    )
})

test.for([
  ['drawing.svg', 'image/svg+xml', 'inline'],
  ['plot.png', 'image/png', 'inline'],
  ['model-card.md', 'text/plain; charset=utf-8', 'inline'],
  ['model/data/weights.bin', 'application/octet-stream', 'attachment'],
])('%s is sent as %s, %s', async ([path, type, how]) => {
  const { headers } = await content({ path: path! })
  expect(headers['content-type']).toBe(type)
  expect(headers['content-disposition']).toContain(`${how}; filename=`)
  expect(headers['content-security-policy']).toMatch(/^sandbox/)
})

test('ranges and etags hold for what is shown too', async () => {
  const part = await content({ path: 'model/data/weights.bin' }, { range: 'bytes=2-4' })
  expect(part).toMatchObject({ status: 206, body: { text: '234' }, headers: { 'content-range': 'bytes 2-4/10' } })
  const { etag } = (await content({ path: 'a.txt' })).headers
  expect((await content({ path: 'a.txt' }, { 'if-none-match': String(etag) })).status).toBe(304)
})

test('ten thousand files: a folder opens in well under a second', async () => {
  await sql`insert into artifact_files (workspace_id, key, path, digest, size, created_ms)
    select 1, sha256(p::bytea), p, repeat('0', 64), 10, n
    from (select n, '7/many/artifacts/step_' || n % 100 || '/file_' || n || '.json' as p from generate_series(1, 10000) n) s`.execute(
    database.db,
  )
  const started = performance.now()
  const page = await call(browse.folder, { root: 'mlflow-artifacts:/7/many/artifacts' })
  const took = performance.now() - started
  expect(page).toMatchObject({ files: 10_000, bytes: 100_000 })
  expect(page.entries).toHaveLength(100)
  expect(page.entries[0]).toMatchObject({ path: 'step_0', files: 100, bytes: 1_000 })
  expect(took).toBeLessThan(500)
})
