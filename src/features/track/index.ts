/** Experiments, runs, metrics, params, tags: MLflow's tracking protocol, and what it leaves out. */

import type { FastifyRequest } from 'fastify'
import type { MakeCard } from '../../lib/card.ts'
import type { Right } from '../../lib/contract.ts'
import { type Failure, notFound } from '../../lib/failure.ts'
import type { Int64 } from '../../lib/json.ts'
import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/deps.ts'
import { runActivity } from './activity.ts'
import { livePoints } from './live.ts'
import { movingRoutes } from './moving/routes.ts'
import { movingService, type OnMove } from './moving/service.ts'
import { personalRoutes } from './personal/routes.ts'
import { personalService } from './personal/service.ts'
import { personalStore } from './personal/store.ts'
import { compactDue } from './points/compact.ts'
import { experimentKeys } from './points/experiment-keys.ts'
import { createFolder } from './points/folder.ts'
import { metricKeys } from './points/keys.ts'
import { createWriter, type Written } from './points/writer.ts'
import { todayReads } from './reads/today.ts'
import { trackReads } from './reads.ts'
import { compareRoutes } from './routes/compare.ts'
import { metricRoutes } from './routes/metrics.ts'
import { experimentRoutes, runRoutes, type Services } from './routes/mlflow.ts'
import { ownRoutes, tableRoutes } from './routes/own.ts'
import { runCounts } from './run-counts.ts'
import { compareService } from './service/compare.ts'
import { curveService } from './service/curves.ts'
import { datasetService } from './service/datasets.ts'
import { executionService } from './service/executions.ts'
import { experimentService } from './service/experiments.ts'
import { inputService } from './service/inputs.ts'
import { logService, type OnEvaluated, type OnModelPoints } from './service/log.ts'
import { lostService } from './service/lost.ts'
import { holdFolder } from './service/places.ts'
import { runWriter } from './service/run-writes.ts'
import { runService } from './service/runs.ts'
import { storageService } from './service/storage.ts'
import { tableService } from './service/table.ts'
import { todayService } from './service/today.ts'
import { viewService } from './service/views.ts'
import { trackCounts } from './store/counts.ts'
import { dataCounts } from './store/data-counts.ts'
import { executionStore } from './store/executions.ts'
import { experimentStore } from './store/experiments.ts'
import { groupStore } from './store/groups.ts'
import { inputStore } from './store/inputs.ts'
import { purgeTracking } from './store/purge.ts'
import { runCountStore } from './store/run-counts.ts'
import { runWrites } from './store/run-writes.ts'
import { runStore } from './store/runs.ts'
import { storageStore } from './store/storage.ts'
import { experimentTaker } from './take/experiments.ts'
import { followedExperiments } from './take/followed.ts'
import { pointTaker } from './take/points.ts'
import { removeRuns, runTaker } from './take/runs.ts'
import { trackTrash } from './trash/port.ts'
import './tables.ts'

export type { Along, Move, OnMove } from './moving/service.ts'
export type { ModelPoint, OnEvaluated, OnModelPoints } from './service/log.ts'
export type { TakenRun } from './take/runs.ts'

export type Track = ReturnType<typeof track>

const isSystemMetric = (name: string): boolean => name.startsWith('system/')

interface Ports {
  workspaces: {
    /** The id behind a name, for somebody who has the right there. */
    elsewhere(request: FastifyRequest, name: string, right: Right): Promise<number>
    hold(tx: Tx, ids: number[]): Promise<void>
  }
}

