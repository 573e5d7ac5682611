import { expect, test } from 'vitest'
import { server } from '../../test/harness/server.ts'
import { pages } from '../features/access/contract/pages.ts'
import type { Route } from '../lib/contract.ts'
import { api, connect, Refused, Unreachable } from './sdk.ts'

const here = await server()
const url = await here.listen()

test('Platform-13: programs reach every route by its name, with what it takes and gives as types', async () => {
  const known = Object.values(api).flatMap((group) => Object.values(group) as Route[])
  // What a browser opens, and what a probe does.
  const ids = new Set([...known, ...(Object.values(pages) as Route[])].map(({ id }) => id))
  expect(here.app.http.routes.map(({ id }) => id).filter((id) => !ids.has(id) && !id.startsWith('system.'))).toEqual([])
})

test('a program makes a run, reads it back exactly and is told what it did wrong', async () => {
  const client = connect({ url })
  const { run } = await client.call(api.runs.create, { experiment_id: '0', run_name: 'by-a-program' })
  const { run_id } = run.info
  const timestamp = 2n ** 53n + 1n
  await client.call(api.metrics.log, { run_id, key: 'loss', value: 0.5, step: 1, timestamp })
  const { metrics } = await client.call(api.metrics.history, { run_id, metric_key: 'loss' })
  expect(metrics).toMatchObject([{ key: 'loss', value: 0.5, timestamp }])
  const wrong = client.call(api.runs.get, { run_id: 'none' })
  await expect(wrong).rejects.toThrow(Refused)
  await expect(wrong).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST', status: 404 })
  await expect(connect({ url: 'http://127.0.0.1:9' }).call(api.home.today, {})).rejects.toThrow(Unreachable)
  await expect(connect({ url, workspace: 'none' }).call(api.home.today, {})).rejects.toThrow("'none'")
})
