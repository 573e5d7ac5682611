/** Uploads in parts, as MLflow's client makes them when it is told to. */
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'
import { files } from './contract/files.ts'

const { call, send, listen, advance, app, database } = await server()
const url = await listen()
const behind = await server({ config: { basePath: '/bw' } })
const MPU = '/api/2.0/mlflow-artifacts/mpu'

interface Created {
  upload_id: string
  credentials: { url: string; part_number: number }[]
}
const create = async (folder: string, path: string, num_parts: number): Promise<Created> => {
  const { host } = new URL(url)
  const { status, body } = await send('POST', `${MPU}/create/${folder}`, { path, num_parts }, { host })
  expect(status).toBe(200)
  return body as unknown as Created
}
const putPart = async ({ url, part_number }: Created['credentials'][number], body: string) => {
  const { status, headers } = await fetch(url, { method: 'PUT', body })
  return { status, part_number, etag: headers.get('etag') ?? '', url }
}
const finish = (verb: 'complete' | 'abort', folder: string, body: object) =>
  send('POST', `${MPU}/${verb}/${folder}`, body)
const download = async (path: string): Promise<string> =>
  String((await send('GET', `/api/2.0/mlflow-artifacts/artifacts/${path}`)).body.text)

test('parts sent in any order are joined in theirs', async () => {
  const path = '/home/me/model.bin'
  const { upload_id, credentials } = await create('1/r/artifacts', path, 3)
  expect(credentials.map((c) => c.part_number)).toEqual([1, 2, 3])
  const parts = []
  for (const i of [2, 0, 1]) parts.push(await putPart(credentials[i]!, `part ${i};`))
  expect(await call(files.list, { path: '1/r/artifacts' })).toEqual({})
  expect(await finish('complete', '1/r/artifacts', { path, upload_id, parts })).toMatchObject({ status: 200, body: {} })
  expect(await download('1/r/artifacts/model.bin')).toBe('part 0;part 1;part 2;')
  expect((await finish('complete', '1/r/artifacts', { path, upload_id, parts })).status).toBe(200)
})

test('a part may be sent again, and the last one counts', async () => {
  const { upload_id, credentials } = await create('again', 'C:\\data\\x.bin', 1)
  const first = await putPart(credentials[0]!, 'first')
  const second = await putPart(credentials[0]!, 'second')
  const complete = (part: object) => finish('complete', 'again', { path: 'C:\\data\\x.bin', upload_id, parts: [part] })
  expect(await complete(first)).toMatchObject({ status: 400, body: { message: expect.stringContaining('etag') } })
  expect((await complete(second)).status).toBe(200)
  expect(await download('again/x.bin')).toBe('second')
})

test('an upload with a part missing, doubled or unknown is not completed', async () => {
  const { upload_id, credentials } = await create('gap', 'x', 2)
  const one = await putPart(credentials[0]!, 'one')
  const complete = async (parts: object[]) =>
    (await finish('complete', 'gap', { path: 'x', upload_id, parts })).body.message
  expect(await complete([one])).toContain('Part 2 of 2 has not been uploaded')
  const two = await putPart(credentials[1]!, 'two')
  expect(await complete([one])).toContain('2 parts, but 1')
  expect(await complete([one, one])).toContain('etag')
  expect(await complete([one, { ...two, part_number: 3 }])).toContain('etag')
  expect((await finish('complete', 'gap', { path: 'y', upload_id, parts: [one, two] })).status).toBe(400)
  expect((await finish('complete', 'gap', { path: 'x', upload_id: 'none', parts: [one, two] })).status).toBe(404)
  expect(await complete([two, one])).toBeUndefined()
})

test('a part is accepted only with the signature of its URL', async () => {
  const { credentials } = await create('signed', 'x', 2)
  const [one, two] = credentials.map((c) => c.url) as [string, string]
  const swapped = one.replace(/sig=.*/, two.slice(two.indexOf('sig=')))
  for (const wrong of [swapped, one.replace(/sig=.*/, 'sig=AAAA'), one.replace(/part\/[^/]+/, 'part/none')]) {
    const reply = await fetch(wrong, { method: 'PUT', body: 'x' })
    expect({ status: reply.status, ...((await reply.json()) as object) }).toMatchObject({
      status: 403,
      error_code: 'PERMISSION_DENIED',
    })
  }
  expect((await fetch(one.replace(/\?.*/, ''), { method: 'PUT', body: 'x' })).status).toBe(400)
})

test('the URL of a part keeps the host and the base path that the client used', async () => {
  const host = 'localhost:9999'
  const { body } = await behind.send('POST', `/bw${MPU}/create/a`, { path: 'x', num_parts: 1 }, { host })
  const { url } = (body as unknown as Created).credentials[0]!
  expect(url.startsWith(`http://${host}/bw${MPU}/part/`)).toBe(true)
  expect(await behind.send('PUT', url.slice(url.indexOf('/bw/')), 'x', { host })).toMatchObject({ status: 200 })
})

test('an abandoned upload takes no more parts and leaves no file', async () => {
  const { upload_id, credentials } = await create('left', 'x', 1)
  await putPart(credentials[0]!, 'x')
  for (let i = 0; i < 2; i++) expect((await finish('abort', 'left', { path: 'x', upload_id })).status).toBe(200)
  expect((await putPart(credentials[0]!, 'x')).status).toBe(403)
  expect(await call(files.list, { path: 'left' })).toEqual({})
})

test('the number of parts has a limit, which is named', async () => {
  const { status, body } = await send('POST', `${MPU}/create/a`, { path: 'x', num_parts: 10_001 })
  expect({ status, message: body.message }).toMatchObject({ status: 400, message: expect.stringContaining('10000') })
})

test('an upload that nobody completed in a week is forgotten', async () => {
  const { credentials } = await create('old', 'x', 1)
  advance(6 * 86_400_000)
  await app.jobs.enqueue(database.db, 'artifacts.expire-uploads')
  const { credentials: young } = await create('young', 'x', 1)
  expect((await putPart(credentials[0]!, 'x')).status).toBe(200)
  advance(2 * 86_400_000)
  await app.jobs.enqueue(database.db, 'artifacts.expire-uploads')
  await expect.poll(async () => (await putPart(credentials[0]!, 'x')).status).toBe(403)
  expect((await putPart(young[0]!, 'x')).status).toBe(200)
})
