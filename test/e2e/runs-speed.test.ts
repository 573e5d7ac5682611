/**
 * The table of runs stays quick with many runs and keys: the short form of `npm run verify web-runs`, with bars that
 * hold on a machine that does other things too. Slow: it fills a server with 1,500 runs of 500 keys.
 */
import { expect, test } from 'vitest'
import { createClient } from '../../src/cli/client.ts'
import { wide } from '../../tools/seed/wide.ts'
import { measureRuns, settle } from '../../tools/verify/web-runs.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'

const { listen } = await server()
const url = await listen()
const { browser } = browserOn(url)

test('1,500 runs with 500 keys: first rows, sort, filter and scrolling stay within their bars', {
  timeout: 240_000,
}, async () => {
  const client = createClient({ url, from: 'the test' })
  const experiment = await wide(client, Date.now(), () => undefined, 1_500)
  await settle(client, experiment)
  const { firstRows, sort, filter, scroll } = await measureRuns(browser(), url, experiment, 1, 60)
  // Three times the bars of the full proof: here the same processor runs the server, the tests and the browser.
  expect.soft(firstRows.median, 'first rows').toBeLessThan(2_400)
  expect.soft(sort.median, 'sort').toBeLessThan(1_800)
  expect.soft(filter.median, 'filter').toBeLessThan(1_800)
  // Time of the processor, which other work does not stretch.
  for (const [name, { frameCpu }] of Object.entries(scroll)) {
    expect.soft(frameCpu.n, name).toBeGreaterThan(30)
    expect.soft(frameCpu.p95, name).toBeLessThan(12)
  }
})
