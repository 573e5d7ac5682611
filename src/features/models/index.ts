/** Models: those that runs logged, with files, params, tags and measurements; and the registry of named ones. */

import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Along, Move, OnEvaluated, OnModelPoints } from '../track/index.ts'
import { registry } from './registry/index.ts'
import { type ArtifactPort, modelRoutes } from './routes.ts'
import { modelService, type TrackPort } from './service.ts'
import { modelStore } from './store.ts'
import { modelTaker } from './take.ts'
import { modelTrash } from './trash.ts'
import './tables.ts'

interface Ports {
  track: TrackPort & { onModelPoints(handler: OnModelPoints): void; onEvaluated(handler: OnEvaluated): void }
  artifacts: ArtifactPort
}

export function models(deps: Deps & Ports) {
  const { http, db, events, now, track, artifacts } = deps
  const store = modelStore(db)
  const service = modelService({ db, models: store, track, events, now })
  modelRoutes(http, service, artifacts)
  const registered = registry({ ...deps, logged: store, note: service.noteVersion })
  track.onModelPoints(service.addPoints)
  track.onEvaluated(service.noteEvaluated)
  return {
    async purge(tx: Tx, workspace: number): Promise<void> {
      await registered.purge(tx, workspace)
      await store.purge(tx, workspace)
    },
    async move(tx: Tx, move: Move): Promise<Along> {
      const along = await store.move(tx, move)
      await registered.checkMove(tx, move.from, [...move.artifactUris, ...along.artifactUris])
      return along
    },
    counts: store.counts,
    /** What lies in the trash of logged models, and what versions need of any trash. */
    trash: modelTrash(db, service),
    needs: registered.needs,
    take: { loggedModels: modelTaker(db), registered: registered.take },
  }
}

export type Models = ReturnType<typeof models>
