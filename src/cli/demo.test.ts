// The short demo is 214 runs: seconds, not milliseconds.
import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { server } from '../../test/harness/server.ts'
import { keepRunning } from '../demo/live.ts'
import { loadDemo, type Outcome } from '../demo/load.ts'
import {
  BASE_MODEL,
  BEST,
  DATASETS,
  DIVERGED,
  LIVE,
  LOST,
  PROMPTS,
  RUNNING,
  SECTOR,
  VERSIONS,
} from '../demo/story/truth.ts'
import { workspaces } from '../features/access/contract/workspaces.ts'
import { files } from '../features/artifacts/contract/files.ts'
import { handbook } from '../features/handbook/contract.ts'
import { home } from '../features/home/contract.ts'
import { registered } from '../features/models/contract/own.ts'
import { experiments as contract } from '../features/track/contract/experiments.ts'
import { inputs } from '../features/track/contract/inputs.ts'
import { own } from '../features/track/contract/own.ts'
import { table } from '../features/track/contract/table.ts'
import { createClient } from './client.ts'
import { connectDemo } from './demo.ts'

const { call, listen, app } = await server()
const url = await listen()
const { bw } = commandLine(url)
const shop = createClient({ url: `${url}/w/shop`, from: 'the test' })

const listed = async () => (await shop.call(own.experiments, {})).experiments
const rankerId = async () => (await listed()).find(({ name }) => name === 'ranker')!.experiment_id
const runsOf = async (filter?: string) =>
  shop.call(own.searchRuns, { experiment_ids: [await rankerId()], filter, limit: 1_000 })

test('a load that was interrupted is completed by the next, without a run twice', { timeout: 120_000 }, async () => {
  const stop = new AbortController()
  const first = loadDemo(connectDemo({ url }), {
    now: Date.now,
    short: true,
    signal: stop.signal,
    onProgress: ({ done }) => done === 60 && stop.abort(),
  })
  await expect(first).rejects.toThrow(/abort/)
  const between = (await runsOf()).total
  expect(between).toBeGreaterThanOrEqual(60)
  expect(between).toBeLessThan(214)
  const { code, json } = await bw(['demo', 'load', '--short', '--json'])
  expect([code, json()]).toMatchObject([0, { workspace: 'shop', url: `${url}/w/shop/`, outcome: 'loaded' }])
  const { runs, total } = await runsOf()
  expect(total).toBe(214)
  expect(new Set(runs.map(({ name }) => name)).size).toBe(214)
  expect((await bw(['demo', 'load', '--short'])).stdout).toContain('there already')
})

test('the pages’ routes agree with the truth', async () => {
  const here = await shop.call(workspaces.here, {})
  expect(here.workspace).toMatchObject({ name: 'shop', sector: SECTOR, is_demo: true })
  const ranker = (await listed())[0]!
  expect(ranker).toMatchObject({ name: 'ranker', runs: { total: 214, running: 1, lost: 1 } })
  expect(ranker.tags['bellwether.demo.loaded']).toBe('68/68')
  const stateOf = async (name: string) => (await runsOf(`run_name = '${name}'`)).runs.map(({ state }) => state)
  expect(await stateOf(RUNNING.name)).toEqual(['running'])
  expect(await stateOf(DIVERGED)).toEqual(['failed'])
  expect(await stateOf(LOST.name)).toEqual(['lost'])
  const [lost] = (await runsOf(`run_name = '${LOST.name}'`)).runs
  expect(Date.now() - Number(lost!.last_seen_at)).toBeGreaterThan(LOST.silentMs)

  // What the handbook counts.
  const { checks } = await shop.call(handbook.checks, {})
  const says = (id: string) => checks.find((check) => check.id === id)?.sentence
  expect(says('datasets-with-source')).toBe('7 of 9 datasets say where they come from.')
  expect(says('experiments-with-data')).toBe('7 of 9 experiments have a linked dataset.')

  // Repetitions with other seeds are found, and their mean and interval are those of the story.
  const { groups } = await shop.call(table.groups, {
    experiment_ids: [ranker.experiment_id],
    group_by: ['configuration'],
    order_by: [`metrics.\`${BEST.metric}\` DESC`],
    columns: [`metrics.${BEST.metric}`],
    limit: 1,
  })
  const { first, metrics } = groups[0]!
  const { n, mean, low, high } = metrics[BEST.metric]!
  expect([first.name, n]).toEqual([BEST.name, 5])
  expect([mean, low, high].map((value) => Number(value).toFixed(3))).toEqual(
    [BEST.mean, BEST.low, BEST.high].map((value) => value.toFixed(3)),
  )
})

