/**
 * Starts a server with the whole demo and looks: when day 0 and everything is there, how quick the first page stays
 * meanwhile, how much disk it takes, and whether the routes behind the pages agree with the truths of the story.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, createClient } from '../../src/cli/client.ts'
import { LOADED_TAG } from '../../src/demo/load.ts'
import {
  BEST,
  CHURN,
  CROSS_ENCODER,
  DIVERGED,
  LEAK,
  LOST,
  RUNNING,
  RUNS,
  VERSIONS,
  WORKSPACE,
} from '../../src/demo/story/truth.ts'
import { workspaces } from '../../src/features/access/contract/workspaces.ts'
import { handbook } from '../../src/features/handbook/contract.ts'
import { home } from '../../src/features/home/contract.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { table } from '../../src/features/track/contract/table.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { startServer, treeCpuSeconds } from './process.ts'

const PORT = 7_653
const MAX_DAY_ZERO_S = 5
const MAX_ALL_S = 180

const seconds = (ms: number): number => Math.round(ms / 100) / 10

/** Megabytes of the data directory, and of the database's log in it. */
function diskOf(dataDir: string): { all: number; log: number } {
  const { dir } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { dir: string }
  const mb = (path: string): number =>
    Math.round(Number(execFileSync('du', ['-sk', path], { encoding: 'utf8' }).split('\t')[0]) / 1_000)
  const log = mb(join(dir, 'pg_wal'))
  return { all: mb(dir) + mb(join(dataDir, 'blobs')), log }
}

/** Waits for the demo; meanwhile opens the first page twice a second, as a reader would. */
async function watchLoading(shop: Client) {
  const began = performance.now()
  const pages: number[] = []
  let dayZeroMs: number | undefined
  for (;;) {
    const asked = performance.now()
    const ranker = await shop
      .call(own.experiments, { search: BEST.experiment })
      .then(({ experiments }) => experiments.find(({ name }) => name === BEST.experiment))
      .catch(() => undefined)
    const done = Number(ranker?.tags[LOADED_TAG]?.split('/')[0] ?? Number.NaN)
    if (done >= 0) dayZeroMs ??= performance.now() - began
    if (done >= RUNS.older) return { dayZeroMs: dayZeroMs!, allMs: performance.now() - began, pages }
    if (performance.now() - began > 10 * 60_000) throw new Error(`after ten minutes only ${done} older runs were there`)
    if (dayZeroMs === undefined) await sleep(50)
    else {
      await shop.call(home.today, {})
      pages.push(performance.now() - asked)
      await sleep(400)
    }
  }
}

/** The slowest of what the pages ask for once ten thousand runs are there, in milliseconds. */
async function timesOf(shop: Client): Promise<Record<string, number>> {
  const { experiments } = await shop.call(own.experiments, {})
  const ids = (name: string) => [experiments.find((each) => each.name === name)!.experiment_id]
  const oldest = await shop.call(own.searchRuns, {
    experiment_ids: ids('ranker-lambdamart'),
    filter: "tags.version LIKE 'ranker%'",
    order_by: ['start_time ASC'],
    limit: 1,
  })
  const { run_id } = oldest.runs[0]!
  const { datasets } = await shop.call(own.run, { run_id })
  const first = datasets.find(({ name }) => name === 'clicks')!
  const asked: Record<string, () => Promise<unknown>> = {
    today: () => shop.call(home.today, {}),
    lineage_of_the_oldest_run: () => shop.call(home.lineage, { kind: 'run', id: run_id }),
    lineage_of_the_oldest_data: () =>
      shop.call(home.lineage, { kind: 'dataset-version', id: `${first.name}@${first.digest}` }),
    handbook_checks: () => shop.call(handbook.checks, {}),
    search: () => shop.call(home.search, { q: BEST.name }),
    fraud_runs: () =>
      shop.call(own.searchRuns, {
        experiment_ids: ids('fraud-score'),
        order_by: ['metrics.`val/auc` DESC'],
        limit: 100,
      }),
  }
  const times: Record<string, number> = {}
  for (const [name, ask] of Object.entries(asked)) {
    await ask()
    const began = performance.now()
    await ask()
    times[name] = Math.round(performance.now() - began)
  }
  return times
}

