import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Mlflow, startedMlflow } from '../../../../test/harness/mlflow.ts'
import { server } from '../../../../test/harness/server.ts'
import { browse } from '../../artifacts/contract/browse.ts'
import { files } from '../../artifacts/contract/files.ts'
import { experiments } from '../../track/contract/experiments.ts'
import { metrics } from '../../track/contract/metrics.ts'
import { runs } from '../../track/contract/runs.ts'
import { follows } from '../contract/follows.ts'

const here = await server()
const { call, database } = here

let mlflow: Mlflow
let there: string
let old: string

beforeAll(async () => {
  mlflow = await startedMlflow()
  there = String((await mlflow.post('experiments/create', { name: 'live' })).experiment_id)
  old = await mlflow.run(there, 'from before')
  await mlflow.log(old, 'loss', [[1, 1_000, 0.5]])
  await mlflow.finish(old)
  await call(follows.create, { uri: mlflow.url, name: 'lab', every: 1 })
}, 120_000)
afterAll(() => mlflow.stop())

const eventually = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 20_000, interval: 200 })
const find = (run_id: string) =>
  call(runs.get, { run_id }).then(
    ({ run }) => run,
    () => undefined,
  )
const stepsOf = async (run_id: string, metric_key = 'loss') =>
  ((await call(metrics.history, { run_id, metric_key })).metrics ?? [])
    .map(({ step }) => Number(step))
    .sort((a, b) => a - b)
const events = async (run: string) =>
  (
    (await database.pool.query('select name from events where subject_id = $1 order by id', [run])).rows as {
      name: string
    }[]
  ).map(({ name }) => name)

test('what is logged to a followed server is seen here as it happens, with its events', async () => {
  await eventually(async () => (await find(old))?.info.status).toBe('FINISHED')
  expect(await events(old)).toEqual([])
  const live = await mlflow.run(there, 'live one')
  await mlflow.log(live, 'loss', [[1, Date.now(), 1]])
  await eventually(() => stepsOf(live)).toEqual([1])
  await mlflow.log(live, 'loss', [[2, Date.now(), 0.5]])
  await mlflow.post('runs/set-tag', { run_id: live, key: 'note', value: 'x' })
  await eventually(() => stepsOf(live)).toEqual([1, 2])
  await mlflow.finish(live, 'FAILED')
  await eventually(async () => (await find(live))?.info.status).toBe('FAILED')
  expect(await events(live)).toEqual(['run.started', 'run.failed'])
  const { follow } = await call(follows.get, { name: 'lab' })
  expect([follow.state, Number(follow.behind_ms) < 20_000]).toEqual(['active', true])
})

test('no run and no point is missed whatever the clocks say: starts in the past, points behind the last, finished runs', async () => {
  const past = await mlflow.run(there, 'from the past', { start_time: 1 })
  await mlflow.log(past, 'loss', [
    [9, 5, 9],
    [3, 900_000, 3],
  ])
  await mlflow.finish(past)
  await eventually(() => stepsOf(past)).toEqual([3, 9])
  // The newest point stays what it was: only reading all of it again shows this.
  await mlflow.log(past, 'loss', [[4, 4, 4]])
  await mlflow.log(old, 'late', [[1, 1, 1]])
  await eventually(() => stepsOf(old, 'late')).toEqual([1])
  await database.pool.query('update followed_runs set read_ms = 0')
  await eventually(() => stepsOf(past)).toEqual([3, 4, 9])
})

test('runs that are deleted there are deleted here, and come back with them', async () => {
  const gone = await mlflow.run(there, 'to be deleted')
  await eventually(async () => (await find(gone))?.info.lifecycle_stage).toBe('active')
  await mlflow.post('runs/delete', { run_id: gone })
  await eventually(async () => (await find(gone))?.info.lifecycle_stage).toBe('deleted')
  await mlflow.post('runs/restore', { run_id: gone })
  await eventually(async () => (await find(gone))?.info.lifecycle_stage).toBe('active')
})

