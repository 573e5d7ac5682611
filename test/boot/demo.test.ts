// Real processes with their own database, and some hundred runs: seconds, not milliseconds.
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createClient } from '../../src/cli/client.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { aDataDir, type Started, send, stop, up } from './process.ts'

const dir = aDataDir()
let server: Started | undefined
afterAll(() => {
  server?.child.kill('SIGKILL')
  rmSync(dirname(dir), { recursive: true, force: true })
})

/** How many of the older runs are loaded; undefined while day 0 is loading. */
async function loadedAt(url: string): Promise<number | undefined> {
  const shop = createClient({ url: `${url}/w/shop`, from: 'the test' })
  const { experiments } = await shop.call(own.experiments, { search: 'ranker' }).catch(() => ({ experiments: [] }))
  const ranker = experiments.find(({ name }) => name === 'ranker')
  const text = ranker?.tags['bellwether.demo.loaded']
  if (text === undefined) return undefined
  expect(ranker!.runs.total).toBe(214)
  return Number(text.split('/')[0])
}

test('the demo is loaded beside serving, day 0 first, and goes on with --demo where it was stopped', {
  timeout: 240_000,
}, async () => {
  const slowly = { timeout: 90_000, interval: 200 }
  server = await up(dir)
  // As the button on the first page does; asking twice changes nothing.
  for (let i = 0; i < 2; i++) expect(await send(server.url, '/api/v1/demo', {})).toEqual({})
  await expect.poll(() => loadedAt(server!.url), slowly).toBeGreaterThan(20)
  expect(await stop(server)).toBe(0)
  server = await up(dir)
  const before = (await loadedAt(server.url))!
  expect(before).toBeGreaterThan(20)
  expect(before).toBeLessThan(9_786)
  expect(await stop(server)).toBe(0)
  server = await up(dir, { args: ['--demo'] })
  await expect.poll(() => loadedAt(server!.url), slowly).toBeGreaterThan(before + 10)
  expect(await stop(server)).toBe(0)
})
