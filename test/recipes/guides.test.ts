/** What the guides state is asked of the server: every filter, every message, every ordering, every route, every limit. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { metrics } from '../../src/features/track/contract/metrics.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Status } from '../../src/features/track/contract/shapes.ts'
import { LIMITS } from '../../src/features/track/limits.ts'
import { server } from '../harness/server.ts'

const { app, call, send } = await server()
const GUIDE = join(import.meta.dirname, '../../docs/guide')
const guide = (name: string): string => readFileSync(join(GUIDE, name), 'utf8')
const search = guide('search.md')
const tracking = guide('tracking.md')

/** The cells of the table whose first heading is this, row by row. */
function table(text: string, heading: string): string[][] {
  const [, body] = text.split(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\|\\n`, 'm'))
  const lines = body!.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const plain = (cell: string): string => cell.replace(/^`(.*)`$/, '$1')

/** The runs that the page shows. */
async function makeRuns(): Promise<string> {
  const { experiment_id } = await call(experiments.create, { name: 'guide' })
  for (const [run_name, status, start, end, loss, valLoss, lr, team, dataset] of table(search, 'run_name')) {
    const { run } = await call(runs.create, { experiment_id, run_name, start_time: Number(start) })
    const { run_id } = run.info
    const points = { loss, 'val loss': valLoss }
    const given = <T>(text: string | undefined, entry: T): T[] => (text ? [entry] : [])
    await call(metrics.logBatch, {
      run_id,
      metrics: Object.entries(points).flatMap(([key, text]) => given(text, { key, value: Number(text), timestamp: 1 })),
      params: given(lr, { key: 'lr', value: lr }),
      tags: given(team, { key: 'team', value: team }),
    })
    if (dataset)
      await call(inputs.log, {
        run_id,
        datasets: [{ dataset: { name: dataset, digest: 'd1', source_type: 'local', source: '{}' } }],
      })
    if (end) await call(runs.update, { run_id, status: status as Status, end_time: Number(end) })
  }
  return experiment_id
}

const experiment_id = await makeRuns()
const find = async (input: { filter?: string; order_by?: string[] }): Promise<string[]> =>
  ((await call(runs.search, { experiment_ids: [experiment_id], ...input })).runs ?? []).map((run) => run.info.run_name)

const [examples, mistakes] = [table(search, 'filter'), table(search.split('## When a filter is wrong')[1]!, 'filter')]

test('the guide shows examples of everything', () => {
  expect([examples.length, mistakes.length]).toEqual([27, 5])
})

test.each(examples)('the filter %s finds %s, as the guide says', async (filter, found) => {
  expect((await find({ filter: plain(filter!) })).toSorted()).toEqual(found!.split(', '))
})

test.each(mistakes)('the filter %s is refused: %s', async (filter, message) => {
  const body = { experiment_ids: [experiment_id], filter: plain(filter!) }
  const reply = await send('POST', '/api/2.0/mlflow/runs/search', body)
  expect(reply).toMatchObject({ status: 400, body: { message } })
})

test.each(table(search, 'order_by'))('ordered by %s come %s', async (term, found) => {
  expect(await find({ order_by: [plain(term!)] })).toEqual(found!.split(', '))
})

test('every route that the guide names is there', () => {
  const paths = new Set(app.http.routes.map(({ path }) => path))
  const named = table(tracking, 'group').flatMap(([, below, names]) =>
    [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => plain(below!) + name),
  )
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !paths.has(path))).toEqual([])
})

test('every limit of tracking stands in the guide', () => {
  const [limits] = tracking.split('## Limits')[1]!.split('\n## ')
  const missing = Object.entries(LIMITS).filter(([, limit]) => !limits!.includes(limit.toLocaleString('en')))
  expect(missing).toEqual([])
})

test('every section that a guide links to is there', () => {
  const toAnchor = (title: string): string =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-')
  const pages = Object.fromEntries(readdirSync(GUIDE).map((name) => [name, guide(name)]))
  for (const [name, text] of Object.entries(pages))
    for (const [, file, anchor] of text.matchAll(/\]\(([\w-]+\.md)?(?:#([\w-]+))?\)/g)) {
      const target = pages[file ?? name]
      expect.soft(target, `${name} links to ${file}`).toBeDefined()
      const anchors = [...(target ?? '').matchAll(/^##+ (.*)$/gm)].map(([, title]) => toAnchor(title!))
      if (anchor) expect.soft(anchors, `${name} links to ${file ?? name}#${anchor}`).toContain(anchor)
    }
})
