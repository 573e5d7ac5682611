/** Moving in from another tracking server, and following one that stays. */
import type { Deps } from '../../platform/deps.ts'
import { importRunner } from './imports/runner.ts'
import { importService } from './imports/service.ts'
import { importWork } from './imports/work.ts'
import { importRoutes } from './routes.ts'
import { unseal } from './secrets.ts'
import { openSource } from './sources/open.ts'
import { importStore } from './store/imports.ts'
import { originStore } from './store/origins.ts'
import type { Asked } from './taking/asked.ts'
import { experimentPlacer } from './taking/experiments.ts'
import type { TakePorts } from './taking/ports.ts'
import { transferWorker } from './worker.ts'
import './tables.ts'

interface Ports extends TakePorts {
  isOpen(): Promise<boolean>
}

export function transfer({
  config,
  log,
  http,
  database,
  outside,
  rootKey,
  onStart,
  onStop,
  isOpen,
  ...deps
}: Deps & Ports) {
  const { db, events, now, ...ports } = deps
  const store = importStore(db)
  const origins = originStore(db)
  const place = experimentPlacer(ports.track, origins)

  const open = async (row: { secret: Buffer | null; key_id: string }, signal: AbortSignal) => {
    const { uri, ...secret } = unseal(rootKey(), row.key_id, row.secret!)
    return openSource(uri, { outside, ...secret, loopback: await isOpen(), signal })
  }
  const judge = async ({ secret }: Asked): Promise<void> => outside.check(secret.uri, 'uri', await isOpen())

  const parts = { db, store, events, now, log }
  const runImport = importRunner({ ...parts, open, work: importWork({ ports, store, place }) })
  const worker = transferWorker({
    ...{ pool: database.pool, log },
    due: async () =>
      (await store.open()).map((row) => ({
        ...({ kind: 'imports', id: row.id } as const),
        run: (stopping) => runImport(row, stopping),
      })),
  })
  importRoutes(http, importService({ ...parts, key: rootKey, wake: worker.wake, judge }))
  onStart(() => {
    if (config.roles.includes('jobs')) worker.start()
  })
  onStop(worker.stop)
  return { purge: origins.purge }
}