test('the registry has the versions of the story, dated as it tells, with what is live', async () => {
  const { models } = await shop.call(registered.models, { limit: 500 })
  const shown = models.map(({ name, versions, aliases }) => [
    name,
    versions,
    Object.fromEntries(aliases.map(({ alias, version }) => [alias, version])),
  ])
  expect(shown).toEqual([
    ['churn', VERSIONS.churn.count, { live: VERSIONS.churn.live, shadow: 12 }],
    ['embedder', VERSIONS.embedder.count, { live: VERSIONS.embedder.live }],
    ['fraud-score', VERSIONS['fraud-score'].count, { live: VERSIONS['fraud-score'].live }],
    [BASE_MODEL.name, 1, {}],
    ['ranker', VERSIONS.ranker.count, { candidate: 31, live: VERSIONS.ranker.live }],
  ])
  const base = await shop.call(registered.version, { name: BASE_MODEL.name, version: '1' })
  const { source, licence, sha256 } = BASE_MODEL
  expect(base.version.external).toEqual({ source, licence, sha256 })
  const live = await shop.call(registered.version, { name: 'ranker', version: '@live' })
  expect(live.origin.run?.name).toBe(LIVE.name)
  const { versions } = await shop.call(registered.versions, { name: 'ranker', limit: 100 })
  const dates = versions.map(({ registered_at }) => Number(registered_at))
  expect(dates).toEqual(dates.toSorted((a, b) => b - a))
  expect(Date.now() - dates.at(-1)!).toBeGreaterThan(530 * 86_400_000)
  const { models: prompts } = await shop.call(registered.models, { prompts: true })
  expect(prompts).toMatchObject([{ name: PROMPTS.name, versions: PROMPTS.count, latest: { aliases: ['candidate'] } }])
})

test('the best run has what a run can have', async () => {
  const [{ run_id } = { run_id: '' }] = (await runsOf(`run_name = '${BEST.name}'`)).runs
  const detail = await shop.call(own.run, { run_id })
  expect(detail.environment).toMatchObject({ branch: 'hard-negatives', dirty: true, exit_code: 0 })
  expect(detail.datasets.map(({ name, context }) => [name, context])).toEqual([
    ['clicks', 'training'],
    ['products', 'training'],
    ['clicks-holdout', 'validation'],
  ])
  expect(detail.models).toMatchObject([{ direction: 'output' }])
  const { files: kept } = await shop.call(files.ofRun, { run_id, recursive: true })
  expect(kept.filter(({ is_dir }) => !is_dir).map(({ path }) => path)).toContain('evaluation/holdout-sample.parquet')
  const { newer } = await shop.call(home.lineage, { kind: 'run', id: run_id })
  expect(newer).toEqual([])
  const { dataset_summaries } = await shop.call(inputs.searchDatasets, { experiment_ids: [await rankerId()] })
  for (const { name } of dataset_summaries!) expect([...DATASETS.known]).toContain(name)
})

test('the run that runs goes on where it was, and ends when it is done', { timeout: 120_000 }, async () => {
  const step = async () => {
    const [run] = (await runsOf(`run_name = '${RUNNING.name}'`)).runs
    return Number(run!.metrics['train/loss']!.step)
  }
  const before = await step()
  expect(before).toBe(RUNNING.done - 1)
  const api = connectDemo({ url }).shop
  const stop = new AbortController()
  const going = keepRunning(api, { now: Date.now, signal: stop.signal, everyMs: 20 })
  await expect.poll(step).toBeGreaterThan(before + 2)
  stop.abort()
  await going
  const between = await step()
  await keepRunning(api, { now: Date.now, signal: new AbortController().signal, everyMs: 1 })
  const [run] = (await runsOf(`run_name = '${RUNNING.name}'`)).runs
  expect(run).toMatchObject({ state: 'finished' })
  expect(await step()).toBe(RUNNING.steps - 1)
  expect(await step()).toBeGreaterThan(between)
})

test('removing takes the demo and nothing else; it can be loaded again', { timeout: 120_000 }, async () => {
  await call(contract.create, { name: 'mine' })
  expect((await bw(['demo', 'remove', '--json'])).json()).toEqual({ removed: 'shop' })
  expect((await call(workspaces.list, {})).workspaces.map(({ name }) => name)).toEqual(['default'])
  expect((await call(own.experiments, { search: 'mine' })).experiments).toHaveLength(1)
  const again = await bw(['demo', 'remove'])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("'shop'")])

  // Somebody removes it while it is loading.
  const outcome = await loadDemo(connectDemo({ url }), {
    now: Date.now,
    short: true,
    onProgress: ({ done }) => {
      if (done === 30) void call(workspaces.delete, { name: 'shop' })
    },
  })
  expect(outcome).toBe('removed')
  await app.jobs.runNow('access.purge-workspaces')
})

test('of two that load at once one waits for the other', { timeout: 120_000 }, async () => {
  let second: Promise<Outcome> | undefined
  const load = (onProgress?: () => void) =>
    loadDemo(connectDemo({ url }), { now: Date.now, short: true, ...(onProgress && { onProgress }) })
  const first = load(() => {
    second ??= load()
  })
  expect([await first, await second]).toEqual(['loaded', 'was-there'])
  expect((await runsOf()).total).toBe(214)
  await call(workspaces.delete, { name: 'shop' })
})

test('a workspace of that name which is not the demo’s is left alone', async () => {
  await call(workspaces.create, { name: 'shop' })
  for (const verb of ['load', 'remove']) {
    const { code, stderr } = await bw(['demo', verb])
    expect([verb, code, stderr]).toEqual([verb, 1, expect.stringContaining('one of your own')])
  }
})
