/** What people and their scripts do, one request each, at any size of the data. */

import { createClient } from '../../../bench/load.ts'
import { toRequest } from '../../../src/cli/client.ts'
import { files } from '../../../src/features/artifacts/contract/files.ts'
import { home } from '../../../src/features/home/contract.ts'
import { experiments } from '../../../src/features/track/contract/experiments.ts'
import { metrics } from '../../../src/features/track/contract/metrics.ts'
import { own } from '../../../src/features/track/contract/own.ts'
import { runs } from '../../../src/features/track/contract/runs.ts'
import { storage } from '../../../src/features/track/contract/storage.ts'
import { table } from '../../../src/features/track/contract/table.ts'
import type { Route } from '../../../src/lib/contract.ts'
import { parseJson, toJson } from '../../../src/lib/json.ts'
import type { Data } from './data.ts'

export interface Path {
  name: string
  times: number
  ask(i: number): Promise<unknown>
  /** Why its work may follow the size: it is what was asked for. */
  asked?: string
}

export interface Asker {
  call<I, O>(route: Route<I, O>, input: I): Promise<O>
  close(): Promise<void>
}

/** One connection that stays open, and little work of its own. */
export function askerOf(url: string): Asker {
  const client = createClient(url, 1)
  return {
    async call<I, O>(route: Route<I, O>, input: I): Promise<O> {
      const { path, rest } = toRequest(route as Route, input)
      const query = new URLSearchParams()
      if (route.method === 'GET')
        for (const [key, value] of Object.entries(rest))
          for (const one of [value].flat()) if (one !== undefined) query.append(key, String(one))
      const where = query.size ? `${path}?${query}` : path
      const reply = await client.send(
        route.method as 'GET' | 'POST',
        where,
        route.method === 'GET' ? undefined : toJson(rest),
      )
      if (reply.status !== 200) throw new Error(`${route.id} answered ${reply.status}: ${reply.body.slice(0, 300)}`)
      return parseJson(reply.body) as O
    },
    close: () => client.close(),
  }
}

/** The paths, their runs made; those that write write into runs of their own. */
export async function pathsOf({ call }: Asker, { experiment, long }: Data): Promise<Path[]> {
  const now = Date.now()
  const start = (name: string) =>
    call(runs.create, { experiment_id: experiment, run_name: name, start_time: now - 1e12 })
  const { run_id } = (await start('measured')).run.info
  const columns = [...Array.from({ length: 4 }, (_, k) => `metrics.m${k}`), 'params.p0', 'params.p5', 'tags.rare']
  const found = async (filter: string, order_by?: string[]) => {
    const page = await call(runs.search, { experiment_ids: [experiment], filter, max_results: 100, order_by })
    if (page.runs?.length !== 50) throw new Error(`${filter} found ${page.runs?.length} runs, not 50`)
  }
  const { next_cursor } = await call(own.searchRuns, { experiment_ids: [experiment], limit: 100 })
  const mine = { experiment_ids: [experiment], limit: 100 }
  const some = (await call(own.searchRuns, { ...mine, filter: "attributes.run_name = 'run-7'" })).runs[0]!.run_id
  let step = 0
  const many = { times: 200 }
  const few = { times: 40 }
  return [
    {
      ...many,
      name: 'log-metric',
      ask: () => call(metrics.log, { run_id, key: 'loss', value: step / 7, step: ++step, timestamp: now + step }),
    },
    {
      ...many,
      name: 'log-batch of 1,000',
      ask: () =>
        call(metrics.logBatch, {
          run_id,
          metrics: Array.from({ length: 1_000 }, (_, i) => ({
            key: `m${i % 10}`,
            value: i / 7,
            step: ++step,
            timestamp: now + step,
          })),
        }),
    },
    { ...many, name: 'create run', ask: (i) => start(`made-${i}`) },
    { ...many, name: 'get-run', ask: () => call(runs.get, { run_id: some }) },
    { ...many, name: 'run page', ask: () => call(own.run, { run_id: some }) },
    { ...many, name: 'search by a metric, 50 found', ask: () => found('metrics.m0 > 500', ['metrics.m1 DESC']) },
    { ...many, name: 'search by a param, 50 found', ask: () => found("params.p9 = 'rare'", ['metrics.m1 DESC']) },
    {
      ...many,
      name: 'search by a tag and a metric, 50 found',
      ask: () => found("tags.rare = 'yes' and metrics.m0 > 1", ['metrics.m1 DESC']),
    },
    {
      ...many,
      name: 'search, newest 100',
      ask: () => call(runs.search, { experiment_ids: [experiment], max_results: 100 }),
    },
    { ...many, name: 'table, newest 100', ask: () => call(own.searchRuns, { ...mine, columns }) },
    { ...many, name: 'table, next page', ask: () => call(own.searchRuns, { ...mine, columns, cursor: next_cursor! }) },
    {
      ...many,
      name: 'table, filtered by a metric and sorted',
      ask: () => call(own.searchRuns, { ...mine, columns, filter: 'metrics.m0 > 500', order_by: ['metrics.m1 DESC'] }),
    },
    {
      ...few,
      name: 'table, sorted by a metric',
      ask: (i) => call(own.searchRuns, { ...mine, columns, order_by: [`metrics.m${i % 5} DESC`] }),
    },
    { ...few, name: 'keys of an experiment', ask: () => call(table.keys, { experiment_id: experiment }) },
    { ...many, name: 'experiments, 100', ask: () => call(experiments.search, { max_results: 100 }) },
    { ...few, name: 'experiments page', ask: () => call(own.experiments, { limit: 100 }) },
    { ...few, name: 'today', ask: () => call(home.today, {}) },
    { ...few, name: 'palette, one found', ask: () => call(home.search, { q: 'run-777' }) },
    { ...few, name: 'palette, all match', ask: () => call(home.search, { q: 'run' }) },
    { ...many, name: 'lineage of a run', ask: () => call(home.lineage, { kind: 'run', id: some }) },
    { ...many, name: 'chart of 100,000 points', ask: () => call(own.points, { run_id: long, key: 'loss' }) },
    { ...many, name: 'chart of 100 points', ask: () => call(own.points, { run_id: some, key: 'm3' }) },
    {
      ...few,
      name: 'history, a page of 10,000',
      ask: () => call(metrics.history, { run_id: long, metric_key: 'loss', max_results: 10_000 }),
    },
    { ...many, name: 'artifacts of a run', ask: () => call(files.ofRun, { run_id: long, path: 'out' }) },
    { ...few, name: 'what points cost', ask: () => call(storage.points, {}), asked: 'it adds up all points' },
  ]
}
