/** The way out: everything of a workspace as files that need no Bellwether. */
import type pg from 'pg'
import type { Deps } from '../../platform/deps.ts'
import { exportRoutes } from './routes.ts'
import { exportService } from './service.ts'

export function exports({ http, db, blobs, events, now, log, connection }: Deps & { connection: pg.PoolConfig }): void {
  exportRoutes(http, exportService({ db, connection, blobs, events, now }), log)
}