export function track(deps: Deps & Ports) {
  const { http, config, log, db, listener, events, jobs, now, onStart, onStop, workspaces } = deps
  const { pool, hot } = deps.database
  let onModelPoints: OnModelPoints | undefined
  let onEvaluated: OnEvaluated | undefined
  const lost = lostService(db, events, config, now)
  const activity = runActivity({ pool, log, now, onResumed: lost.resume })
  const folder = createFolder(hot.pool, log)
  const live = livePoints(pool)
  const keys = metricKeys(hot.pool)
  const ofExperiments = experimentKeys(hot.pool)
  const counts = runCounts(runCountStore(db).addUp, log)

  const onCommit = (batches: Written[], deferred: Parameters<typeof folder.touch>[1]): void => {
    for (const { run, runId, metrics } of batches) {
      activity.touch(run, [...metrics.keys()].some(isSystemMetric))
      if (metrics.size) live.touch(runId)
    }
    folder.touch(
      batches.filter(({ metrics }) => metrics.size).map(({ run }) => run),
      deferred,
    )
  }
  const writer = createWriter({ pool: hot.pool, keys, onCommit })
  const experiments = experimentService(db, experimentStore(db), events, now)
  const ofRuns = runWriter({
    ...{ writes: runWrites(hot.db), events, now, onWritten: counts.touch },
    explain: (workspace, id) =>
      experiments.getActive(workspace, id).then(
        () => notFound('Experiment', id),
        (error: Failure) => error,
      ),
  })
  const runs = runService({
    ...{ db, runs: runStore(db), writer: ofRuns, events, now },
    experimentKeys: ofExperiments,
    settle: folder.settle,
  })
  const inputs = inputStore(db)
  const points = logService({
    ...{ pool, runs: runStore(db), keys, writer },
    experimentKeys: ofExperiments,
    onModelPoints: () => onModelPoints,
    onEvaluated: () => onEvaluated,
  })
  const personal = personalService(db, personalStore(db), events)
  const followed = followedExperiments(db, listener, ofExperiments)
  const services: Services = followed.guard({
    ...{ experiments, runs, log: points, inputs: inputService(db, inputs, runs, personal) },
  })
  const executions = executionService(db, executionStore(db), runs, now)
  const handlers: OnMove[] = []
  const moving = movingService({ db, events, now, handlers, holdWorkspaces: workspaces.hold })
  const reads = trackReads(db)
  const views = viewService({ experiments, runs, log: points, reads, inputs, executions, now })

  const comparisons = compareService({ runs, experiments, executions, inputs, toViews: views.toViews })
  const curves = curveService({ runs, log: points, comparisons })

  experimentRoutes(http, services)
  runRoutes(http, services)
  metricRoutes(http, services.log)
  ownRoutes(http, {
    ...{ views, executions, datasets: datasetService(inputs, reads), storage: storageService(storageStore(db)) },
    async setLastSeen(workspace, runId, at) {
      const run = await runs.getActive(workspace, runId)
      // What is noted later would say that it was heard of just now.
      await activity.flush()
      await lost.setLastSeen(run.id, at)
    },
  })
  compareRoutes(http, comparisons, curves)
  personalRoutes(http, personal)
  movingRoutes(http, moving, workspaces.elsewhere)
  tableRoutes(http, tableService({ experiments, reads, store: groupStore(db), keys, settle: folder.settle }))
  jobs.define({
    name: 'track.mark-lost-runs',
    cron: '* * * * *',
    async run() {
      await activity.flush()
      await lost.mark()
    },
  })
  jobs.define({
    name: 'track.compact-points',
    cron: '* * * * *',
    async run() {
      await compactDue(pool, now())
    },
  })
  // Runs are marked as lost, moved to the trash and forgotten elsewhere than where they begin and end.
  jobs.define({ name: 'track.add-up-run-counts', cron: '* * * * *', run: counts.addUp })
  onStop(async () => {
    await Promise.all([ofRuns.drain(), writer.drain()])
    await Promise.all([activity.stop(), counts.stop()])
    live.stop()
    await folder.stop()
  })

  onStart(followed.start)
  // What an earlier process left in the log is folded beside the first requests, not before them.
  onStart(() => void folder.foldAll().catch((error: Error) => log.warn({ err: error }, 'folding what was left failed')))

  return {
    purge: purgeTracking,
    counts: async (workspace: number, newest: number) => {
      const counted = await Promise.all([trackCounts(db)(workspace, newest), dataCounts(db)(workspace)])
      return Object.assign({}, ...counted) as (typeof counted)[0] & (typeof counted)[1]
    },
    card: todayService({ reads: todayReads(db), latestOf: points.latestOf, settle: folder.settle, now }) as MakeCard,
    experiments: {
      /** For something that is to be made in it. */
      getActive: async (workspace: number, id: string) => {
        const row = await experiments.getActive(workspace, id)
        followed.check(String(row.id))
        return row
      },
      hold: experiments.hold,
    },
    runs: {
      artifactUri: async (workspace: number, runId: string) => (await runs.get(workspace, runId)).artifact_uri,
      getActive: runs.getActive,
      /** With its last values and its data. */
      detail: views.detail,
      holdFolder,
    },
    /** Features move their own rows with an experiment; each sees what those before it added. */
    onMove: (handler: OnMove) => void handlers.push(handler),
    /** What lies in the trash, followed experiments excepted. */
    trash: trackTrash(db, services),
    /** What was made elsewhere comes in here. */
    take: {
      ...experimentTaker(db),
      remove: removeRuns(db, events, now),
      runs: runTaker({
        ...{ db, events, experimentKeys: ofExperiments, now, onWritten: counts.touch },
        patienceMs: config.lostAfterMs.least,
      }),
      points: pointTaker({ pool, keys, folder }),
      /** A run of a server that is followed got something. */
      touch: (run: Int64, runId: string): void => {
        activity.touch(run, false)
        live.touch(runId)
      },
      follow: followed.set,
      unfollow: followed.clear,
      checkAtHome: followed.check,
      onNote: followed.onNote,
      ids: runStore(db).idsOf,
    },
    /** `models` learns here of points that belong to a logged model. */
    onModelPoints: (handler: OnModelPoints) => {
      onModelPoints = handler
    },
    /** And here of runs that evaluated models. */
    onEvaluated: (handler: OnEvaluated) => {
      onEvaluated = handler
    },
  }
}
