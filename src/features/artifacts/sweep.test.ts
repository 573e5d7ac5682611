/** The daily removal of blobs that nothing refers to. */
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { server } from '../../../test/harness/server.ts'

const { send, advance, app, config } = await server()
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const DAY = 86_400_000
const put = (path: string, body: string) => send('PUT', `${PROXY}/${path}`, body, { 'content-type': 'a/b' })
const get = async (path: string) => (await send('GET', `${PROXY}/${path}`)).body.text

/** Names of all blobs, without those that are just arriving. */
const blobs = (): string[] =>
  readdirSync(config.blobs, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.length === 64)
    .map((e) => e.name)
const makeOld = (): void => {
  for (const name of blobs())
    try {
      utimesSync(join(config.blobs, name.slice(0, 2), name), 0, 0)
    } catch {
      // Swept meanwhile.
    }
}
const sweep = () => app.jobs.runNow('artifacts.sweep-blobs')

test('bytes that arrive again while they are swept are there afterwards', async () => {
  const lanes = Array.from({ length: 4 }, async (_, lane) => {
    for (let i = 0; i < 25; i++) {
      expect(await put(`race/${lane}`, `body ${i % 3}`)).toMatchObject({ status: 200 })
      expect(await get(`race/${lane}`)).toBe(`body ${i % 3}`)
      await send('DELETE', `${PROXY}/race/${lane}`)
    }
  })
  let racing = true
  const sweeper = (async () => {
    for (; racing; await new Promise((resolve) => setTimeout(resolve, 5))) {
      makeOld()
      await sweep()
    }
  })()
  await Promise.all(lanes).finally(() => {
    racing = false
  })
  await sweeper
})

test('a blob stays as long as a path refers to it, and a day longer', async () => {
  // What the race above made old but could not sweep goes now, not in the middle.
  await sweep()
  await put('one', 'shared')
  await put('two', 'shared')
  await put('three', 'alone')
  const others = blobs().length - 2
  await send('DELETE', `${PROXY}/one`)
  await put('three', 'replaced')
  await sweep()
  await put('marker', 'gone')
  await send('DELETE', `${PROXY}/marker`)
  expect(blobs()).toHaveLength(4 + others)
  advance(DAY + 60_000)
  await sweep()
  expect(blobs()).toHaveLength(2)
  expect(await get('two')).toBe('shared')
  expect(await get('three')).toBe('replaced')
})

test('parts of an upload stay as long as the upload', async () => {
  const { body } = await send('POST', '/api/2.0/mlflow-artifacts/mpu/create/p', { path: 'x', num_parts: 1 })
  const [{ url }] = body.credentials as [{ url: string }]
  const { headers } = await send('PUT', new URL(url).pathname + new URL(url).search, 'a part', {
    'content-type': 'a/b',
  })
  const digest = String(headers.etag).slice(1, -1)
  advance(DAY)
  await put('unused', 'unused')
  await send('DELETE', `${PROXY}/unused`)
  await sweep()
  await expect.poll(blobs).not.toContain('2e0390eb024a52963db7b95e84a9c2b12c004054a7bad9a97ec0c7c89d4681d2')
  expect(blobs()).toContain(digest)
  await send('POST', '/api/2.0/mlflow-artifacts/mpu/abort/p', { path: 'x', upload_id: body.upload_id })
  await sweep()
  await expect.poll(blobs).not.toContain(digest)
})

test('what a killed server left half written is removed after a day', async () => {
  const left = join(config.blobs, 'incoming', 'left')
  writeFileSync(left, 'half')
  utimesSync(left, new Date(), new Date(Date.now() + 365 * DAY))
  const old = join(config.blobs, 'incoming', 'old')
  writeFileSync(old, 'half')
  await sweep()
  await expect.poll(() => readdirSync(join(config.blobs, 'incoming'))).toEqual(['left'])
})
