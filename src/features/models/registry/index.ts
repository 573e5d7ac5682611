/** The registry: models by name, their versions, aliases and stages. */
import { Failure } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/deps.ts'
import type { ArtifactPort } from '../routes.ts'
import type { TrackPort } from '../service.ts'
import type { ModelStore } from '../store.ts'
import { registryEvents } from './graph.ts'
import { registryReads } from './reads.ts'
import { modelRoutes, versionRoutes } from './routes/mlflow.ts'
import { ownRoutes } from './routes/own.ts'
import { assignService } from './service/assign.ts'
import { contentsService } from './service/contents.ts'
import { dateService } from './service/date.ts'
import { externalService } from './service/external.ts'
import { registeredService } from './service/models.ts'
import { originService } from './service/origin.ts'
import { versionService } from './service/versions.ts'
import { viewService } from './service/views.ts'
import { registryStore } from './store/models.ts'
import { neededByVersions } from './store/needs.ts'
import { versionStore } from './store/versions.ts'
import { registryTaker } from './take.ts'

interface Ports {
  logged: ModelStore
  track: TrackPort
  artifacts: ArtifactPort
  note: Parameters<typeof versionService>[0]['note']
}

export function registry({ http, db, events, now, logged, track, artifacts, note }: Deps & Ports) {
  const parts = { db, models: registryStore(db), versions: versionStore(db), said: registryEvents(events), now }
  const resolve = originService({ ...parts, logged, track, artifacts })
  const readContents = contentsService(artifacts)
  const services = {
    models: registeredService(parts),
    versions: versionService({ ...parts, resolve, note, readContents }),
    assign: assignService(parts).assign,
  }
  modelRoutes(http, services)
  versionRoutes(http, services, artifacts)
  const { models, versions } = services
  const views = viewService(registryReads(db), versions, readContents, track.runs)
  ownRoutes(http, views, externalService(parts, models, versions), dateService(parts))
  return {
    purge: parts.models.purge,
    needs: neededByVersions,
    take: registryTaker({ ...parts, resolve, readContents }),
    /** The files that a version needs do not leave its workspace. */
    async checkMove(tx: Tx, from: number, uris: string[]): Promise<void> {
      const found = await parts.versions.findBelow(tx, from, uris)
      if (found)
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Version ${found.version} of the registered model '${found.name}' takes its files from this experiment, and would lose them. Delete the version first, and register it again where the experiment is.`,
        )
    },
  }
}
