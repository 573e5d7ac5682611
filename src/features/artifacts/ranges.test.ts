/** Conditional and partial downloads. */
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'

const { send } = await server()
const URL = '/api/2.0/mlflow-artifacts/artifacts/digits'
await send('PUT', URL, '0123456789', { 'content-type': 'a/b' })
await send('PUT', `${URL}-none`, '', { 'content-type': 'a/b' })
const etag = String((await send('GET', URL)).headers.etag)
const ask = (headers: Record<string, string>, url = URL) => send('GET', url, undefined, headers)

test('the etag is the digest of the bytes', () => {
  expect(etag).toBe('"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"')
})

test.for([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=4-', '456789', 'bytes 4-9/10'],
  ['bytes=-3', '789', 'bytes 7-9/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
  ['bytes=-99', '0123456789', 'bytes 0-9/10'],
])('the range %s gives that part', async ([range, text, contentRange]) => {
  expect(await ask({ range: range! })).toMatchObject({
    status: 206,
    body: { text },
    headers: { 'content-range': contentRange, 'content-length': String(text!.length), etag },
  })
})

test.for(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('the range %s cannot be satisfied', async (range) => {
  expect(await ask({ range })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */10' } })
})

test.for(['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-', 'nonsense'])(
  'the range %s is not understood and gives the whole file',
  async (range) => {
    expect(await ask({ range })).toMatchObject({ status: 200, body: { text: '0123456789' } })
  },
)

test('an empty file has no range', async () => {
  expect(await ask({}, `${URL}-none`)).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
  expect(await ask({ range: 'bytes=0-' }, `${URL}-none`)).toMatchObject({ status: 416 })
})

test('a file that the client has already is not sent again', async () => {
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
    expect(await ask({ 'if-none-match': tag })).toMatchObject({ status: 304, body: { text: '' }, headers: { etag } })
  expect(await ask({ 'if-none-match': '"other"' })).toMatchObject({ status: 200 })
})

test('a range of an older version gives the whole new file', async () => {
  expect(await ask({ range: 'bytes=0-3', 'if-range': etag })).toMatchObject({ status: 206 })
  expect(await ask({ range: 'bytes=0-3', 'if-range': '"older"' })).toMatchObject({ status: 200 })
})

test('HEAD answers like GET without the bytes', async () => {
  const { status, headers, body } = await send('HEAD', URL)
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-length': '10', etag, 'accept-ranges': 'bytes' })
  expect(body.text).toBe('')
})