test('what is followed cannot be changed here, apart from notes of our own; the refusal names the follow', async () => {
  const { experiment } = await call(experiments.getByName, { experiment_name: 'live' })
  expect(experiment.experiment_id).toBe(there)
  const refused = "kept as it is on another server by the follow 'lab'"
  await expect(call(runs.create, { experiment_id: experiment.experiment_id })).rejects.toThrow(refused)
  await expect(call(metrics.log, { run_id: old, key: 'k', value: 1, timestamp: 1 })).rejects.toThrow(refused)
  await expect(call(runs.update, { run_id: old, run_name: 'x' })).rejects.toThrow(refused)
  await expect(call(runs.setTag, { run_id: old, key: 'k', value: 'v' })).rejects.toThrow(refused)
  await expect(call(runs.delete, { run_id: old })).rejects.toThrow(refused)
  await expect(call(experiments.update, { experiment_id: there, new_name: 'x' })).rejects.toThrow(refused)
  await call(runs.setTag, { run_id: old, key: 'bellwether.note', value: 'ours' })
  await mlflow.post('runs/set-tag', { run_id: old, key: 'theirs', value: '1' })
  await eventually(async () =>
    (await find(old))?.data.tags?.map(({ key }) => key).filter((key) => !key.startsWith('mlflow.')),
  ).toEqual(expect.arrayContaining(['bellwether.note', 'theirs']))
  // The default experiment of this server is its own.
  expect((await call(runs.create, { experiment_id: '0' })).run.info.run_id).toBeTruthy()
})

test('Platform-05: files stay on the followed server, and are listed and read through this one', async () => {
  const bytes = Buffer.alloc(200_000, 3)
  await mlflow.file(there, old, 'model/weights.bin', bytes)
  await mlflow.file(there, old, 'notes.txt', Buffer.from('hello'))
  await call(follows.get, { name: 'lab' })
  const { files: top, root_uri } = await call(files.listRun, { run_id: old })
  expect(top).toEqual([
    { path: 'model', is_dir: true },
    { path: 'notes.txt', is_dir: false, file_size: 5 },
  ])
  const { files: all } = await call(files.ofRun, { run_id: old, recursive: true })
  expect(all.map(({ path, size }) => [path, size])).toEqual([
    ['model/weights.bin', 200_000],
    ['notes.txt', 5],
  ])
  const folder = await call(browse.folder, { root: root_uri! })
  expect(folder.entries).toMatchObject([
    { path: 'model', is_dir: true, files: 1, bytes: 200_000 },
    { path: 'notes.txt', is_dir: false },
  ])
  const url = await here.listen()
  const reply = await fetch(`${url}/get-artifact?run_id=${old}&path=model/weights.bin`)
  expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await fetch(`${url}/get-artifact?run_id=${old}&path=none.bin`)).status).toBe(404)
  expect((await database.pool.query('select count(*)::int as n from artifact_files')).rows).toEqual([{ n: 0 }])
})

test('notes are told to the source only where the follow allows that', async () => {
  const theirs = async (): Promise<string[]> => {
    const { run } = await mlflow.get(`runs/get?run_id=${old}`)
    return (run as { data: { tags: { key: string }[] } }).data.tags.map(({ key }) => key)
  }
  expect(await theirs()).not.toContain('bellwether.note')
  await database.pool.query(`update follows set options = options || '{"write_back": true}'`)
  await call(runs.setTag, { run_id: old, key: 'bellwether.verdict', value: 'refused' })
  await eventually(theirs).toContain('bellwether.verdict')
  expect(await theirs()).not.toContain('bellwether.note')
})

test('a paused follow asks no more; a stopped one leaves everything here, to be changed', async () => {
  await call(follows.pause, { name: 'lab' })
  await sleep(1_500)
  const before = (await call(follows.get, { name: 'lab' })).follow
  const later = await mlflow.run(there, 'while it is paused')
  await sleep(2_500)
  expect((await call(follows.get, { name: 'lab' })).follow).toMatchObject({ state: 'paused', seen_ms: before.seen_ms })
  expect(await find(later)).toBeUndefined()
  await call(follows.resume, { name: 'lab' })
  await eventually(async () => (await find(later))?.info.run_name).toBe('while it is paused')
  await call(follows.stop, { name: 'lab' })
  await call(runs.setTag, { run_id: later, key: 'k', value: 'v' })
  expect((await call(follows.list, {})).follows).toEqual([])
})

test('a server that is away is asked less and less often, and the state says so', async () => {
  await call(follows.create, { uri: 'http://127.0.0.1:9', name: 'nobody', every: 1 })
  const look = async () => (await call(follows.get, { name: 'nobody' })).follow
  await eventually(async () => (await look()).state).toBe('away')
  expect(await look()).toMatchObject({ seen_ms: null, behind_ms: null, error: expect.stringContaining('127.0.0.1:9') })
  expect(await events('nobody')).toEqual(['follow.started', 'follow.away'])
  await expect(call(follows.create, { uri: 'http://127.0.0.1:9/', name: 'other' })).rejects.toThrow("'nobody' follows")
  await expect(call(follows.create, { uri: 'sqlite:///x.db' })).rejects.toThrow('only servers are followed')
  await call(follows.stop, { name: 'nobody' })
})
