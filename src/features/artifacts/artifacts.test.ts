/** The artifact proxy as MLflow's clients use it. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { experiments } from '../track/contract/experiments.ts'
import { runs } from '../track/contract/runs.ts'
import { files } from './contract/files.ts'

const { call, send, database } = await server()
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const put = (path: string, body: string | Buffer) => send('PUT', `${PROXY}/${path}`, body, { 'content-type': 'text/x' })
const get = (path: string, headers?: Record<string, string>) => send('GET', `${PROXY}/${path}`, undefined, headers)

const startRun = async (location?: string): Promise<string> => {
  const input = { name: `e-${Math.random()}`, ...(location && { artifact_location: location }) }
  const { experiment_id } = await call(experiments.create, input)
  return (await call(runs.create, { experiment_id })).run.info.run_id
}

test('an uploaded artifact is downloaded as it was, as an attachment that no browser interprets', async () => {
  expect(await put('a/page.html', '<script>alert(1)</script>')).toMatchObject({ status: 200, body: { text: '' } })
  const { status, body, headers } = await get('a/page.html')
  expect(status).toBe(200)
  expect(body.text).toBe('<script>alert(1)</script>')
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '25',
    'content-disposition': 'attachment; filename="page.html"',
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
    'accept-ranges': 'bytes',
  })
})

test('a second upload replaces the first', async () => {
  await put('again.txt', 'one')
  await put('again.txt', 'two, longer')
  expect((await get('again.txt')).body.text).toBe('two, longer')
  expect((await call(files.list, {})).files).toContainEqual({ path: 'again.txt', is_dir: false, file_size: 11 })
})

test('a name beyond ASCII arrives in both forms of the header', async () => {
  await put(encodeURIComponent("données d'été ✓.txt"), 'x')
  const { headers } = await get(encodeURIComponent("données d'été ✓.txt"))
  expect(headers['content-disposition']).toBe(
    `attachment; filename="donn_es d'_t_ _.txt"; filename*=UTF-8''donn%C3%A9es%20d%27%C3%A9t%C3%A9%20%E2%9C%93.txt`,
  )
})

test('a listing gives base names sorted, folders without size, empty files without size', async () => {
  for (const path of ['m/model/b', 'm/model/a', 'm/model.txt', 'm/Z', 'm/\u{1F600}', 'm/\uFFFD', 'm2/other'])
    await put(encodeURI(path), path === 'm/Z' ? '' : 'x')
  expect((await call(files.list, { path: 'm' })).files).toEqual([
    { path: 'Z', is_dir: false },
    { path: 'model', is_dir: true },
    { path: 'model.txt', is_dir: false, file_size: 1 },
    { path: '\uFFFD', is_dir: false, file_size: 1 },
    { path: '\u{1F600}', is_dir: false, file_size: 1 },
  ])
  expect((await call(files.list, { path: 'm/model/' })).files?.map((f) => f.path)).toEqual(['a', 'b'])
})

test('listing a file or nothing gives an empty list', async () => {
  await put('single/file', 'x')
  expect(await call(files.list, { path: 'single/file' })).toEqual({})
  expect(await call(files.list, { path: 'nowhere' })).toEqual({})
})

test('folders with more files than a page of the database are listed once each', async () => {
  await put('big/deep/first', 'x')
  // More than a thousand uploads would take seconds: the database copies the first one's row.
  await sql`
    insert into artifact_files (key, path, digest, size, created_ms)
    select sha256(p::bytea), p, digest, size, created_ms
    from artifact_files, generate_series(1, 1119) n, lateral (select 'big/deep/' || n as p) names
    where path = 'big/deep/first'`.execute(database.db)
  await put('big/deep.txt', 'x')
  await put('big/deepest/file', 'x')
  const listed = (await call(files.list, { path: 'big' })).files?.map((f) => f.path)
  expect(listed).toEqual(['deep', 'deep.txt', 'deepest'])
  expect((await call(files.list, { path: 'big/deep' })).files).toHaveLength(1120)
})

test('a missing artifact is 404 and a folder is not a file', async () => {
  await put('dir/file', 'x')
  expect(await get('dir/none')).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } })
  expect(await get('dir')).toMatchObject({ status: 400, body: { message: expect.stringContaining('folder') } })
})

test('a path cannot be a file and a folder at once', async () => {
  await put('both/file', 'x')
  expect((await put('both', 'x')).status).toBe(400)
  expect((await put('both/file/below', 'x')).status).toBe(400)
  expect((await get('both/file')).body.text).toBe('x')
})

test('deleting takes a file or a folder, never its neighbours, and may be repeated', async () => {
  for (const path of ['d/x/1', 'd/x/y/2', 'd/x.txt', 'd/xy']) await put(path, 'x')
  expect(await send('DELETE', `${PROXY}/d/x/`)).toMatchObject({ status: 200, body: {} })
  expect((await call(files.list, { path: 'd' })).files?.map((f) => f.path)).toEqual(['x.txt', 'xy'])
  await send('DELETE', `${PROXY}/d/xy`)
  expect((await send('DELETE', `${PROXY}/d/xy`)).status).toBe(200)
  expect((await call(files.list, { path: 'd' })).files?.map((f) => f.path)).toEqual(['x.txt'])
  expect((await send('DELETE', `${PROXY}/`)).status).toBe(400)
})

test('the routes answer below /ajax-api as well', async () => {
  await put('twin.txt', 'x')
  expect((await send('GET', `/ajax-api/2.0/mlflow-artifacts/artifacts/twin.txt`)).body.text).toBe('x')
  expect((await send('GET', `/ajax-api/2.0/mlflow-artifacts/artifacts?path=`)).status).toBe(200)
})

test("a run's artifacts are listed by paths from its root", async () => {
  const run_id = await startRun()
  const { info } = (await call(runs.get, { run_id })).run
  const root = info.artifact_uri.replace('mlflow-artifacts:/', '')
  await put(`${root}/model/MLmodel`, 'flavors')
  await put(`${root}/plot.png`, 'png')
  expect(await call(files.listRun, { run_id })).toEqual({
    root_uri: info.artifact_uri,
    files: [
      { path: 'model', is_dir: true },
      { path: 'plot.png', is_dir: false, file_size: 3 },
    ],
  })
  expect((await call(files.listRun, { run_uuid: run_id, path: 'model' })).files).toEqual([
    { path: 'model/MLmodel', is_dir: false, file_size: 7 },
  ])
  expect((await send('GET', `/get-artifact?path=model/MLmodel&run_uuid=${run_id}`)).body.text).toBe('flavors')
  await send('POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run_id}&path=table.json`, '{}')
  expect((await get(`${root}/table.json`)).body.text).toBe('{}')
  for (const path of ['./model', 'model/', './/model//./'])
    expect((await call(files.listRun, { run_id, path })).files, path).toEqual(
      (await call(files.listRun, { run_id, path: 'model' })).files,
    )
  await expect(call(files.listRun, { run_id: 'none' })).rejects.toMatchObject({ status: 404 })
  await expect(call(files.listRun, { run_id, path: '../..' })).rejects.toMatchObject({ status: 400 })
  await expect(call(files.listRun, {})).rejects.toMatchObject({ status: 400 })
})

test('a root with spaces and escapes is the same folder for the client and for the listing', async () => {
  const run_id = await startRun('mlflow-artifacts:/my%20team/été')
  await put(`my%20team/${encodeURIComponent('été')}/${run_id}/artifacts/x`, 'x')
  expect((await call(files.listRun, { run_id })).files).toEqual([{ path: 'x', is_dir: false, file_size: 1 }])
})

test('artifacts in a store of their own are left to the client, with a sentence', async () => {
  const run_id = await startRun('s3://bucket/folder')
  await expect(call(files.listRun, { run_id })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('s3://bucket/folder'),
  })
})

test('our own listing gives digests and pages, by entry or by file', async () => {
  const run_id = await startRun()
  const root = (await call(runs.get, { run_id })).run.info.artifact_uri.replace('mlflow-artifacts:/', '')
  for (const path of ['b/1', 'b/2', 'b/c/3', 'a', 'b.txt']) await put(`${root}/${path}`, path)
  const all = async (recursive: boolean, path?: string): Promise<string[]> => {
    const found: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await call(files.ofRun, {
        run_id,
        limit: 2,
        recursive,
        ...(path && { path }),
        ...(cursor && { cursor }),
      })
      found.push(...page.files.map((f) => f.path))
      cursor = page.next_cursor
      if (!cursor) return found
    }
  }
  expect(await all(false)).toEqual(['a', 'b.txt', 'b'])
  expect(await all(true)).toEqual(['a', 'b.txt', 'b/1', 'b/2', 'b/c/3'])
  expect(await all(true, 'b')).toEqual(['b/1', 'b/2', 'b/c/3'])
  const [first] = (await call(files.ofRun, { run_id })).files
  expect(first).toMatchObject({ is_dir: false, size: 1, digest: expect.stringMatching(/^ca978112/) })
  await expect(call(files.ofRun, { run_id, cursor: '!' })).rejects.toMatchObject({ status: 400 })
  await expect(call(files.ofRun, { run_id, limit: 1001 })).rejects.toMatchObject({ status: 400 })
})

test('presigned URLs are not offered, in the words that MLflow clients recognise', async () => {
  const { status, body } = await send('GET', '/api/2.0/mlflow-artifacts/presigned/a/b')
  expect({ status, body }).toMatchObject({
    status: 501,
    body: { error_code: 'NOT_IMPLEMENTED', message: expect.stringContaining('not supported') },
  })
  for (const what of ['upload', 'download'])
    expect((await send('POST', `/api/2.0/mlflow/artifacts/presigned-${what}-url`, {})).status).toBe(501)
})
