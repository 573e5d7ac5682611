/** Running the server: how it is, its backups. */
import type pg from 'pg'
import type { BlobColumn } from '../../platform/backup/catalogue.ts'
import type { VerifyEvents } from '../../platform/backup/check.ts'
import { folderTarget } from '../../platform/backup/folder.ts'
import type { Deps } from '../../platform/deps.ts'
import { installedAt } from '../../platform/migrate.ts'
import { healthOf } from './health/all.ts'
import { operateJobs } from './jobs.ts'
import { backupRoutes } from './routes/backups.ts'
import { healthRoutes } from './routes/health.ts'
import { backupService } from './service/backups.ts'
import { diskUse } from './service/disk.ts'
import { overviewOf } from './service/overview.ts'
import { taskService } from './service/tasks.ts'
import { taskStore } from './store/tasks.ts'
import './tables.ts'

interface Ports {
  connection: pg.PoolConfig
  blobColumns: BlobColumn[]
  verifyEvents: VerifyEvents
}

export function operate(deps: Deps & Ports): void {
  const { http, config, log, database, db, events, jobs, blobs, now, onStop } = deps
  const { connection, blobColumns, verifyEvents } = deps
  const tasks = taskService({ db, store: taskStore(db), events, jobs, now, log })
  const source = { connection, blobs, blobColumns, dataDir: config.dataDir, now }
  const target = folderTarget(config.backup.to)
  const backups = backupService({ source, target, config, verifyEvents, log })
  const parts = { tasks, backups, config, now, since: () => installedAt(database.pool) }
  const overview = overviewOf(parts)
  backupRoutes(http, tasks, backups, overview)
  const health = healthOf({ config, database, blobs, now, backups: overview, since: parts.since })
  healthRoutes(http, health, diskUse({ config, pool: database.pool, blobColumns, target, now }))
  operateJobs(jobs, parts)
  onStop(tasks.stop)
}
