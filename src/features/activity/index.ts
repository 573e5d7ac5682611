/** The event log for readers: sealing, listing, live streams. */
import { Gauge } from 'prom-client'
import type { Deps } from '../../platform/deps.ts'
import { auditKey } from './audit/key.ts'
import { auditReads } from './audit/reads.ts'
import { auditRoutes } from './audit/routes.ts'
import { auditService } from './audit/service.ts'
import { erasure } from './erasure/service.ts'
import { createFeed } from './feed.ts'
import { createIndexer } from './finding/index-events.ts'
import { findingReads } from './finding/reads.ts'
import { findingService } from './finding/service.ts'
import { findingStore } from './finding/store.ts'
import { eventReads } from './reads.ts'
import { activityRoutes } from './routes.ts'
import { createSealer } from './sealer.ts'
import { eventService } from './service.ts'
import { chainStore } from './store.ts'

export type { EraseDetails } from './erasure/service.ts'

export function activity({ http, config, log, db, events, listener, gauges, now, onStart, onStop }: Deps) {
  const chain = chainStore(db)
  const reads = eventReads(db)
  const sealer = createSealer(db, chain, log)
  const feed = createFeed(reads, log)
  const finding = findingStore(db)
  const indexer = createIndexer(db, finding, log)
  const service = eventService(reads, feed, chain)

  new Gauge({
    name: 'bellwether_events_unsealed',
    help: 'Events that wait for their seal.',
    registers: [gauges.registry],
    async collect() {
      this.set(await chain.countUnsealed())
    },
  })
  activityRoutes(http, service, feed)
  const whose = auditReads(db)
  auditRoutes(
    http,
    auditService({ db, chain, reads: whose, events, key: auditKey(config.dataDir), now }),
    findingService({ reads: findingReads(db), findAccount: whose.findAccount, now }),
  )
  events.onAppend(sealer.wake)
  onStart(async () => {
    await listener.on('bw_sealed', feed.onSealed)
    await listener.on('bw_sealed', indexer.wake)
    await listener.on('bw_points', feed.onPoints)
    if (config.roles.includes('api') || config.roles.includes('jobs')) {
      sealer.start()
      indexer.start()
    }
  })
  http.app.addHook('preClose', async () => feed.stop())
  onStop(sealer.stop)
  onStop(indexer.stop)
  return { verify: service.verify, eraseDetails: erasure(finding, events) }
}
