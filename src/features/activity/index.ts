/** The event log for readers: sealing, listing, live streams, the audit. */
import { Gauge } from 'prom-client'
import type { Deps } from '../../platform/deps.ts'
import { wireAudit } from './audit/wire.ts'
import { erasure } from './erasure/service.ts'
import { createFeed } from './feed.ts'
import { findingStore } from './finding/store.ts'
import { eventReads } from './reads.ts'
import { activityRoutes } from './routes.ts'
import { createSealer } from './sealer.ts'
import { eventService, verifyChain } from './service.ts'
import { chainStore } from './store.ts'

export type { EraseDetails } from './erasure/service.ts'

export function activity(deps: Deps) {
  const { http, config, log, db, events, listener, gauges, onStart, onStop } = deps
  const chain = chainStore(db)
  const reads = eventReads(db)
  const finding = findingStore(db)
  const sealer = createSealer(db, chain, log)
  const feed = createFeed(reads, log)
  const service = eventService(reads, feed, chain)
  const { checker, indexer } = wireAudit(deps, chain, finding)

  new Gauge({
    name: 'bellwether_events_unsealed',
    help: 'Events that wait for their seal.',
    registers: [gauges.registry],
    async collect() {
      this.set(await chain.countUnsealed())
    },
  })
  activityRoutes(http, service, feed)
  events.onAppend(sealer.wake)
  onStart(async () => {
    await listener.on('bw_sealed', feed.onSealed)
    await listener.on('bw_sealed', indexer.wake)
    await listener.on('bw_points', feed.onPoints)
    if (!config.roles.includes('api') && !config.roles.includes('jobs')) return
    for (const worker of [sealer, indexer, checker]) worker.start()
  })
  http.app.addHook('preClose', async () => feed.stop())
  for (const worker of [sealer, indexer, checker]) onStop(worker.stop)
  return { verify: service.verify, eraseDetails: erasure(finding, events) }
}

/** Walks the chain of a database in which no server seals. */
export const verifyEvents = (db: Deps['db']) => verifyChain(chainStore(db))
