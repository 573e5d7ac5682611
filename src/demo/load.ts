/**
 * Loads the story through the public API: what day 0 looks at first, then the year and a half before it, its versions in front. A load that
 * was interrupted is completed by the next one; how far it is stands in a tag of the experiment `ranker`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { experiments } from '../features/track/contract/experiments.ts'
import { own } from '../features/track/contract/own.ts'
import type { Apis } from './api.ts'
import { isRegistryWhole, makeRegistry } from './make-registry.ts'
import { type Known, makeRun, type Place } from './make-run.ts'
import type { Story, Work } from './story/plan.ts'
import { storyAt } from './story/story.ts'
import { BEST, RUNS } from './story/truth.ts'
import { isThere, openWorkspace } from './workspace.ts'

/** How many of the older runs that shall be loaded are there: "4210/9786". */
export const LOADED_TAG = 'bellwether.demo.loaded'
/** The present of the story, in milliseconds since 1970. */
export const DAY_ZERO_TAG = 'bellwether.demo.day_zero'
/** When whoever loads was last at work; gone at the end. */
const BEAT_TAG = 'bellwether.demo.loading'

/** Day 0 is waited for; what is older must leave room for those who look at it. */
const LANES = { dayZero: 12, older: 6 }
const BEAT_MS = 1_000
/** Whoever has not been at work for this long will not come back. */
const GONE_MS = 10_000

export interface Progress {
  part: 'day-zero' | 'older'
  done: number
  total: number
}

export interface Options {
  now(): number
  /** Day 0 and the versions only, which is enough to look around. */
  short?: boolean
  signal?: AbortSignal
  onProgress?(progress: Progress): void
}

export type Outcome = 'loaded' | 'was-there' | 'removed'

type Experiment = Awaited<ReturnType<typeof listed>>[number]

const listed = async ({ shop }: Apis, signal?: AbortSignal) =>
  (await shop.call(own.experiments, { limit: 1_000 }, signal)).experiments

const main = (list: Experiment[]): Experiment | undefined => list.find(({ name }) => name === BEST.experiment)

function doneOf(experiment: Experiment | undefined): number | undefined {
  const text = experiment?.tags[LOADED_TAG]
  return text === undefined ? undefined : Number(text.split('/')[0])
}

export async function loadDemo(apis: Apis, options: Options): Promise<Outcome> {
  try {
    await openWorkspace(apis, options.signal)
    return await fill(apis, options)
  } catch (error) {
    // A button on every page removes it.
    if (!options.signal?.aborted && !(await isThere(apis).catch(() => true))) return 'removed'
    throw error
  }
}

async function fill(apis: Apis, options: Options): Promise<Outcome> {
  const { short = false, signal, onProgress } = options
  const found = await afterOthers(apis, options)
  const done = doneOf(main(found))
  const total = short ? RUNS.landmarks : RUNS.older
  const dayZero = Number(main(found)?.tags[DAY_ZERO_TAG] ?? options.now())
  const story = storyAt(dayZero)
  if (done !== undefined && done >= total && (await isRegistryWhole(apis.shop, story.registry(), signal)))
    return 'was-there'
  const place: Place = {
    shop: apis.shop,
    experimentIds: await makeExperiments(apis, story, found, { [DAY_ZERO_TAG]: String(dayZero) }, signal),
    known: await findRuns(apis, found, signal),
    signal,
  }
  // Runs that an earlier load made are passed over quickly: the number does not fall back meanwhile.
  const atLeast = (runs: number): number => Math.max(runs, done ?? 0)
  const beat = marker(apis, place.experimentIds.get(BEST.experiment)!, total, options)
  try {
    await beat()
    await carryOut(place, story.dayZero, LANES.dayZero, (now) => {
      onProgress?.({ part: 'day-zero', done: now, total: RUNS.ranker })
      return beat()
    })
    await beat(atLeast(0))
    const older = (runs: number): Promise<void> => {
      onProgress?.({ part: 'older', done: atLeast(runs), total })
      return beat(atLeast(runs))
    }
    const landmarks = await carryOut(place, story.landmarks, LANES.older, older)
    await makeRegistry(place, story.registry())
    if (!short) await carryOut(place, story.older, LANES.older, (runs) => older(landmarks + runs))
  } finally {
    await beat.end()
  }
  return 'loaded'
}