/** Each truth with what the server says. */
async function truths(shop: Client): Promise<Record<string, { is: unknown; should: unknown }>> {
  const { experiments } = await shop.call(own.experiments, {})
  const idOf = (name: string): string => experiments.find((each) => each.name === name)!.experiment_id
  const find = async (name: string, filter: string, order?: string) =>
    shop.call(own.searchRuns, {
      experiment_ids: [idOf(name)],
      filter,
      ...(order && { order_by: [order] }),
      limit: 1_000,
    })
  const stateOf = async (name: string) => (await find('ranker', `run_name = '${name}'`)).runs[0]?.state
  const { groups } = await shop.call(table.groups, {
    experiment_ids: [idOf(BEST.experiment)],
    group_by: ['configuration'],
    order_by: [`metrics.\`${BEST.metric}\` DESC`],
    columns: [`metrics.${BEST.metric}`],
    limit: 1,
  })
  const best = groups[0]!
  const { n, mean, low, high } = best.metrics[BEST.metric]!
  const cross = await find('ranker', "tags.bet = 'cross-encoder'")
  const churn = await find('churn', 'metrics.`val/auc` > 0', 'metrics.`val/auc` DESC')
  const version = async (tag: string) => (await find('churn', `tags.version = '${tag}'`)).runs[0]
  const { checks } = await shop.call(handbook.checks, {})
  const says = (id: string) => checks.find((check) => check.id === id)
  const versions = Object.values(VERSIONS).reduce((sum, { count }) => sum + count, 0)
  const round = (value: number | string | null | undefined): string => Number(value).toFixed(3)
  return {
    runs: { is: experiments.reduce((sum, { runs }) => sum + runs.total, 0), should: RUNS.ranker + RUNS.older },
    ranker_runs: { is: experiments.find(({ name }) => name === 'ranker')!.runs.total, should: RUNS.ranker },
    best: {
      is: [best.first.name, n, round(mean), round(low), round(high)],
      should: [BEST.name, 5, round(BEST.mean), round(BEST.low), round(BEST.high)],
    },
    running: { is: await stateOf(RUNNING.name), should: 'running' },
    lost: { is: await stateOf(LOST.name), should: 'lost' },
    diverged: { is: await stateOf(DIVERGED), should: 'failed' },
    cross_encoder_runs: { is: cross.total, should: CROSS_ENCODER.runs },
    cross_encoder_euros: {
      is: Math.round(cross.runs.reduce((sum, run) => sum + Number(run.metrics.cost_eur!.value), 0)),
      should: CROSS_ENCODER.euros,
    },
    leak: {
      is: [churn.runs[0]!.tags.version, Number(churn.runs[0]!.metrics['val/auc']!.value)],
      should: [`churn v${LEAK.version}`, LEAK.auc],
    },
    churn_v12: { is: Number((await version('churn v12'))!.metrics['val/auc']!.value), should: CHURN.v12 },
    models: { is: says('models-with-run')!.of, should: versions },
    datasets_of_known_origin: {
      is: [says('datasets-with-source')!.have, says('datasets-with-source')!.of],
      should: [7, 9],
    },
    experiments_with_data: {
      is: [says('experiments-with-data')!.have, says('experiments-with-data')!.of],
      should: [7, 9],
    },
  }
}

/** How long removing takes until the demo is gone for everybody; a job deletes what was in it. */
async function remove(root: Client): Promise<number> {
  const began = performance.now()
  await root.call(workspaces.delete, { name: WORKSPACE })
  return performance.now() - began
}

export async function demo(): Promise<Evidence> {
  const dataDir = makeDataDir('bellwether-demo-')
  const load = loadavg()[0]!
  let server = await startServer(dataDir, PORT)
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => server.child.once('exit', resolve))
    server.child.kill('SIGTERM')
    await gone
  }
  try {
    const empty = diskOf(dataDir)
    await stop()
    server = await startServer(dataDir, PORT, ['--demo'])
    const shop = createClient({ url: `${server.url}/w/${WORKSPACE}`, from: 'the check' })
    const { dayZeroMs, allMs, pages } = await watchLoading(shop)
    const full = diskOf(dataDir)
    const cpu = treeCpuSeconds(server.child.pid!)
    const compared = Object.entries(await truths(shop))
    const wrong = compared.filter(([, { is, should }]) => JSON.stringify(is) !== JSON.stringify(should))
    const times = await timesOf(shop)
    const removedMs = await remove(createClient({ url: server.url, from: 'the check' }))
    const sorted = pages.toSorted((a, b) => a - b)
    return {
      ok: wrong.length === 0 && dayZeroMs <= MAX_DAY_ZERO_S * 1_000 && allMs <= MAX_ALL_S * 1_000,
      figures: {
        runs: RUNS.ranker + RUNS.older,
        day_zero_s: seconds(dayZeroMs),
        all_s: seconds(allMs),
        processor_s: Math.round(cpu),
        first_page_while_loading_ms: {
          n: sorted.length,
          median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
          p95: Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN),
        },
        disk_mb: { empty: empty.all, full: full.all, of_which_log: full.log },
        page_ms: times,
        truths: compared.length,
        wrong: Object.fromEntries(wrong),
        removed_ms: Math.round(removedMs),
        // What else the machine did in the minute before, which the times include.
        machine: { cores: cpus().length, load },
      },
    }
  } finally {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
