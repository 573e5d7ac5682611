/** The event log for readers: sealing, listing, live streams. */
import { Gauge } from 'prom-client'
import type { Deps } from '../../platform/deps.ts'
import { auditKey } from './audit/key.ts'
import { auditReads } from './audit/reads.ts'
import { auditRoutes } from './audit/routes.ts'
import { auditService } from './audit/service.ts'
import { createFeed } from './feed.ts'
import { eventReads } from './reads.ts'
import { activityRoutes } from './routes.ts'
import { createSealer } from './sealer.ts'
import { eventService } from './service.ts'
import { chainStore } from './store.ts'

export function activity({ http, config, log, db, events, listener, gauges, now, onStart, onStop }: Deps) {
  const chain = chainStore(db)
  const reads = eventReads(db)
  const sealer = createSealer(db, chain, log)
  const feed = createFeed(reads, log)
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
  auditRoutes(http, auditService({ db, chain, reads: auditReads(db), events, key: auditKey(config.dataDir), now }))
  events.onAppend(sealer.wake)
  onStart(async () => {
    await listener.on('bw_sealed', feed.onSealed)
    await listener.on('bw_points', feed.onPoints)
    if (config.roles.includes('api') || config.roles.includes('jobs')) sealer.start()
  })
  http.app.addHook('preClose', async () => feed.stop())
  onStop(sealer.stop)
  return { verify: service.verify }
}
