import { expect, test } from 'vitest'
import { anExperiment, aRun } from '../../../../test/harness/factories.ts'
import { server } from '../../../../test/harness/server.ts'
import { type Random, random } from '../../../lib/random.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { experiments } from '../contract/experiments.ts'
import { own } from '../contract/own.ts'
import { runs } from '../contract/runs.ts'

const START = 1_800_000_000_000
const HOUR = 3_600_000
const first = await server({ now: START })
const { call, send, advance, app, database } = first
const second = await server({ now: START, database })
const VIEWS = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const

const rowsOf = async <T>(text: string): Promise<T[]> => (await database.pool.query(text)).rows as T[]
const addUp = () => Promise.all([first, second].map((each) => each.app.jobs.runNow('track.add-up-run-counts')))
/** Differences that are not yet added up. */
const due = async (): Promise<number> =>
  (await rowsOf<{ n: number }>('select count(*)::int as n from run_count_changes'))[0]!.n

interface Counted {
  experiment_id: string
  total: number
  running: number
  lost: number
  failed: number
  last_run_at: unknown
}

/** What the page of experiments shows, counted. */
const counted = () =>
  rowsOf<Counted>(`
    select e.id::text as experiment_id, count(r.id)::int as total,
      count(*) filter (where status = 'RUNNING' and lost_ms is null)::int as running,
      count(*) filter (where status = 'RUNNING' and lost_ms is not null)::int as lost,
      count(*) filter (where status = 'FAILED')::int as failed, max(start_ms) as last_run_at
    from experiments e left join runs r on r.experiment_id = e.id and r.deleted = e.deleted
    where e.workspace_id = 1 group by e.id order by e.id`)

async function compare(): Promise<void> {
  const { experiments: shown } = await call(own.experiments, { view: 'ALL', limit: 1_000 })
  const kept = shown.map(({ experiment_id, runs, last_run_at }) => ({ experiment_id, ...runs, last_run_at }))
  kept.sort((a, b) => Number(a.experiment_id) - Number(b.experiment_id))
  expect(kept).toEqual(await counted())
  const ids = shown.map(({ experiment_id }) => experiment_id)
  const [all] = await rowsOf<{ active: number; deleted: number }>(`
    select count(*) filter (where not deleted)::int as active, count(*) filter (where deleted)::int as deleted
    from runs where workspace_id = 1`)
  const totals = VIEWS.map(async (view) => (await call(own.searchRuns, { experiment_ids: ids, view, limit: 1 })).total)
  expect(await Promise.all(totals)).toEqual([all!.active, all!.deleted, all!.active + all!.deleted])
}

/** One thing that may happen to runs; a refusal is as good as any other. */
async function happen(r: Random, made: { experiments: string[]; runs: string[] }): Promise<unknown> {
  const experiment_id = r.pick(made.experiments)
  const run_id = made.runs.length ? r.pick(made.runs) : ''
  const status = r.pick(['RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'SCHEDULED'] as const)
  switch (r.integer(0, 9)) {
    case 0:
    case 1:
    case 2: {
      const start_time = r.integer(0, 4) ? START - r.integer(0, 50) * HOUR : undefined
      return made.runs.push(await aRun(call, { experiment_id, start_time }))
    }
    case 3:
    case 4:
      return call(runs.update, { run_id, status, ...(r.integer(0, 1) && { end_time: START + r.integer(0, 50) }) })
    case 5:
      return call(r.pick([runs.delete, runs.restore]), { run_id })
    case 6:
      return r.integer(0, 3) ? undefined : call(r.pick([experiments.delete, experiments.restore]), { experiment_id })
    case 7:
      return call(own.setLastSeen, { run_id, last_seen_at: START - r.pick([0, 100]) * HOUR })
    case 8:
      return call(runs.update, { run_id, run_name: `name ${r.integer(0, 9)}` })
    default:
      return addUp()
  }
}

test.each([1, 2, 3])('kept counts are what counting finds, whatever happens to runs (seed %i)', async (seed) => {
  const r = random('run counts', seed)
  const made = { experiments: [] as string[], runs: [] as string[] }
  for (let i = 0; i < 4; i++) made.experiments.push(await anExperiment(call, `counts ${seed} ${i}`))
  for (let round = 0; round < 12; round++) {
    // Some of it at once, as it comes from many scripts.
    for (let i = 0; i < 4; i++) await Promise.allSettled(Array.from({ length: 4 }, () => happen(r, made)))
    if (round % 6 === 5) {
      advance(3 * HOUR)
      await app.jobs.runNow('track.mark-lost-runs')
    }
    await compare()
    if (round % 3 === 2) {
      await addUp()
      await compare()
    }
  }
  expect(made.runs.length).toBeGreaterThan(20)
  expect((await counted()).some(({ lost }) => lost > 0)).toBe(true)
})

test('what changes no count appends nothing, and all differences are added up', async () => {
  const experiment_id = await anExperiment(call)
  const run_id = await aRun(call, { experiment_id })
  await call(runs.update, { run_id, status: 'FINISHED', end_time: START })
  await addUp()
  expect(await due()).toBe(0)
  await call(runs.update, { run_id, run_name: 'renamed' })
  await call(runs.update, { run_id, status: 'FINISHED' })
  await app.jobs.runNow('track.mark-lost-runs')
  expect(await due()).toBe(0)
})

test('some seconds after runs began or ended their differences are added up', async () => {
  await aRun(call)
  await expect.poll(due, { timeout: 10_000 }).toBe(0)
})

test('runs of a workspace that is removed are counted no more, and those of others are', async () => {
  await call(workspaces.create, { name: 'gone' })
  const made = async (body: object, path: string) =>
    (await send('POST', `/w/gone/api/2.0/mlflow/${path}`, body)).body as Record<string, never>
  const { experiment_id } = await made({ name: 'e' }, 'experiments/create')
  for (let i = 0; i < 3; i++) await made({ experiment_id, start_time: i }, 'runs/create')
  await addUp()
  await made({ experiment_id, start_time: 3 }, 'runs/create')
  const before = await counted()
  await call(workspaces.delete, { name: 'gone' })
  await Promise.all([app.jobs.runNow('access.purge-workspaces'), addUp()])
  await addUp()
  expect(await rowsOf('select * from run_counts where workspace_id <> 1')).toEqual([])
  expect(await due()).toBe(0)
  expect(await counted()).toEqual(before)
  await compare()
})
