import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../test/harness/factories.ts'
import { server } from '../../../test/harness/server.ts'
import { activity } from '../activity/contract.ts'
import { experiments } from '../track/contract/experiments.ts'
import { metrics } from '../track/contract/metrics.ts'
import { own } from '../track/contract/own.ts'
import { workspaces } from './contract/workspaces.ts'

const { call, send, app, database } = await server()

const names = async () => (await call(workspaces.list, {})).workspaces.map(({ name }) => name)
const inWorkspace = (name: string) => ({ 'x-mlflow-workspace': name })

test('a workspace is an address of its own: what is in one is not seen in another', async () => {
  await call(workspaces.create, { name: 'search', sector: 'Retail' })
  const made = await send('POST', '/w/search/api/2.0/mlflow/experiments/create', { name: 'ranker' })
  expect(made.status).toBe(200)
  const id = String(made.body.experiment_id)
  expect((await send('GET', `/w/search/api/v1/experiments/${id}`)).status).toBe(200)
  expect((await send('GET', `/api/v1/experiments/${id}`, undefined, inWorkspace('search'))).status).toBe(200)
  expect((await send('GET', `/api/v1/experiments/${id}`)).status).toBe(404)
  const listed = (await call(own.experiments, {})).experiments.map(({ name }) => name)
  expect(listed).not.toContain('ranker')
  const here = await send('GET', '/w/search/api/v1/workspace')
  expect(here.body.workspace).toMatchObject({ name: 'search', sector: 'Retail', is_demo: false })
})

test('an unknown workspace is not found; a taken or ill-formed name is refused with the fix', async () => {
  const missing = await send('GET', '/w/nowhere/api/v1/experiments')
  expect(missing.status).toBe(404)
  expect(missing.body.detail).toMatch(/Workspace.*nowhere/)
  await call(workspaces.create, { name: 'vision' })
  await expect(call(workspaces.create, { name: 'vision' })).rejects.toThrow(/already exists/)
  await expect(call(workspaces.create, { name: 'Two Words' })).rejects.toThrow(/'name' is 'Two Words'/)
  await expect(call(workspaces.delete, { name: 'default' })).rejects.toThrow(/first of this server/)
})

test('Platform-22: the sector of a workspace is a property of it, set and cleared by name', async () => {
  await call(workspaces.create, { name: 'bank' })
  const set = async (sector: string) =>
    (await send('PATCH', `/w/bank${workspaces.change.path}`, { sector })).body.workspace as object
  expect(await set('Finance')).toMatchObject({ name: 'bank', sector: 'Finance' })
  expect(await set('')).toMatchObject({ name: 'bank', sector: null })
  expect((await call(workspaces.here, {})).workspace.sector).toBeNull()
})

test('what somebody answers for is kept in each workspace', async () => {
  expect((await call(workspaces.here, {})).answers_for).toBeNull()
  await call(workspaces.choose, { answers_for: 'ml-tech-lead' })
  await call(workspaces.choose, { answers_for: 'ml-engineering-manager' })
  expect((await call(workspaces.here, {})).answers_for).toBe('ml-engineering-manager')
  await call(workspaces.create, { name: 'other' })
  expect((await send('GET', '/w/other/api/v1/workspace')).body.answers_for).toBeNull()
})

test('a removed workspace is gone at once, nothing of it stays, and the log still verifies', async () => {
  await call(workspaces.create, { name: 'shop', is_demo: true })
  const at = (route: { method: string; path: string }, body: unknown) =>
    send(route.method, `/w/shop${route.path}`, body)
  const { experiment_id } = (await at(experiments.create, { name: 'gone' })).body
  const made = (
    await send('POST', '/w/shop/api/2.0/mlflow/runs/create', { experiment_id, run_name: 'gone-run', start_time: 1 })
  ).body as { run: { info: { run_id: string } } }
  const run_id = made.run.info.run_id
  await at(metrics.logBatch, { run_id, metrics: [{ key: 'loss', value: 1, step: 0, timestamp: 1 }] })
  const dataset = { name: 'd', digest: 'x', source_type: 'local', source: '{}' }
  await send('POST', '/w/shop/api/2.0/mlflow/runs/log-inputs', { run_id, datasets: [{ dataset }] })
  await send('PUT', `/w/shop/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run_id}/artifacts/a.txt`, 'hi', {
    'content-type': 'application/octet-stream',
  })
  const kept = await aRun(call, { experiment_id: await anExperiment(call, 'kept') })
  const { rows } = await database.pool.query("select workspace_id as id from workspaces where name = 'shop'")
  await call(workspaces.delete, { name: 'shop' })
  expect(await names()).not.toContain('shop')
  await app.jobs.runNow('access.purge-workspaces')
  const { rows: tables } = await database.pool.query(
    "select table_name as name from information_schema.columns where column_name = 'workspace_id' and table_schema = 'public'",
  )
  expect(tables.length).toBeGreaterThan(15)
  for (const { name } of tables) {
    // The chain keeps its links and what counts them; what they said is erased.
    if (name === 'events' || name === 'event_words' || name === 'event_days') continue
    const left = await database.pool.query(`select count(*)::int as n from ${name} where workspace_id = $1`, [
      rows[0].id,
    ])
    expect(left.rows[0].n, name).toBe(0)
  }
  const { rows: words } = await database.pool.query("select from event_words where words @@ 'gone:*'::tsquery")
  expect(words).toEqual([])
  expect((await database.pool.query('select count(*)::int as n from latest')).rows[0].n).toBe(0)
  expect((await call(own.run, { run_id: kept })).run.run_id).toBe(kept)
  await expect.poll(async () => (await call(activity.verify, {})).ok).toBe(true)
  await call(workspaces.create, { name: 'shop' })
})
