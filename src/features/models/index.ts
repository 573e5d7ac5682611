/** Logged models: what training runs made, with its files, params, tags and measurements. */
import type { Deps } from '../../platform/deps.ts'
import type { OnModelPoints } from '../track/index.ts'
import { type ArtifactPort, modelRoutes } from './routes.ts'
import { modelService, type TrackPort } from './service.ts'
import { modelStore } from './store.ts'
import './tables.ts'

interface Ports {
  track: TrackPort & { onModelPoints(handler: OnModelPoints): void }
  artifacts: ArtifactPort
}

export function models({ http, db, events, now, track, artifacts }: Deps & Ports) {
  const store = modelStore(db)
  const service = modelService({ db, models: store, track, events, now })
  modelRoutes(http, service, artifacts)
  track.onModelPoints(service.addPoints)
  return { purge: store.purge, counts: store.counts }
}
