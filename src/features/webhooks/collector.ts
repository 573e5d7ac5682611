/** Looks at what was sealed and queues a delivery for each webhook that wants to be told, never twice and never none. */
import type { Logger } from 'pino'
import type { Db } from '../../platform/db.ts'
import { createWorker, type Worker } from '../../platform/worker.ts'
import { wants } from './choice.ts'
import { IN_MLFLOW } from './mlflow/events.ts'
import type { WebhookReads } from './reads.ts'
import type { WebhookStore } from './store.ts'

const BATCH = 1_000

interface Parts {
  db: Db
  store: WebhookStore
  reads: WebhookReads
  now: () => number
  log: Logger
  onQueued(): void
}

export const createCollector = ({ db, store, reads, now, log, onQueued }: Parts): Worker =>
  createWorker({
    ...{ what: 'looking for events that webhooks want', log, everyMs: 250, retryMs: 10_000 },
    async pass() {
      const { queued, hasMore } = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (tx) => {
          const none = { queued: 0, hasMore: false }
          const upto = await store.takeProgress(tx)
          if (upto === undefined) return none
          const hooks = await store.active(tx)
          if (hooks.length === 0) {
            const head = await reads.head(tx)
            if (head !== upto) await store.goTo(tx, head)
            return none
          }
          const events = await reads.after(
            tx,
            upto,
            BATCH,
            hooks.some(({ form }) => form === 'mlflow') ? IN_MLFLOW : [],
          )
          if (events.length === 0) return none
          const deliveries = events.flatMap((event) =>
            hooks
              .filter(
                (hook) => hook.workspace_id === event.workspace_id && hook.since <= event.at && wants(hook, event),
              )
              .map((hook) => ({ workspace_id: hook.workspace_id, webhook_id: hook.id, event_id: event.id })),
          )
          if (deliveries.length) await store.queue(tx, deliveries, new Date(now()))
          await store.goTo(tx, events.at(-1)!.seq)
          return { queued: deliveries.length, hasMore: events.length === BATCH }
        })
      if (queued) onQueued()
      return hasMore
    },
  })
