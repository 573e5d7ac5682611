import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../../../../test/harness/accounts.ts'
import { anExperiment, aRun, logValues } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { callIn } from '../../../../test/harness/workspaces.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { approvals } from '../../approvals/contract.ts'
import { registry } from '../../models/contract/registry.ts'
import { versions } from '../../models/contract/versions.ts'
import { models } from '../../models/contract.ts'
import { experiments } from '../contract/experiments.ts'
import { metrics } from '../contract/metrics.ts'
import { moving } from '../contract/moving.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const one = await server()
const { call, send, advance, app } = one
/** Another process of the same installation. */
const two = await server({ database: one.database })
await call(workspaces.create, { name: 'research' })
const there = callIn(one, 'research')
const move = (experiment_id: string, to = 'research') => call(moving.move, { experiment_id, to })
const put = (path: string) =>
  send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${path}`, 'x', { 'content-type': 'application/octet-stream' })

test('a move that cannot be is refused with the reason and the way out', async () => {
  const id = await anExperiment(call, 'fine')
  await expect(move('0')).rejects.toThrow(/Experiment 0 \('Default'\) stays/)
  await expect(move('999999')).rejects.toMatchObject({ status: 404 })
  await expect(move('abc')).rejects.toThrow(/experiment ids are decimal numbers/)
  await expect(move(id, 'nowhere')).rejects.toMatchObject({ status: 404 })
  await expect(move(id, 'default')).rejects.toThrow(/'to' is 'default', where the experiment is already/)
  await anExperiment(there, 'fine')
  await expect(move(id)).rejects.toThrow(/Workspace 'research' has an experiment 'fine' already. Rename one/)
  await call(experiments.delete, { experiment_id: id })
  await expect(move(id)).rejects.toThrow(/is deleted. Restore it first/)
})

test('an experiment moves once none of its runs is running; a lost one is no hindrance', async () => {
  const id = await anExperiment(call, 'busy')
  const run_id = await aRun(call, { experiment_id: id, run_name: 'eager' })
  await expect(move(id)).rejects.toThrow(/has a run that is running: eager \(.*counts as lost/)
  advance(3 * 86_400_000)
  await app.jobs.runNow('track.mark-lost-runs')
  await move(id)
  expect((await there(own.run, { run_id })).run.state).toBe('lost')
  // Whoever still writes where it was is told that there is no such run; where it is, it comes back.
  await expect(logValues(call, run_id, 'loss', [1])).rejects.toMatchObject({ status: 404 })
  await expect(call(metrics.logBatch, { run_id, metrics: [] })).rejects.toMatchObject({ status: 404 })
  await expect(call(runs.update, { run_id, status: 'FINISHED' })).rejects.toMatchObject({ status: 404 })
  await logValues(there, run_id, 'loss', [1])
})

test('a process that remembers where a run was writes nothing there', async () => {
  const id = await anExperiment(call, 'remembered')
  const run_id = await aRun(call, { experiment_id: id })
  await logValues(two.call, run_id, 'loss', [1, 2])
  await call(runs.update, { run_id, status: 'FINISHED' })
  await move(id)
  for (const late of [
    () => two.call(metrics.logBatch, { run_id, metrics: [{ key: 'loss', value: 9, timestamp: 1, step: 9 }] }),
    () => two.call(metrics.logBatch, { run_id, metrics: [{ key: 'new', value: 9, timestamp: 1, step: 9 }] }),
    () =>
      two.call(metrics.logBatch, { run_id, tags: [{ key: 'late', value: 'x' }], params: [{ key: 'p', value: '1' }] }),
  ])
    await expect(late()).rejects.toMatchObject({ status: 404 })
  const at = callIn(two, 'research')
  await at(metrics.logBatch, { run_id, metrics: [{ key: 'new', value: 3, timestamp: 1, step: 3 }] })
  const { run } = await there(own.run, { run_id })
  expect(run.metrics).toMatchObject({ loss: { value: 2 }, new: { value: 3 } })
  expect(run.tags).not.toHaveProperty('late')
  expect((await there(own.experiment, { experiment_id: id })).keys.metrics).toEqual(['loss', 'new'])
})

test('files are not written where their experiment was', async () => {
  const id = await anExperiment(call, 'with files')
  const run_id = await aRun(call, { experiment_id: id })
  await call(runs.update, { run_id, status: 'FINISHED' })
  await move(id)
  const late = await put(`${id}/${run_id}/artifacts/late.txt`)
  expect(late.status).toBe(409)
  expect(JSON.stringify(late.body)).toMatch(/not in this workspace. Log them in the workspace where it is/)
  // The number may as well be a folder that somebody here was given.
  await call(experiments.create, { name: 'numbered', artifact_location: `mlflow-artifacts:/${id}/ours` })
  expect((await put(`${id}/ours/x.txt`)).status).toBe(200)
})

test('a file in the way, and an approval that waits, keep an experiment where it is', async () => {
  const id = await anExperiment(call, 'asked about')
  const run_id = await aRun(call, { experiment_id: id })
  await call(runs.update, { run_id, status: 'FINISHED' })
  await put(`${id}/${run_id}/artifacts/a.txt`)
  const asked = { kind: 'run', subject: run_id, title: 'Ship it?', why: 'It is good.' } as const
  const { approval } = await call(approvals.ask, asked)
  await expect(move(id)).rejects.toThrow(/Approval \d+ \('Ship it\?'\) .*Answer or withdraw it first/)
  await call(approvals.withdraw, { id: approval.id })
  await one.database.pool.query(
    `insert into artifact_files (workspace_id, key, path, digest, size, created_ms)
     select w.workspace_id, '\\x01', $1, 'x', 1, 1 from workspaces w where w.name = 'research'`,
    [`${id}/old.txt`],
  )
  await expect(move(id)).rejects.toThrow(new RegExp(`a file '${id}/old.txt' already.*Delete it there`))
  expect((await call(own.experiment, { experiment_id: id })).experiment.runs.total).toBe(1)
  await one.database.pool.query("delete from artifact_files where digest = 'x'")
  await move(id)
})

test('what a registered version needs stays, and what is kept as it is elsewhere; an import at work is waited for', async () => {
  const id = await anExperiment(call, 'needed')
  const { model } = await call(models.create, { experiment_id: id, name: 'net' })
  await call(registry.create, { name: 'ranker' })
  const { model_id } = model.info
  await call(versions.create, { name: 'ranker', source: `models:/${model_id}`, model_id })
  await expect(move(id)).rejects.toThrow(/Version 1 of the registered model 'ranker' takes its files from this/)
  await call(versions.delete, { name: 'ranker', version: '1' })
  const { pool } = one.database
  await pool.query("update experiments set followed_by = 'old-server' where id = $1", [id])
  await expect(move(id)).rejects.toThrow(/by the follow 'old-server'. Stop the follow first/)
  await pool.query('update experiments set followed_by = null where id = $1', [id])
  await pool.query(
    `insert into imports (kind, place, options, key_id, state, asked_ms, progress, report)
     values ('server', 'x', '{}', '', 'running', 1, '{}', '{}')`,
  )
  await expect(move(id)).rejects.toThrow(/Import \d+ is at work/)
  await pool.query('delete from imports')
  await pool.query('insert into transfer_experiments (origin, source_id, experiment_id) values ($1, $1, $2)', ['x', id])
  await move(id)
  const { rows } = await pool.query('select workspace_id from transfer_experiments where experiment_id = $1', [id])
  expect(rows[0].workspace_id).not.toBe(1)
})

test('Platform-14: whoever moves an experiment is an admin on both sides, and learns of no other workspace by asking', async () => {
  const owned = await ownedServer()
  const { as, token, makeAccount, makeToken } = owned
  await as(token, 'POST', workspaces.create.path, { name: 'b' })
  const made = await as(token, 'POST', experiments.create.path, { name: 'mine' })
  const id = String(made.body.experiment_id)
  const path = `/api/v1/experiments/${id}/move`
  const status = async (by: string, to = 'b') => {
    const reply = await owned.send('POST', path, { to }, bearer(by))
    return `${reply.status} ${String(reply.body.detail ?? '')}`
  }
  const maintainer = await makeAccount('mia', 'maintainer')
  expect(await status(maintainer.token)).toMatch(/^403 .*needs the right 'admin'/)
  const here = await makeAccount('ada', 'admin')
  const unknown = await status(here.token)
  expect(unknown).toMatch(/^404 Workspace 'b' does not exist, or you are no member of it/)
  expect(await status(here.token, 'c')).toBe(unknown.replace("'b'", "'c'"))
  await as(token, 'PUT', '/w/b/api/v1/workspace/members', { account: 'ada', role: 'maintainer' })
  owned.advance(10_000)
  expect(await status(here.token)).toMatch(
    /^403 'ada' .*the right 'admin' in workspace 'b' too, which the role maintainer/,
  )
  const narrow = await makeToken({ label: 'n', workspace: 'default' })
  expect(await status(narrow.token)).toMatch(/^404/)
  await as(token, 'PUT', '/w/b/api/v1/workspace/members', { account: 'ada', role: 'admin' })
  owned.advance(10_000)
  expect(await status(here.token)).toMatch(/^200/)
})
