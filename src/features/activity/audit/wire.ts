/** The audit put together: who did what, the file, the check in the background. */
import { Gauge } from 'prom-client'
import type { Deps } from '../../../platform/deps.ts'
import { keptHeads } from '../checking/kept-heads.ts'
import { createIndexer } from '../finding/index-events.ts'
import { findingReads } from '../finding/reads.ts'
import { findingService } from '../finding/service.ts'
import type { FindingStore } from '../finding/store.ts'
import type { ChainStore } from '../store.ts'
import { auditKey } from './key.ts'
import { auditReads } from './reads.ts'
import { auditRoutes } from './routes.ts'
import { auditService } from './service.ts'

export function wireAudit(
  { http, config, log, db, events, gauges, now }: Deps,
  chain: ChainStore,
  store: FindingStore,
) {
  const reads = auditReads(db)
  const key = auditKey(config.dataDir)
  const audit = auditService({ db, chain, reads, events, heads: keptHeads(config.dataDir), log, key, now })
  auditRoutes(http, audit, findingService({ reads: findingReads(db), findAccount: reads.findAccount, now }))
  new Gauge({
    name: 'bellwether_event_log_broken',
    help: '1 when the event log was found to be other than it was sealed.',
    registers: [gauges.registry],
    collect() {
      this.set(audit.checker.isBroken() ? 1 : 0)
    },
  })
  return { checker: audit.checker, indexer: createIndexer(db, store, log) }
}