/** The experiments that are there, once nobody else is loading. */
async function afterOthers(apis: Apis, { now, signal, onProgress }: Options): Promise<Experiment[]> {
  for (;;) {
    const found = await listed(apis, signal)
    const since = now() - Number(main(found)?.tags[BEAT_TAG] ?? 0)
    if (since > GONE_MS) return found
    onProgress?.({ part: 'older', done: doneOf(main(found)) ?? 0, total: RUNS.older })
    await sleep(BEAT_MS, undefined, { ...(signal && { signal }) })
  }
}

async function makeExperiments(
  { shop }: Apis,
  { experiments: plans }: Story,
  found: Experiment[],
  tags: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const ids = new Map(found.map(({ name, experiment_id }) => [name, experiment_id]))
  // The first is made last: lists show what changed last on top.
  for (const plan of plans.toReversed()) {
    if (ids.has(plan.name)) continue
    const all = plan.name === BEST.experiment ? { ...plan.tags, ...tags } : plan.tags
    const pairs = Object.entries(all).map(([key, value]) => ({ key, value }))
    const { experiment_id } = await shop.call(experiments.create, { name: plan.name, tags: pairs }, signal)
    ids.set(plan.name, experiment_id)
  }
  return ids
}

/** Every run has one of these, a sweep the last. */
const ANY_PARAM = ['params.seed', 'params.temperature', 'params.trials']

/** Runs that an earlier load made. */
async function findRuns({ shop }: Apis, found: Experiment[], signal?: AbortSignal): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  const experiment_ids = found.filter(({ runs }) => runs.total > 0).map(({ experiment_id }) => experiment_id)
  if (experiment_ids.length === 0) return known
  let cursor: string | undefined
  do {
    const page = await shop.call(own.searchRuns, { experiment_ids, columns: ANY_PARAM, limit: 1_000, cursor }, signal)
    for (const { name, run_id, state, params } of page.runs)
      known.set(name, { run_id, state, isWhole: Object.keys(params).length > 0 })
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return known
}

/** Does pieces of work a few at a time and counts their runs. After a failure no piece begins. */
async function carryOut(
  place: Place,
  work: Work[],
  lanes: number,
  onDone: (runs: number) => Promise<void>,
): Promise<number> {
  const queue = work.values()
  let done = 0
  let failed = false
  const lane = async (): Promise<void> => {
    for (const make of queue) {
      if (failed) return
      try {
        for (const plan of make()) {
          place.signal?.throwIfAborted()
          await makeRun(place, plan)
          await onDone(++done)
        }
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return done
}

/** Writes down, once a second, that somebody is loading and how far it is. */
function marker({ shop }: Apis, experiment_id: string, total: number, { now }: Options) {
  let last = 0
  let done: number | undefined
  const set = (key: string, value: string) => shop.call(experiments.setTag, { experiment_id, key, value })
  const write = async (): Promise<void> => {
    await set(BEAT_TAG, String(now()))
    if (done !== undefined) await set(LOADED_TAG, `${done}/${total}`)
  }
  const beat = async (runs?: number): Promise<void> => {
    const isNews = done === undefined && runs !== undefined
    if (runs !== undefined) done = runs
    if (!isNews && now() - last < BEAT_MS) return
    last = now()
    await write()
  }
  const end = async (): Promise<void> => {
    await write()
      .then(() => shop.call(experiments.deleteTag, { experiment_id, key: BEAT_TAG }))
      // Whoever removed the workspace or stopped the server took the tag along.
      .catch(() => undefined)
  }
  return Object.assign(beat, { end })
}
