/** Webhooks: other programs are told of events, signed, tried again until they have them. */
import type { Deps } from '../../platform/deps.ts'
import { createCollector } from './collector.ts'
import { mlflowWebhookRoutes } from './mlflow/routes.ts'
import { webhookReads } from './reads.ts'
import { webhookRoutes } from './routes.ts'
import { createSender } from './sender.ts'
import { webhookService } from './service.ts'
import { webhookStore } from './store.ts'
import './tables.ts'

/** Deliveries are kept so long. */
const KEPT_MS = 30 * 86_400_000

export function webhooks({
  http,
  config,
  log,
  db,
  events,
  jobs,
  listener,
  outside,
  rootKey,
  now,
  onStart,
  onStop,
}: Deps) {
  const store = webhookStore(db)
  const parts = { db, store, reads: webhookReads(db), events, outside, key: rootKey, now, log }
  const sender = createSender(parts)
  const collector = createCollector({ ...parts, onQueued: sender.wake })
  const service = webhookService({ ...parts, sender })
  webhookRoutes(http, service)
  mlflowWebhookRoutes(http, service)
  jobs.define({
    name: 'webhooks.forget-deliveries',
    cron: '17 3 * * *',
    run: () => store.forget(new Date(now() - KEPT_MS)),
  })
  onStart(async () => {
    if (!config.roles.includes('jobs')) return
    await listener.on('bw_sealed', collector.wake)
    for (const worker of [collector, sender]) worker.start()
  })
  for (const worker of [collector, sender]) onStop(worker.stop)
  return { purge: store.purge }
}
