/**
 * One look at a followed server. What changes most is looked at each time; all runs are listed as often as that takes a
 * small part of the time; histories are read again in turns. So nothing depends on clocks, nor on the order in which
 * clients log.
 */
import { toJson } from '../../../lib/json.ts'
import { isWanted } from '../imports/work.ts'
import type { FollowRow, FollowStore } from '../store/follows.ts'
import { type experimentPlacer, inOrder } from '../taking/experiments.ts'
import { modelUri, takeLoggedModels } from '../taking/logged-models.ts'
import type { TakePorts } from '../taking/ports.ts'
import type { registryWork } from '../taking/registry.ts'
import { createTally } from '../taking/tally.ts'
import { followedRuns, type Pass } from './runs.ts'

/** A listing of everything takes at most this part of the time. */
const SHARE = 10
/** After so many looks the whole histories of a run are read again; of a running one after a fifth of them. */
const SWEEP_LOOKS = 30
const SWEPT = 20
const MISSED = 100

interface Parts {
  ports: TakePorts
  store: FollowStore
  place: ReturnType<typeof experimentPlacer>
  takeRegistry: ReturnType<typeof registryWork>
  now: () => number
}

export const isListed = ({ listed_ms, listing_ms, every_ms }: FollowRow, now: number): boolean =>
  listed_ms === null || now - listed_ms >= Math.max(every_ms, SHARE * listing_ms)

export function followPass({ ports, store, place, takeRegistry, now }: Parts) {
  const runs = followedRuns({ ports, store, now })
  /** What models were like when they were last taken, by follow and id: they are taken anew after a start. */
  const prints = new Map<string, string>()

  function isNews(row: FollowRow, id: string, what: unknown): boolean {
    const key = `${row.id} ${id}`
    const print = toJson(what)
    if (prints.get(key) === print) return false
    prints.set(key, print)
    return true
  }

  /** Experiments of the source with their ids here. */
  async function placeAll({ row, source, isFirst, count }: Pass, isFull: boolean): Promise<Map<string, string>> {
    const here = new Map<string, string>()
    const fresh: string[] = []
    const tally = createTally(now)
    const where = { workspace: row.workspace_id, origin: row.place, suffixes: true, joins: false, isDry: false }
    for (const experiment of await inOrder(source.experiments())) {
      if (!isWanted(experiment, row.options.experiments)) continue
      const renews = isFull && isNews(row, `experiment ${experiment.experiment_id}`, experiment)
      const placed = await place(source, experiment, { ...where, renews }, tally)
      if (!placed) continue
      here.set(experiment.experiment_id, placed.id)
      if (placed.how !== 'known' || isFirst) fresh.push(placed.id)
      if (placed.how !== 'known' || isFirst) count('experiments', 1)
    }
    if (fresh.length) await ports.track.take.follow(row.workspace_id, fresh, row.name)
    return here
  }

  async function takeModels(pass: Pass, experimentId: string, here: string): Promise<void> {
    const { row, source, signal, count } = pass
    for await (const page of source.loggedModels(experimentId)) {
      const news = page.filter((model) => isNews(row, model.model_id, model))
      if (news.length === 0) continue
      const tally = createTally(now)
      const actor = { workspace: row.workspace_id, accountId: null }
      if (!row.options.copy_files)
        await store.keepRoots(
          row,
          news.map(({ model_id, artifact_uri }) => ({ root: modelUri(here, model_id), uri: artifact_uri })),
        )
      await takeLoggedModels(ports, actor, source, here, news, { files: row.options.copy_files, tally, signal })
      const { count: made = 0 } = tally.report().taken.find(({ kind }) => kind === 'logged_models') ?? {}
      count('models', Number(made))
    }
  }

  async function listAll(pass: Pass, here: Map<string, string>): Promise<void> {
    const { row, source, signal } = pass
    for (const [experimentId, id] of here) {
      const seen: string[] = []
      for await (const page of source.runs(experimentId)) {
        signal.throwIfAborted()
        seen.push(...page.map(({ run_id }) => run_id))
        await runs.take(pass, id, page)
      }
      await runs.miss(pass, experimentId, seen, MISSED)
      await takeModels(pass, experimentId, id)
    }
    if (row.options.experiments !== null) return
    const how = { origin: row.place, suffixes: true, isDry: false, tally: createTally(now), signal }
    await takeRegistry({ workspace: row.workspace_id, accountId: null }, source, {
      ...how,
      isNews: (name, what) => isNews(row, `registered ${name}`, what),
    })
  }

  async function lookAtRecent(pass: Pass, here: Map<string, string>): Promise<void> {
    if (here.size === 0) return
    for await (const page of pass.source.recent([...here.keys()])) {
      pass.signal.throwIfAborted()
      for (const [experimentId, found] of Map.groupBy(page, (run) => run.experiment_id))
        if (here.has(experimentId)) await runs.take(pass, here.get(experimentId)!, found)
    }
  }

  /** Returns how long listing everything took, if it did. */
  return async (pass: Pass): Promise<{ listed_ms: number; listing_ms: number } | undefined> => {
    const { row } = pass
    const began = now()
    const isFull = isListed(row, began)
    const here = await placeAll(pass, isFull)
    if (isFull) await listAll(pass, here)
    else await lookAtRecent(pass, here)
    const listing_ms = now() - began
    await runs.sweep(pass, SWEEP_LOOKS * row.every_ms, SWEPT)
    return isFull ? { listed_ms: began, listing_ms } : undefined
  }
}
