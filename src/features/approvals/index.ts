/** Approvals: something waits until others have said yes; features ask through one port. */
import type { Deps } from '../../platform/deps.ts'
import { approvalCard } from './card.ts'
import { approvalReads } from './reads.ts'
import { approvalRoutes } from './routes.ts'
import { approvalService } from './service.ts'
import { approvalStore } from './store.ts'
import './tables.ts'

export type { Asking, Policy } from './service.ts'

export function approvals({ http, db, events, jobs, now }: Deps) {
  const store = approvalStore(db)
  const reads = approvalReads(db)
  const service = approvalService({ db, store, reads, events, now })
  approvalRoutes(http, service)
  jobs.define({ name: 'approvals.expire-asked', cron: '* * * * *', run: service.expire })
  const { ask, approved } = service
  return {
    /** For features: ask in the transaction of what is to wait, and later whether exactly that was approved. */
    approvals: { ask, approved },
    purge: store.purge,
    checkMove: service.checkMove,
    /** What somebody asked and answered. */
    export: reads.of,
    card: approvalCard(store, service),
  }
}
